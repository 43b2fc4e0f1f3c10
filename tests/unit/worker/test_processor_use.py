"""How much of the processor the worker takes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

ASK = """
import sys, psutil
from photoface.worker.processor_use import limit_processor_use
limit_processor_use(sys.argv[1])
print(psutil.Process().nice(), len(psutil.Process().cpu_affinity()))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks for what Linux has")
def test_a_quiet_worker_lets_others_go_first_and_takes_half_of_the_processors() -> None:
    answers = [subprocess.check_output([sys.executable, "-c", ASK, use], text=True) for use in ("quiet", "normal")]
    processors = len(os.sched_getaffinity(0))
    assert [answer.split() for answer in answers] == [
        ["19", str(max(processors // 2, 1))],
        ["5", str(processors)],
    ]

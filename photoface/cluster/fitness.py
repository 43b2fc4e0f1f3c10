"""What a worker answers when it is asked whether it can help: on which computer it is, and what it lacks."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass

import photoface
from photoface.errors import UserFacingError

SAME_VERSION = "Install the same PhotoFace on each computer: pip install 'photoface[cluster]'."


@dataclass(frozen=True, slots=True)
class Fitness:
    """Whether a worker can do what is asked of it.

    Attributes:
        host: the name of its computer; empty where it could not say.
        problem: a sentence; empty if it can help.
        remedy: what to do on that computer.
    """

    host: str = ""
    problem: str = ""
    remedy: str = ""

    def sentence(self, address: str) -> str:
        """What a worker lacks and what to do about it, naming its computer."""
        where = f"The worker on {self.host} ({address})" if self.host else f"The worker at {address}"
        on_host = f" On {self.host}: {self.remedy}" if self.host and self.remedy else f" {self.remedy}".rstrip()
        return f"{where} cannot help. {self.problem}{on_host}"


def fitness(version: str, attempt: Callable[[], object] = lambda: None) -> Fitness:
    """Whether this process can help who has this version of PhotoFace.

    Args:
        attempt: raises a UserFacingError if it cannot, such as for a missing model.
    """
    host = socket.gethostname()
    if version != photoface.__version__:
        problem = f"It has PhotoFace {photoface.__version__}, and this computer has {version}."
        return Fitness(host, problem, SAME_VERSION)
    try:
        attempt()
    except UserFacingError as error:
        return Fitness(host, error.sentence, error.remedy)
    return Fitness(host)

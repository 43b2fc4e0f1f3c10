"""The modules that guard decisions stay covered as a whole: every line and every branch, by tests of what they do.

`python tests/whole_coverage.py` runs the tests of decisions and names each line and branch of these modules that none
of them reaches. A branch that cannot happen is removed, not listed here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

MODULES = (
    "catalog/assignments.py",
    "catalog/decided_faces.py",
    "catalog/face_boxes.py",
    "catalog/history.py",
    "catalog/authors.py",
    "catalog/ledger.py",
    "catalog/merges.py",
    "catalog/open_faces.py",
    "catalog/replay.py",
    "catalog/row_images.py",
    "catalog/former_places.py",
    "catalog/stacks.py",
    "library/history.py",
    "library/handlers/__init__.py",
    "library/handlers/assigning.py",
    "library/handlers/confirming.py",
    "library/handlers/deciding_conflicts.py",
    "library/handlers/drawing.py",
    "library/handlers/merging.py",
    "library/handlers/naming.py",
    "library/handlers/people.py",
    "library/handlers/person_details.py",
    "library/handlers/photos.py",
    "library/handlers/regrouping.py",
    "library/handlers/removing.py",
    "library/handlers/saved_searches.py",
    "library/handlers/splitting.py",
    "library/handlers/stacking.py",
    "library/handlers/strangers.py",
    "library/handlers/suggestions.py",
    "library/handlers/tagging.py",
    "library/handlers/taking_over.py",
    "library/handlers/typed_names.py",
    "library/handlers/unmerging.py",
    "library/stack_settling.py",
    "library/known_record.py",
    "library/three_way.py",
    "scan/edited_pictures.py",
    "scan/failures.py",
    "scan/photo_identity.py",
    "scan/crash_record.py",
    "scan/folder_presence.py",
)

TESTS = (
    "catalog/test_catalog_from_elsewhere.py",
    "catalog/test_older_catalogs.py",
    "library/test_arranging.py",
    "library/test_bringing_back.py",
    "library/test_certain_faces.py",
    "library/test_commands.py",
    "library/test_decided_elsewhere.py",
    "library/test_deciding_conflicts.py",
    "library/test_drawing.py",
    "library/test_emptied_folder.py",
    "library/test_going_back.py",
    "library/test_namesakes.py",
    "library/test_outside_questions.py",
    "library/test_page_of_names.py",
    "library/test_regrouping.py",
    "library/test_said_commands.py",
    "library/test_shared_catalog.py",
    "library/test_erasing.py",
    "library/test_stacks.py",
    "library/test_takeover.py",
    "library/test_takeover_commands.py",
    "library/test_foreign_imports.py",
    "library/test_turning.py",
    "library/test_changed_on_one_side.py",
    "library/test_three_way.py",
    "library/test_unmerging.py",
    "scan/test_decided_faces.py",
    "scan/test_edited_pictures.py",
    "scan/test_failures.py",
    "scan/test_photo_identity.py",
    "scan/test_crash_record.py",
    "scan/test_video_scan.py",
)


def main() -> int:
    """Run the tests; 0 if all is covered."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "coverage.json")
        found = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-q", "-n", "auto"),
                *(f"tests/unit/{test}" for test in TESTS),
                *("--cov=photoface.catalog", "--cov=photoface.library", "--cov=photoface.scan", "--cov-branch"),
                *(f"--cov-report=json:{report}", "--cov-report="),
            ],
            cwd=ROOT,
            env={**os.environ, "COVERAGE_FILE": str(Path(folder, "coverage"))},
            check=False,
        )
        if found.returncode:
            return found.returncode
        files = json.loads(report.read_text())["files"]
    left = [line for module in MODULES for line in _left(module, files[f"photoface/{module}"])]
    print("\n".join(left) or f"{len(MODULES)} modules are covered as a whole.")
    return 1 if left else 0


def _left(module: str, found: dict[str, Any]) -> list[str]:
    """What no test reached in a module, a sentence each."""
    lines = [f"photoface/{module}:{line} is reached by no test." for line in found["missing_lines"]]
    return lines + [
        f"photoface/{module}:{start}: no test goes from here to {'the end' if end < 0 else f'line {end}'}."
        for start, end in found["missing_branches"]
        if start not in found["missing_lines"] and end not in found["missing_lines"]
    ]


if __name__ == "__main__":
    sys.exit(main())

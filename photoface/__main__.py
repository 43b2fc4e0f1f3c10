"""The entry point of `photoface` and `python -m photoface`: runs a terminal command or opens the window."""

from __future__ import annotations

import sys


def main() -> int:
    """Run PhotoFace; returns the exit code."""
    if sys.argv[1:] == ["--version"] and sys.stdout is not None:
        # Before any import: a version is asked for by scripts, and must not cost what the program costs.
        from photoface import __version__

        sys.stdout.write(f"photoface {__version__}\n")
        return 0
    from photoface.importing import without_collection

    with without_collection():
        from photoface.cli.application import run
        from photoface.cli.streams import occupy_closed_streams

    occupy_closed_streams()
    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())

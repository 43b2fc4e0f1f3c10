"""What every command owes its user: undo and redo lead to the catalog before it and after it."""

from __future__ import annotations

from catalog_image import image_of

from photoface.library.commands.command import Command
from photoface.library.library import Library


def check_undo_and_redo(library: Library, command: Command) -> None:
    """Run a command, which has to change something, undo it, redo it, and undo it again."""
    before = image_of(library.catalog_path)
    outcome = library.execute(command)
    after = image_of(library.catalog_path)
    assert after != before
    assert library.history.undo_summary() == outcome.summary
    library.undo()
    assert image_of(library.catalog_path) == before
    assert library.history.redo_summary() == outcome.summary
    library.redo()
    assert image_of(library.catalog_path) == after
    library.undo()
    assert image_of(library.catalog_path) == before

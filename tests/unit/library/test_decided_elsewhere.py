"""Decisions of another process, as of the terminal beside the window, are noticed once; one's own are not."""

from __future__ import annotations

from fakes.library import open_fake_library

from photoface.library.commands.groups import NameGroup
from photoface.library.commands.people import RenamePerson
from photoface.library.library import Library


def test_decisions_of_another_process_are_noticed_once(scanned: Library) -> None:
    assert not scanned.history.changed_elsewhere()
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Ann"))
    assert not scanned.history.changed_elsewhere()
    other = open_fake_library(scanned.catalog_path)
    (ann,) = other.people.all()
    other.execute(RenamePerson(ann.id, "Anna"))
    assert scanned.history.changed_elsewhere()
    assert not scanned.history.changed_elsewhere()
    other.undo()
    # One's own decision does not hide it.
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Bob"))
    assert scanned.history.changed_elsewhere()
    assert not scanned.history.changed_elsewhere()
    other.close()

"""Names typed under the groups of the People page: however a field is left, only Esc throws a name away."""

from __future__ import annotations

import re
from pathlib import Path

from people_page import FIELD, click_field, name_group, person, wait_for_groups
from travel import Travel


def test_enter_tab_and_a_click_elsewhere_name_and_esc_does_not(travel: Travel, scanned_album: Path) -> None:
    window, catalog, _ = travel(scanned_album)
    wait_for_groups(window, 3)
    click_field(window, 0)
    window.type("Nobody", "Escape")
    window.wait(lambda: FIELD not in window.focused, "the field is left")
    name_group(window, "Ann", of=3)
    window.wait(lambda: "Ann" in catalog.names(), "Enter names")
    click_field(window, 0)
    window.type("Ben", "Tab")
    window.wait(lambda: "Ben" in catalog.names(), "Tab names")
    wait_for_groups(window, 1)
    click_field(window, 0)
    window.type("Cleo")
    window.click("Search photos", "EditableText")
    window.wait(lambda: "Cleo" in catalog.names(), "a click elsewhere names")
    wait_for_groups(window, 0)
    assert len(catalog.history()) == 3
    assert set(catalog.names()) == {"Ann", "Ben", "Cleo"}
    window.close()


def test_a_name_is_undone_and_redone_after_a_kill(travel: Travel, scanned_album: Path) -> None:
    window, catalog, _ = travel(scanned_album)
    name_group(window, "Ann", of=3)
    window.wait(lambda: "Ann" in catalog.names(), "the name is in the catalog")
    named = catalog.names()["Ann"]
    assert len(named) >= 4
    window.kill()
    window.start()
    window.see(person("Ann"), "Item")
    window.see(re.compile("^Undo “"), "Button")
    window.press("ctrl+z")
    window.wait(lambda: catalog.names() == {}, "the name is taken back")
    wait_for_groups(window, 3)
    window.kill()
    window.start()
    wait_for_groups(window, 3)
    window.see(re.compile("^Redo “"), "Button")
    window.press("ctrl+shift+z")
    window.wait(lambda: catalog.names() == {"Ann": named}, "the name is given again, to the same faces")
    window.see(person("Ann"), "Item")
    window.close()


def test_what_was_typed_is_the_name_whatever_is_offered(travel: Travel, named_album: Path) -> None:
    window, catalog, _ = travel(named_album)
    wait_for_groups(window, 1)
    click_field(window, 0)
    window.type("Gra")
    window.see("Grace", "Item")
    window.press("Return")
    window.wait(lambda: len(catalog.history()) == 3, "the group has a name")
    wait_for_groups(window, 0)
    assert set(catalog.names()) == {"Eileen", "Grace", "Gra"}
    window.press("ctrl+z")
    wait_for_groups(window, 1)
    click_field(window, 0)
    window.type("Gra")
    window.see("Grace", "Item")
    window.press("Down", "Return")
    window.wait(lambda: "newspaper-1.jpg" in catalog.names()["Grace"], "what was picked is the name")
    assert set(catalog.names()) == {"Eileen", "Grace"}
    window.close()

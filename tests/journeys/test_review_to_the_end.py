"""The review, from its first question to its end, by keyboard."""

from __future__ import annotations

import re
from pathlib import Path

from people_page import FIELD
from real_window import RealWindow
from travel import Travel

END = re.compile("^(Everybody has a name|All done for now)")
QUESTION = re.compile("^(Who is this|Is this |Are these |Are all of these )")
MOST_QUESTIONS = 12


ABOUT = re.compile(r"^(\d+) faces in ")


def undo(window: RealWindow) -> tuple[str, ...]:
    return tuple(thing.name for thing in window.all(re.compile("^Undo “"), "Button"))


def test_review_to_the_end(travel: Travel, scanned_album: Path) -> None:
    window, catalog, _ = travel(scanned_album)
    window.click("Review", "Button")
    sizes: list[int] = []
    for number in range(MOST_QUESTIONS):
        window.wait(lambda: bool(window.all(QUESTION) or window.all(END)), "a question, or the end")
        window.at_rest()
        if window.all(END):
            break
        if window.all("Who is this?"):
            sizes += [int(found[1]) for found in (ABOUT.match(thing.name) for thing in window.shown()) if found]
            window.wait_for_focus(FIELD)
            window.type(f"Person {number}")
            window.see(re.compile(f"Person {number}, a new person"), "StaticText")
            window.press("Return")
        else:
            window.press("n")
        # Once the way back to this answer is offered, what shows is what follows it.
        window.wait(lambda number=number: len(catalog.history()) > number, "the answer is in the catalog")  # type: ignore[misc]
        window.see(re.compile(re.escape(catalog.history()[-1][0])), "Button")
    window.see(END)
    assert sizes == sorted(sizes, reverse=True), "the largest groups come first"
    assert len(catalog.names()) == len(sizes) == 3
    assert len(set().union(*catalog.names().values())) == 12, "every photo shows somebody by name"
    # The last answer can be taken back from where one stands.
    window.click(undo(window)[-1], "Button")
    window.see(QUESTION)
    window.close()


def test_a_typed_name_outlives_the_window(travel: Travel, scanned_album: Path) -> None:
    window, catalog, _ = travel(scanned_album)
    typed = re.compile("Person 1, a new person")
    window.click("Review", "Button")
    window.see("Who is this?")
    window.wait_for_focus(FIELD)
    window.type("Person 1")
    window.see(typed, "StaticText")
    window.close()
    assert catalog.names() == {}
    window.start()
    window.click("Review", "Button")
    window.see(typed, "StaticText")
    window.wait_for_focus(FIELD)
    window.press("Return")
    window.wait(lambda: list(catalog.names()) == ["Person 1"], "the name is given by Enter")
    window.close()

"""Shared functions of handlers for names that the user types: clean them, and find or create the person of that name.

Where it is unclear whom a name means, they raise `NameTaken`, so that the user is asked.
"""

from __future__ import annotations

from photoface.catalog import people, people_packs
from photoface.catalog.ledger import Journal
from photoface.errors import NameTaken, UserFacingError
from photoface.text_folding import cleaned, shows_something

LONGEST_NAME = 200


def clean_name(name: str) -> str:
    """A name as it is kept: white space collapsed, without what is not shown.

    Raises:
        UserFacingError: nothing is left of it, nothing of it can be seen, or it is endless.
    """
    kept = cleaned(name)
    if not kept:
        raise UserFacingError("A person needs a name.")
    if not shows_something(kept):
        raise UserFacingError("This name shows nothing.", "A name needs at least one letter or sign.")
    if len(kept) > LONGEST_NAME:
        raise UserFacingError(f"A name can have {LONGEST_NAME} letters at most.")
    return kept


def person_called(journal: Journal, name: str, *, another: bool = False, pack_id: int | None = None) -> tuple[int, str]:
    """The person of that name (id, name as kept), created where nobody has it yet. `#7` is the person of that number.

    Args:
        another: it is another person than who has the name already, or one that looks the same.
        pack_id: the people pack that knows when somebody new was born and died.

    Raises:
        NameTaken: it may be one of several people of that name, or somebody whose name looks the same.
    """
    kept = clean_name(name)
    number = people.number_in(kept)
    if number is not None:
        return number, people.name_of(journal.session, number)
    if not another:
        found = people.ids_by_name(journal.session, kept)
        if len(found) == 1:
            return found[0], people.name_of(journal.session, found[0])
        ask_who(journal, kept)
    person_id = people.create(journal, kept)
    if pack_id is not None:
        born, died = people_packs.life_dates(journal.session, pack_id, kept)
        people.change(journal, [person_id], born=born, died=died)
    return person_id, kept


def ask_who(journal: Journal, name: str, but: int | None = None) -> None:
    """Raise `NameTaken` where other people have this name, or one that looks the same.

    Args:
        but: the person who gets the name, and may have it already.

    Raises:
        NameTaken: with those people.
    """
    session = journal.session
    same = [one for one in people.ids_by_name(session, name) if one != but]
    alike = same or [one for one in people.looking_like(session, name) if one != but]
    if not alike:
        return
    if not same:
        sentence = f"Somebody's name looks like {name}."
    elif len(same) == 1:
        sentence = f"Somebody is called {name} already."
    else:
        sentence = f"{len(same)} people are called {name}."
    raise NameTaken(sentence, name, people.told_apart(session, alike))

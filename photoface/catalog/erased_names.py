"""Remembers the names of people who were erased for good, as salted hashes: no import brings them back by itself.

Scans do not store such names either, whatever files say, unless somebody has that name again.

The names themselves are not kept for this. Somebody who has the catalog can still try names one by one; each try costs
`ROUNDS` rounds of a hash.
"""

from __future__ import annotations

import functools
import hashlib
import secrets
from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import machine_state
from photoface.catalog.machine_state import ErasedNamesInFiles, NamesErased
from photoface.catalog.tables.files import PhotoFile
from photoface.catalog.tables.people import Person, PersonAlias
from photoface.people_tags import person_of_tag
from photoface.text_folding import cleaned, spelled

ROUNDS = 20_000
"""Of PBKDF2: about 10 ms a name. An import or a scan asks for some hundred names at most, once each."""

DIGESTS_KEPT = 10_000
"""Names whose hash a process remembers: each file of a scan may say the same ones."""

SALT_BYTES = 16


class ErasedNames:
    """Tells whether a name was erased."""

    def __init__(self, note: NamesErased | None) -> None:
        self._note = note
        self._digests = frozenset(() if note is None else note.digests)

    def __bool__(self) -> bool:
        return bool(self._digests)

    @classmethod
    def read(cls, session: Session) -> ErasedNames:
        """Those of a catalog."""
        return cls(machine_state.load(session, NamesErased))

    def digest_of(self, name: str) -> str | None:
        """What is remembered of this name, whatever its case; None if it was not erased."""
        if self._note is None or not self._digests:
            return None
        digest = _digest(spelled(name), self._note.salt)
        return digest if digest in self._digests else None


def remember(session: Session, names: Iterable[str]) -> None:
    """Remember that these names were erased."""
    before = machine_state.load(session, NamesErased) or NamesErased(secrets.token_hex(SALT_BYTES), [])
    digests = {_digest(spelled(name), before.salt) for name in names}
    machine_state.save(session, NamesErased(before.salt, sorted({*before.digests, *digests})))


def allow(session: Session, digests: Collection[str]) -> None:
    """Let imports bring these names again; the next scan reads files again where one says such a name."""
    before = machine_state.load(session, NamesErased)
    if before is not None:
        machine_state.save(session, NamesErased(before.salt, [one for one in before.digests if one not in digests]))
    in_files = names_in_files(session)
    if not in_files.isdisjoint(digests):
        machine_state.save(session, ErasedNamesInFiles(sorted(in_files.difference(digests))))
        # Which files say it is not kept.
        session.execute(sa.update(PhotoFile).values(metadata_version=0))


def names_in_files(session: Session) -> frozenset[str]:
    """What is remembered of the erased names that files said since."""
    note = machine_state.load(session, ErasedNamesInFiles)
    return frozenset(() if note is None else note.digests)


def note_new_person(session: Session, name: str) -> None:
    """Let files say a name again that somebody got by hand."""
    if names_in_files(session):
        digest = ErasedNames.read(session).digest_of(name)
        if digest is not None:
            allow(session, [digest])


def left_out(session: Session, records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What files say, as `metadata.stored_records` keeps it, without erased names; it is noted which were there."""
    records = list(records)
    found = among(session, (name for record in records for name in _names_of(record)))
    if not found:
        return records
    machine_state.save(session, ErasedNamesInFiles(sorted(names_in_files(session).union(found.values()))))
    return [without_names(record, found) for record in records]


def among(session: Session, names: Iterable[str]) -> dict[str, str]:
    """Which of these names were erased and nobody has again: as they compare, with what is remembered of them."""
    erased = ErasedNames.read(session)
    if not erased:
        return {}
    keys = [table.name_key for table in (Person, PersonAlias)]
    of_people = {key for column in keys for key in session.execute(sa.select(column)).scalars()}
    asked = {spelled(name): cleaned(name) for name in names}
    digests = {key: erased.digest_of(name) for key, name in asked.items() if spelled(name) not in of_people}
    return {key: digest for key, digest in digests.items() if digest is not None}


def _names_of(record: dict[str, Any]) -> list[str]:
    of_tags = filter(None, map(person_of_tag, record.get("tags", ())))
    return [*record.get("people", ()), *(one["name"] for one in record.get("regions", ()) if one.get("name")), *of_tags]


def without_names(record: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    """A record without these people, and without tags below `People` that name them; names as they compare."""
    kept = dict(record)
    if "tags" in kept:
        kept["tags"] = [path for path in kept["tags"] if spelled(person_of_tag(path) or "") not in names]
    if "people" in kept:
        kept["people"] = [name for name in kept["people"] if spelled(name) not in names]
    if "regions" in kept:
        kept["regions"] = [one for one in kept["regions"] if spelled(one.get("name") or "") not in names]
    return {name: value for name, value in kept.items() if name not in ("people", "regions", "tags") or value}


@functools.lru_cache(DIGESTS_KEPT)
def _digest(name: str, salt: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", name.encode("utf-8", "surrogatepass"), bytes.fromhex(salt), ROUNDS).hex()

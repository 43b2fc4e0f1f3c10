"""Remembers the names of people who were erased for good, as salted hashes: no import brings them back by itself.

The names themselves are not kept for this. Somebody who has the catalog can still try names one by one; each try costs
`ROUNDS` rounds of a hash.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterable

from sqlalchemy.orm import Session

from photoface.catalog import machine_state
from photoface.catalog.machine_state import NamesErased
from photoface.text_folding import spelled

ROUNDS = 20_000
"""Of PBKDF2: about 10 ms a name. An import asks for some hundred names at most, once each."""

SALT_BYTES = 16


class ErasedNames:
    """Tells whether a name was erased."""

    def __init__(self, note: NamesErased | None) -> None:
        self._note = note
        self._digests = frozenset(() if note is None else note.digests)

    @classmethod
    def read(cls, session: Session) -> ErasedNames:
        """Those of a catalog."""
        return cls(machine_state.load(session, NamesErased))

    def digest_of(self, name: str) -> str | None:
        """What is remembered of this name, whatever its case; None if it was not erased."""
        if self._note is None or not self._digests:
            return None
        digest = _digest(name, self._note.salt)
        return digest if digest in self._digests else None


def remember(session: Session, names: Iterable[str]) -> None:
    """Remember that these names were erased."""
    before = machine_state.load(session, NamesErased) or NamesErased(secrets.token_hex(SALT_BYTES), [])
    digests = {_digest(name, before.salt) for name in names}
    machine_state.save(session, NamesErased(before.salt, sorted({*before.digests, *digests})))


def allow(session: Session, digests: Collection[str]) -> None:
    """Let imports bring these names again."""
    before = machine_state.load(session, NamesErased)
    if before is not None:
        machine_state.save(session, NamesErased(before.salt, [one for one in before.digests if one not in digests]))


def _digest(name: str, salt: str) -> str:
    return hashlib.pbkdf2_hmac(
        "sha256", spelled(name).encode("utf-8", "surrogatepass"), bytes.fromhex(salt), ROUNDS
    ).hex()

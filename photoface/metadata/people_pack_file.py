"""Encrypts and decrypts a people pack's file: names, days of birth and death and exemplar embeddings of chosen people.

A pack travels by mail and lies in download folders, and what it holds cannot be changed like a password: how faces
look. So it is encrypted, and by the same key shown to be whole and from somebody who knows the passphrase
(docs/decisions/0011-people-packs.md).

Layout: `MAGIC`, one byte for the version, 16 bytes of salt, 12 of a nonce, then JSON encrypted by AES-256-GCM with the
key that scrypt makes of passphrase and salt. All before the JSON is authenticated with it. Nothing is compressed, so no
file grows when it is opened.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import json
import math
import os
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photoface.errors import UserFacingError

MAGIC = b"PhotoFace people pack\n"

VERSION = 1

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes: 1,000 people with 48 exemplars of 512 numbers are 130 MB as text, of 128 numbers 33 MB."""

MOST_PEOPLE = 1_000
MOST_VECTORS = 48
"""For each person; `recognition.exemplars.MOST_EXEMPLARS`."""

LARGEST_DIMENSION = 4_096
LONGEST_NAME = 200
LONGEST_MODEL = 200

SHORTEST_PASSPHRASE = 8
"""Letters. Scrypt makes each guess take a tenth of a second, which saves no passphrase of four."""

_SALT_BYTES, _NONCE_BYTES = 16, 12
_SCRYPT_COST, _SCRYPT_BLOCK, _SCRYPT_LANES = 2**15, 8, 1
"""32 MiB and about 0.1 s for a guess (RFC 7914; OWASP, "Password Storage"). They belong to the version: no file says
how much memory opening it takes."""
_SCRYPT_MEMORY = 64 * 1024 * 1024

_UNIT_TOLERANCE = 1e-3
"""Vectors have unit length; float32 keeps that to 1e-6."""


@dataclass(frozen=True, eq=False)
class PackedPerson:
    """A person of a pack.

    Attributes:
        vectors: float32 (k, d), rows of unit length: how confirmed faces of theirs look to the model.
    """

    name: str
    born: dt.date | None
    died: dt.date | None
    vectors: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class PeoplePack:
    """What a file holds.

    Attributes:
        model: the id of the model that made the vectors; no other one can compare them.
        made_on: the day it was made.
    """

    model: str
    made_on: dt.date
    people: tuple[PackedPerson, ...]


def seal(pack: PeoplePack, passphrase: str) -> bytes:
    """The bytes of a pack's file.

    Raises:
        UserFacingError: the passphrase is too short, or the pack too large.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise UserFacingError(
            f"The passphrase is shorter than {SHORTEST_PASSPHRASE} letters.",
            "Choose a longer one, such as four words, and tell it by another way than the file.",
        )
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    head = MAGIC + bytes([VERSION]) + salt + nonce
    content = json.dumps(_values(pack), ensure_ascii=False, separators=(",", ":")).encode()
    if len(pack.people) > MOST_PEOPLE or len(head) + len(content) > LARGEST_FILE // 2:
        raise UserFacingError("So many people are too many for one pack.", "Make several packs.")
    return head + AESGCM(_key(passphrase, salt)).encrypt(nonce, content, head)


def unseal(data: bytes, passphrase: str) -> PeoplePack:
    """Read a pack's file. Whatever it holds, this ends in a pack or in a sentence.

    Raises:
        UserFacingError: it is no pack, of a newer version, damaged, or sealed with another passphrase.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    end = len(MAGIC) + 1 + _SALT_BYTES + _NONCE_BYTES
    if len(data) > LARGEST_FILE or not data.startswith(MAGIC) or len(data) <= end:
        raise UserFacingError("This file is no people pack.", "Ask for the file that PhotoFace made, as it was.")
    if data[len(MAGIC)] != VERSION:
        raise UserFacingError("This people pack was made by another version of PhotoFace.", "Update PhotoFace.")
    head, salt, nonce = data[:end], data[len(MAGIC) + 1 : end - _NONCE_BYTES], data[end - _NONCE_BYTES : end]
    try:
        content = AESGCM(_key(passphrase, salt)).decrypt(nonce, data[end:], head)
    except InvalidTag:
        raise UserFacingError(
            "The passphrase is another one, or the file was changed on its way.",
            "Type the passphrase as you were told it, or ask for the file again.",
        ) from None
    try:
        return _pack(json.loads(content))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise UserFacingError(
            f"The people pack holds something that makes no sense: {error}.", "Ask for another one."
        ) from error


def _key(passphrase: str, salt: bytes) -> bytes:
    # One way to write each letter, so that a passphrase typed on another system is the same.
    words = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(
        words,
        salt=salt,
        n=_SCRYPT_COST,
        r=_SCRYPT_BLOCK,
        p=_SCRYPT_LANES,
        maxmem=_SCRYPT_MEMORY,
        dklen=32,
    )


def _values(pack: PeoplePack) -> dict[str, Any]:
    return {
        "model": pack.model,
        "made_on": pack.made_on.isoformat(),
        "people": [
            {
                "name": person.name,
                "born": None if person.born is None else person.born.isoformat(),
                "died": None if person.died is None else person.died.isoformat(),
                "vectors": [base64.b64encode(row.astype("<f4").tobytes()).decode() for row in person.vectors],
            }
            for person in pack.people
        ],
    }


def _pack(values: Any) -> PeoplePack:
    """Raises ValueError, KeyError or TypeError for values that are no pack."""
    model, people = _text(values["model"], LONGEST_MODEL), _sequence(values["people"], MOST_PEOPLE)
    found = tuple(
        PackedPerson(
            _text(person["name"], LONGEST_NAME),
            _day(person["born"]),
            _day(person["died"]),
            _vectors(_sequence(person["vectors"], MOST_VECTORS)),
        )
        for person in people
    )
    made_on = _day(values["made_on"])
    if made_on is None or not found or len({person.vectors.shape[1] for person in found}) != 1:
        raise ValueError("people or numbers are missing")
    return PeoplePack(model, made_on, found)


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError("a text is missing or too long")
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in value).split())
    if not text:
        raise ValueError("a name is empty")
    return text


def _sequence(value: Any, most: int) -> Sequence[Any]:
    if not isinstance(value, list) or not 0 < len(value) <= most:
        raise ValueError("a list is empty or too long")
    return value


def _day(value: Any) -> dt.date | None:
    return None if value is None else dt.date.fromisoformat(value)


def _vectors(texts: Sequence[Any]) -> NDArray[np.float32]:
    try:
        rows = [base64.b64decode(text, validate=True) for text in texts]
    except (binascii.Error, TypeError) as error:
        raise ValueError("numbers cannot be read") from error
    size = len(rows[0])
    if not 0 < size <= 4 * LARGEST_DIMENSION or size % 4 or any(len(row) != size for row in rows):
        raise ValueError("rows of numbers have odd lengths")
    vectors = np.frombuffer(b"".join(rows), "<f4").reshape(len(rows), size // 4).astype(np.float32)
    # Squares of the largest float32 overflow; as float64 they do not.
    lengths = np.sqrt((vectors.astype(np.float64) ** 2).sum(axis=1))
    if not all(math.isfinite(length) and abs(length - 1) < _UNIT_TOLERANCE for length in lengths.tolist()):
        raise ValueError("rows of numbers are no faces")
    return vectors

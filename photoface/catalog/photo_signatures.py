"""Stores the small grey pictures (signatures) by which stacks of photos are found, and the stacks found.

It also reads the names, clocks and sizes that are compared beside them. `catalog.stacks` stores what the user decided
about stacks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.sql_dialects import insert
from photoface.catalog.sql_helpers import among
from photoface.catalog.states import FaceStatus
from photoface.catalog.tables.faces import Face
from photoface.catalog.tables.files import PhotoFile
from photoface.catalog.tables.photos import Photo
from photoface.catalog.tables.stacks import FoundStack, PhotoSignature


@dataclass(frozen=True, slots=True)
class Signature:
    """What a photo is compared by: 1024 bytes, and how sharp its thumbnail is."""

    photo_id: int
    content_hash: str
    signature: bytes
    sharpness: float


def to_make(session: Session) -> dict[int, str]:
    """The photos whose signature has to be made, each with its content hash."""
    return {row[0]: row[1] for row in session.execute(_to_make().order_by(Photo.id))}


def _to_make() -> sa.Select[int, str]:
    return (
        sa.select(Photo.id, Photo.content_hash)
        .outerjoin(PhotoSignature, PhotoSignature.photo_id == Photo.id)
        .where(Photo.successor_id.is_(None), PhotoSignature.content_hash.is_distinct_from(Photo.content_hash))
    )


def any_to_do(session: Session) -> bool:
    """Whether a photo has no signature yet, or was not compared with the others."""
    return session.execute(_to_make().limit(1)).first() is not None or any_to_compare(session)


def keep(session: Session, signatures: Iterable[Signature]) -> None:
    """Keep signatures in the place of older ones; photos that are gone by now are left out."""
    rows = {one.photo_id: one for one in signatures}
    query = sa.select(Photo.id).where(among(Photo.id, rows))
    values = [
        {
            "photo_id": photo_id,
            "content_hash": rows[photo_id].content_hash,
            "signature": rows[photo_id].signature,
            "sharpness": rows[photo_id].sharpness,
            "compared": False,
        }
        for photo_id in session.execute(query).scalars()
    ]
    if values:
        made = insert(session, PhotoSignature)
        changed = {name: made.excluded[name] for name in ("content_hash", "signature", "sharpness", "compared")}
        session.execute(made.on_conflict_do_update(index_elements=["photo_id"], set_=changed), values)


def any_to_compare(session: Session) -> bool:
    """Whether a photo was not compared with the others yet."""
    query = sa.select(PhotoSignature.photo_id).where(PhotoSignature.compared.is_(False))
    return session.execute(query.limit(1)).first() is not None


def to_compare(session: Session) -> list[tuple[int, bytes, float, bool]]:
    """All photos with their signature, their sharpness, and whether they were compared already, by id."""
    columns = (PhotoSignature.photo_id, PhotoSignature.signature, PhotoSignature.sharpness, PhotoSignature.compared)
    query = sa.select(*columns).order_by(PhotoSignature.photo_id)
    return [(id_, signature, sharp, compared) for id_, signature, sharp, compared in session.execute(query)]  # noqa: C416


@dataclass(frozen=True, slots=True)
class ComparedPhoto:
    """What names, clocks and sizes say of a photo; its date is None where the picture has none of its own."""

    path: str
    width: int
    height: int
    file_taken_at: object
    camera: str | None
    picture_hash: str | None
    file_bytes: int
    face_quality: float


def facts(session: Session) -> dict[int, ComparedPhoto]:
    """What is known of the photos that have a signature, by id. Their path begins with the folder's number."""
    file_of = sa.select(PhotoFile.photo_id, sa.func.min(PhotoFile.id).label("file_id")).group_by(PhotoFile.photo_id)
    first = file_of.where(PhotoFile.photo_id.is_not(None)).subquery()
    # Faces of one photo: the mean, so that somebody who looks away counts.
    looks = (
        sa.select(Face.photo_id, sa.func.avg(Face.quality).label("quality"))
        .where(Face.status == FaceStatus.ACTIVE)
        .group_by(Face.photo_id)
        .subquery()
    )
    query = (
        sa.select(
            *(Photo.id, PhotoFile.folder_id, PhotoFile.relative_path, Photo.width, Photo.height),
            *(Photo.file_taken_at, Photo.file_dated_by_exif, Photo.camera, Photo.picture_hash, PhotoFile.size),
            looks.c.quality,
        )
        .join(PhotoSignature, PhotoSignature.photo_id == Photo.id)
        .outerjoin(first, first.c.photo_id == Photo.id)
        .outerjoin(PhotoFile, PhotoFile.id == first.c.file_id)
        .outerjoin(looks, looks.c.photo_id == Photo.id)
    )
    return {
        id_: ComparedPhoto(
            f"{folder or 0}/{path or ''}",
            width,
            height,
            taken if is_own else None,
            camera,
            picture,
            size or 0,
            quality or 0.0,
        )
        for id_, folder, path, width, height, taken, is_own, camera, picture, size, quality in session.execute(query)
    }


@dataclass(frozen=True, slots=True)
class FoundMember:
    """A photo of a stack that was found, as `tables.FoundStack` has it."""

    photo_id: int
    stack: int
    position: int
    kind: str | None
    like_id: int | None


def found(session: Session) -> list[FoundMember]:
    """All stacks that were found, each from its best photo downwards."""
    columns = (FoundStack.photo_id, FoundStack.stack, FoundStack.position, FoundStack.kind, FoundStack.like_id)
    query = sa.select(*columns).order_by(FoundStack.stack, FoundStack.position)
    return [FoundMember(*row) for row in session.execute(query)]


def keep_found(session: Session, looked_at: Collection[int], members: Collection[FoundMember]) -> None:
    """Keep what was found among these photos, in the place of the stacks that they were in."""
    session.execute(sa.delete(FoundStack).where(among(FoundStack.photo_id, sorted(looked_at))))
    if members:
        rows = [{name: getattr(member, name) for name in FoundMember.__slots__} for member in members]
        session.execute(sa.insert(FoundStack), rows)


def note_compared(session: Session, photos: dict[int, bytes]) -> None:
    """Note that photos were compared with these signatures."""
    now = sa.select(PhotoSignature.photo_id, PhotoSignature.signature).where(
        among(PhotoSignature.photo_id, photos), PhotoSignature.compared.is_(False)
    )
    same = [photo_id for photo_id, signature in session.execute(now) if photos[photo_id] == signature]
    session.execute(sa.update(PhotoSignature).where(among(PhotoSignature.photo_id, same)).values(compared=True))

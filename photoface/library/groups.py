"""`Groups`, the library's manager that reads the unnamed groups."""

from __future__ import annotations

from photoface.catalog import groups
from photoface.library.manager import Manager, reads


class Groups(Manager):
    """Reads groups; the commands of `photoface.library.commands` change them."""

    all = reads(groups.summaries)
    how_many = reads(groups.how_many)
    face_ids = reads(groups.face_ids)

"""`Stacks`, the library's manager that reads stacks: photos shown as one, such as copies, raw and JPEG, or a burst.

It also finds photos with copies that the user may not need.
"""

from __future__ import annotations

from photoface.catalog import duplicates, stacks
from photoface.library.manager import Manager, reads


class Stacks(Manager):
    """Reads stacks. `Jobs.scan` finds them; the commands of `photoface.library.commands` change them."""

    photos = reads(stacks.stacked)
    of_photos = reads(stacks.stacks_of)
    duplicates = reads(duplicates.sets)

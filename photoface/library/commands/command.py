"""The base class of all commands, the user's decisions as data."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Self, dataclass_transform

_MAKING = threading.Lock()


@dataclass_transform(frozen_default=True)
class Command:
    """The base class of all commands; every kind of command is a frozen dataclass.

    A kind becomes a dataclass when its first command is made: for all of them at once it takes a thirtieth of the
    window's start.
    """

    def __new__(cls, *_values: object, **_named: object) -> Self:
        if "__dataclass_fields__" not in vars(cls):
            with _MAKING:
                if "__dataclass_fields__" not in vars(cls):
                    dataclass(frozen=True)(cls)
        return super().__new__(cls)

"""`WidgetContext`: the parts that widgets get through their constructors (library client, theme, icons, pictures)."""

from __future__ import annotations

from dataclasses import dataclass

from photoface.gui.client import Client
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.images import Images
from photoface.gui.kit.theme import Theme


@dataclass(frozen=True, slots=True)
class WidgetContext:
    """The parts that widgets share, handed to each by its constructor: the library's client, and the look."""

    client: Client
    images: Images
    theme: Theme
    icons: Icons

"""Carries out what the user changes in the viewer's information panel: stars, tags, texts, albums, date and others."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from photoface.gui.client import Client
from photoface.gui.photos.actions import PhotoActions
from photoface.gui.viewer.info import InfoPanel
from photoface.library.commands.collections import RemoveFromAlbum, TagPhotos, UntagPhotos
from photoface.library.commands.photos import DescribePhotos, FavouritePhotos


class PanelActions(QObject):
    """Makes each change a decision about the photo that shows.

    Args:
        photo_id: which that is; None where there is none.
    """

    def __init__(
        self, panel: InfoPanel, client: Client, actions: PhotoActions, photo_id: Callable[[], int | None]
    ) -> None:
        super().__init__(panel)
        self._photo_id = photo_id
        execute = client.execute
        panel.rated.connect(lambda stars: self._do(lambda ids: actions.rate(ids, stars)))
        panel.tagged.connect(lambda path: self._do(lambda ids: execute(TagPhotos(ids, path))))
        panel.untagged.connect(lambda tag: self._do(lambda ids: execute(UntagPhotos(ids, tag))))
        panel.titled.connect(lambda title: self._do(lambda ids: execute(DescribePhotos(ids, title))))
        panel.captioned.connect(lambda words: self._do(lambda ids: execute(DescribePhotos(ids, caption=words))))
        panel.favoured.connect(lambda yes: self._do(lambda ids: execute(FavouritePhotos(ids, yes))))
        panel.album_left.connect(lambda album: self._do(lambda ids: execute(RemoveFromAlbum(album, ids))))
        panel.album_asked.connect(lambda: self._do(actions.ask_album))
        panel.date_asked.connect(lambda: self._do(actions.ask_date))
        panel.place_asked.connect(lambda: self._do(actions.ask_place))

    def _do(self, change: Callable[[tuple[int, ...]], None]) -> None:
        photo_id = self._photo_id()
        if photo_id is not None:
            change((photo_id,))

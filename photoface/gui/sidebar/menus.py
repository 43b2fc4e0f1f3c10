"""Carries out what is asked of a line of the sidebar: its menu, a new name, deleting it, and photos dropped on it.

It also asks for the name of a new album.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from photoface.catalog.summaries.collections import AlbumSummary, TagNode
from photoface.catalog.summaries.library import FolderSummary
from photoface.catalog.summaries.photo_collections import FolderNode, PhotoCollections
from photoface.catalog.summaries.searches import SavedSearchSummary
from photoface.gui.kit import text
from photoface.gui.kit.file_manager import show_in_file_manager
from photoface.gui.kit.sheet import ask_words, confirm
from photoface.gui.kit.widget_context import WidgetContext
from photoface.gui.search.recent_searches import RecentSearch, RecentSearches
from photoface.gui.sidebar.dragged_album import DropPlace
from photoface.gui.sidebar.line import SidebarButton
from photoface.text_folding import SEPARATOR, spelled_path


class LineMenus(QObject):
    """Makes the menus of lines, and decides what is asked by them, by keys and by dragging.

    Attributes:
        shown: what the sidebar lists.

    Signals:
        rescan_asked: look for new photos in a `FolderToScan`.
        remove_folder_asked, relocate_folder_asked: a `FolderSummary`.
    """

    rescan_asked = Signal(object)
    remove_folder_asked = Signal(object)
    relocate_folder_asked = Signal(object)

    def __init__(self, context: WidgetContext, recent: RecentSearches | None, sidebar: QWidget) -> None:
        super().__init__(sidebar)
        self._context, self._recent, self._sidebar = context, recent, sidebar
        self._execute = context.client.execute
        self.shown: PhotoCollections | None = None

    def of_line(self, line: SidebarButton) -> QMenu | None:
        """The menu of a line; None where nothing can be done with it."""
        item = None if line.row is None else line.row.item
        match item:
            case AlbumSummary():
                return self._of_album(item, line)
            case SavedSearchSummary():
                return self._of_search(item, line)
            case TagNode():
                return self._of_tag(item, line)
            case RecentSearch(words):
                return self.of_recent(words)
            case FolderNode(folder=folder, prefix=prefix):
                return self.of_folder(folder, prefix)
            case _:
                return None

    def rename(self, line: SidebarButton, words: str) -> None:
        """Decide what was typed as a line's name."""
        from photoface.library.commands.collections import EditSavedSearch, RenameAlbum

        item = None if line.row is None else line.row.item
        match item:
            case AlbumSummary(id=album_id):
                self._execute(RenameAlbum(album_id, words))
            case SavedSearchSummary(id=search_id):
                self._execute(EditSavedSearch(search_id, words, item.words))
            case TagNode(path=path):
                above = path.rpartition(SEPARATOR)[0]
                self._move_tag(item, f"{above}{SEPARATOR}{words}" if above else words)

    def delete(self, line: SidebarButton) -> None:
        """Delete what a line is about, perhaps after a question."""
        from photoface.library.commands.collections import DeleteSavedSearch

        item = None if line.row is None else line.row.item
        match item:
            case AlbumSummary():
                self._ask_delete_album(item)
            case SavedSearchSummary(id=search_id):
                self._execute(DeleteSavedSearch(search_id))
            case TagNode():
                self._ask_delete_tag(item)

    def drop(self, line: SidebarButton, photo_ids: tuple[int, ...]) -> None:
        """Put photos into the album, or the tag on them, that they were dropped on."""
        from photoface.library.commands.collections import AddToAlbum, TagPhotos

        item = None if line.row is None else line.row.item
        match item:
            case AlbumSummary(id=album_id):
                self._execute(AddToAlbum(album_id, photo_ids))
            case TagNode(path=path):
                self._execute(TagPhotos(photo_ids, path))

    def drop_album(self, line: SidebarButton, album_id: int, place: DropPlace) -> None:
        """Put an album into the one that it was dropped on, or beside it."""
        from photoface.library.commands.collections import MoveAlbum

        target = None if line.row is None else line.row.item
        dragged = next((one for one in self._albums() if one.id == album_id), None)
        if not isinstance(target, AlbumSummary) or dragged is None or target.id == album_id:
            return
        if place is DropPlace.INTO:
            if dragged.parent_id != target.id:
                self._execute(MoveAlbum(album_id, target.id))
            return
        beside = [one.id for one in self._albums() if one.parent_id == target.parent_id and one.id != album_id]
        following = beside[beside.index(target.id) + (place is DropPlace.AFTER) :]
        self._execute(MoveAlbum(album_id, target.parent_id, next(iter(following), None), at_end=not following))

    def drop_album_at_top(self, album_id: int) -> None:
        """Take an album that was dropped on the heading out of the one that it stands in."""
        from photoface.library.commands.collections import MoveAlbum

        if any(one.id == album_id and one.parent_id is not None for one in self._albums()):
            self._execute(MoveAlbum(album_id, None))

    def _albums(self) -> Sequence[AlbumSummary]:
        return () if self.shown is None else self.shown.albums

    def drop_on_page(self, key: str, photo_ids: tuple[int, ...]) -> None:
        """Do with photos what the page is about that they were dropped on."""
        from photoface.library.commands.photos import DeletePhotos, FavouritePhotos, HidePhotos

        match key:
            case "favourites":
                self._execute(FavouritePhotos(photo_ids, True))
            case "hidden":
                self._execute(HidePhotos(photo_ids, True))
            case "trash":
                self._execute(DeletePhotos(photo_ids))

    # albums

    def ask_album(self, parent_id: int | None = None) -> None:
        """Ask for the name of a new album."""
        from photoface.library.commands.collections import MakeAlbum

        def make(name: str) -> None:
            self._execute(MakeAlbum(name, parent_id))

        ask_words(self._sidebar.window(), self.tr("New album"), "", self.tr("Make"), make)

    def _of_album(self, album: AlbumSummary, line: SidebarButton) -> QMenu:
        from photoface.library.commands.collections import MoveAlbum

        menu = QMenu(self._sidebar)
        menu.addAction(self.tr("Rename (F2)"), line.rename)
        menu.addAction(self.tr("New album in it …"), lambda: self.ask_album(album.id))
        into = menu.addAction(self.tr("Move into another album …"), lambda: self._ask_album_around(album))
        into.setEnabled(bool(self._possible_parents(album)))
        beside = [one.id for one in self._albums() if one.parent_id == album.parent_id]
        at = beside.index(album.id) if album.id in beside else 0
        move = partial(MoveAlbum, album.id, album.parent_id)
        up = menu.addAction(self.tr("Move up"), lambda: self._execute(move(beside[at - 1])))
        up.setEnabled(at > 0)
        after_next = next(iter(beside[at + 2 :]), None)
        down = menu.addAction(self.tr("Move down"), lambda: self._execute(move(after_next, at_end=after_next is None)))
        down.setEnabled(at + 1 < len(beside))
        if album.parent_id is not None:
            menu.addAction(self.tr("Move to the top"), lambda: self._execute(MoveAlbum(album.id, None)))
        menu.addSeparator()
        menu.addAction(self.tr("Delete this album … (Del)"), lambda: self._ask_delete_album(album))
        return menu

    def _possible_parents(self, album: AlbumSummary) -> list[tuple[str, int]]:
        """The paths and ids of albums that it can be put into, by path."""
        from photoface.catalog import albums

        inside = set(albums.below(self._albums(), [album.id]))
        paths = albums.paths(self._albums()).items()
        found = [(path, one) for one, path in paths if one not in inside and one != album.parent_id]
        return sorted(found, key=lambda one: one[0].casefold())

    def _ask_album_around(self, album: AlbumSummary) -> None:
        from photoface.gui.kit.choice_sheet import ChoiceSheet
        from photoface.library.commands.collections import MoveAlbum

        ChoiceSheet(
            self.tr("Move {} into which album?").format(album.name),
            self.tr("Type to find an album"),
            self.tr("Albums"),
            self._possible_parents(album),
            self.tr("Move"),
            lambda parent_id: self._execute(MoveAlbum(album.id, parent_id)),
            self._sidebar.window(),
        ).open()

    def _ask_delete_album(self, album: AlbumSummary) -> None:
        from photoface.library.commands.collections import DeleteAlbum

        self._confirm(
            self.tr("Delete the album {}?").format(album.name),
            self.tr("Its photos stay in the library. You can undo this in History."),
            self.tr("Delete"),
            partial(self._execute, DeleteAlbum(album.id)),
        )

    # tags

    def _of_tag(self, tag: TagNode, line: SidebarButton) -> QMenu:
        menu = QMenu(self._sidebar)
        menu.addAction(self.tr("Rename (F2)"), line.rename)
        menu.addAction(self.tr("Move to another place …"), lambda: self._ask_path(tag))
        merge = menu.addAction(self.tr("Merge into another tag …"), lambda: self._ask_merge(tag))
        merge.setEnabled(self.shown is not None and len(self._tags(self.shown.tags)) > 1 + len(self._tags((tag,))[1:]))
        menu.addSeparator()
        menu.addAction(self.tr("Delete this tag … (Del)"), lambda: self._ask_delete_tag(tag))
        return menu

    def _tags(self, nodes: tuple[TagNode, ...]) -> list[TagNode]:
        """These tags and all that stand in them."""
        return [tag for node in nodes for tag in (node, *self._tags(node.children))]

    def _ask_path(self, tag: TagNode) -> None:
        title = self.tr("Where is {} to stand? Slashes put a tag into another.").format(tag.name)
        ask_words(self._sidebar.window(), title, tag.path, self.tr("Move"), partial(self._move_tag, tag))

    def _move_tag(self, tag: TagNode, path: str) -> None:
        """Give a tag another path; where another tag has that, the two can be merged."""
        from photoface.library.commands.collections import RenameTag

        every = () if self.shown is None else self.shown.tags
        key = spelled_path(path)
        taken = next((one for one in self._tags(every) if spelled_path(one.path) == key), None)
        if taken is None or taken.id == tag.id:
            self._execute(RenameTag(tag.id, path))
        else:
            self._confirm_merge(tag, taken)

    def _ask_merge(self, tag: TagNode) -> None:
        from photoface.gui.kit.choice_sheet import ChoiceSheet
        from photoface.library.commands.collections import MergeTags

        every = () if self.shown is None else self.shown.tags
        inside = {one.id for one in self._tags((tag,))}
        words = self.tr("{} get that tag instead. You can undo this in History.")
        ChoiceSheet(
            self.tr("Merge {} into which tag?").format(tag.path),
            self.tr("Type to find a tag"),
            self.tr("Tags"),
            [(one.path, one.id) for one in self._tags(every) if one.id not in inside],
            self.tr("Merge"),
            lambda into_id: self._execute(MergeTags(tag.id, into_id)),
            self._sidebar.window(),
            sentence=words.format(text.photos(tag.photos_below)),
        ).open()

    def _confirm_merge(self, tag: TagNode, into: TagNode) -> None:
        from photoface.library.commands.collections import MergeTags

        photos = text.photos(tag.photos_below)
        self._confirm(
            self.tr("Merge the tag {tag} into {other}?").format(tag=tag.path, other=into.path),
            self.tr(
                "There is a tag {other} already. {photos} get it instead of {tag}. You can undo this in History."
            ).format(other=into.path, tag=tag.path, photos=photos),
            self.tr("Merge"),
            partial(self._execute, MergeTags(tag.id, into.id)),
        )

    def _ask_delete_tag(self, tag: TagNode) -> None:
        from photoface.library.commands.collections import DeleteTag

        below, photos = len(self._tags(tag.children)), text.photos(tag.photos_below)
        taken_off = self.tr("It is taken off {}.").format(photos)
        if below:
            one = self.tr("It and 1 tag in it are taken off {photos}.")
            many = self.tr("It and {} tags in it are taken off {photos}.")
            taken_off = text.counted(below, one, many, photos=photos)
        self._confirm(
            self.tr("Delete the tag {}?").format(tag.path),
            f"{taken_off} {self.tr('The photos stay. You can undo this in History.')}",
            self.tr("Delete"),
            partial(self._execute, DeleteTag(tag.id)),
        )

    # searches and folders

    def _of_search(self, search: SavedSearchSummary, line: SidebarButton) -> QMenu:
        from photoface.gui.search.edit_sheet import EditSearchSheet
        from photoface.library.commands.collections import DeleteSavedSearch

        menu = QMenu(self._sidebar)
        menu.addAction(self.tr("Rename (F2)"), line.rename)
        edit = lambda: EditSearchSheet(self._context, search, self._sidebar.window()).open()  # noqa: E731
        menu.addAction(self.tr("Change what it looks for …"), edit)
        menu.addSeparator()
        menu.addAction(self.tr("Do not keep it any more (Del)"), lambda: self._execute(DeleteSavedSearch(search.id)))
        return menu

    def of_recent(self, words: str) -> QMenu:
        """What one can do with a search that was made lately."""
        assert self._recent is not None
        menu = QMenu(self._sidebar)
        menu.addAction(self.tr("Forget this search"), partial(self._recent.forget, words))
        menu.addAction(self.tr("Forget all recent searches"), self._recent.clear)
        return menu

    def of_folder(self, folder: FolderSummary, prefix: str = "") -> QMenu:
        """What one can do with a folder."""
        from photoface.catalog.path_text import from_stored
        from photoface.scan.folder_to_scan import FolderToScan

        menu, inside = QMenu(self._sidebar), from_stored(prefix.rstrip("/"))
        menu.addAction(self.tr("Look for new photos"), lambda: self.rescan_asked.emit(FolderToScan(folder.id, inside)))
        menu.addAction(self.tr("Show in file manager"), lambda: show_in_file_manager(folder.path / inside))
        if not prefix:
            is_shared = self._context.client.library.is_shared
            words = self.tr("It lies elsewhere on this computer …") if is_shared else self.tr("It lies elsewhere now …")
            menu.addAction(words, lambda: self.relocate_folder_asked.emit(folder))
            menu.addSeparator()
            menu.addAction(self.tr("Remove from PhotoFace …"), lambda: self.remove_folder_asked.emit(folder))
        return menu

    def _confirm(self, title: str, sentence: str, act: str, then: partial[None]) -> None:
        confirm(self._sidebar.window(), title, sentence, act, then)

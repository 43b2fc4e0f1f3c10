"""What the sidebar lists beside its pages: favourite people, last import, albums, searches, tags and folders.

A library may have thousands of folders: a section is a list of light entries, and `row` says how one of them looks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from photoface.catalog.summaries.collections import AlbumSummary, TagNode
from photoface.catalog.summaries.photo_collections import FavouritePerson, FolderNode
from photoface.catalog.summaries.searches import SavedSearchSummary
from photoface.gui.context import Place
from photoface.gui.kit import text
from photoface.gui.search.recent_searches import RecentSearch

TAGS_AT_ONCE = 12
"""Tags of one level that are listed, the most used ones, until all are asked for: hundreds of lines would push folders
and settings far down."""


@dataclass(frozen=True, slots=True)
class LastImport:
    """The photos that were imported last, by their number."""

    photos: int


@dataclass(frozen=True, slots=True)
class MoreTags:
    """A line that shows all tags of one level, or only the most used ones again.

    Attributes:
        folds: what is remembered as unfolded.
        left_out: tags that are not listed; 0 where all are.
    """

    folds: str
    left_out: int


Item = FavouritePerson | AlbumSummary | SavedSearchSummary | RecentSearch | TagNode | FolderNode | MoreTags | LastImport


class Entry(NamedTuple):
    """One line of a section.

    Attributes:
        depth: in how many others it stands.
        folds: what is remembered as unfolded once it shows what stands in it; empty where nothing does.
    """

    item: Item
    depth: int = 0
    folds: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        """What the line is about, whatever is said of it."""
        match self.item:
            case FolderNode(folder=folder, prefix=prefix):
                return FolderNode, folder.id, prefix
            case RecentSearch(words):
                return RecentSearch, words
            case MoreTags(folds):
                return MoreTags, folds
            case LastImport():
                return (LastImport,)
            case (
                FavouritePerson(id=its_id)
                | AlbumSummary(id=its_id)
                | SavedSearchSummary(id=its_id)
                | TagNode(id=its_id)
            ):
                return type(self.item), its_id


@dataclass(frozen=True, slots=True)
class SidebarRow:
    """How a line looks, and where a click on it leads; None where it folds lines instead.

    Attributes:
        folded: whether what stands in it is hidden; None where nothing does.
        away: it cannot be reached now.
    """

    item: Item
    place: Place | None
    icon: str
    words: str
    depth: int = 0
    count: str = ""
    folds: str = ""
    folded: bool | None = None
    tooltip: str = ""
    away: bool = False

    @property
    def changeable(self) -> bool:
        """Whether it can be renamed and deleted."""
        return isinstance(self.item, AlbumSummary | SavedSearchSummary | TagNode)

    @property
    def album_id(self) -> int | None:
        """The album that it is about; None of another line."""
        return self.item.id if isinstance(self.item, AlbumSummary) else None

    @property
    def takes_photos(self) -> bool:
        """Whether photos can be dragged onto it."""
        return isinstance(self.item, AlbumSummary | TagNode)


def album_entries(albums: Sequence[AlbumSummary], unfolded: Collection[str]) -> list[Entry]:
    """Albums in their order, each followed by those in it if it is unfolded."""
    inside: dict[int | None, list[AlbumSummary]] = defaultdict(list)
    for album in albums:
        inside[album.parent_id].append(album)
    entries: list[Entry] = []

    def add(parent_id: int | None, depth: int) -> None:
        for album in inside[parent_id]:
            folds = f"album {album.id}" if album.id in inside else ""
            entries.append(Entry(album, depth, folds))
            if folds in unfolded:
                add(album.id, depth + 1)

    add(None, 0)
    return entries


def tag_entries(tags: Sequence[TagNode], unfolded: Collection[str], depth: int = 0, parent: int = 0) -> list[Entry]:
    """Tags by name, each followed by those in it if it is unfolded; of many the most used ones."""
    more = f"more tags {parent}"
    all_of_them = len(tags) <= TAGS_AT_ONCE or more in unfolded
    used = tags if all_of_them else sorted(tags, key=lambda tag: -tag.photos_below)[:TAGS_AT_ONCE]
    shown = {tag.id for tag in used}
    entries: list[Entry] = []
    for tag in tags:
        if tag.id in shown:
            folds = f"tag {tag.id}" if tag.children else ""
            entries.append(Entry(tag, depth, folds))
            if folds in unfolded:
                entries += tag_entries(tag.children, unfolded, depth + 1, tag.id)
    if len(tags) > TAGS_AT_ONCE:
        entries.append(Entry(MoreTags(more, len(tags) - len(shown)), depth, more))
    return entries


def folder_entries(folders: Iterable[FolderNode], unfolded: Collection[str], depth: int = 0) -> list[Entry]:
    """Folders, each followed by those in it if it is unfolded."""
    entries: list[Entry] = []
    for node in folders:
        folds = f"folder {node.folder.id} {node.prefix}" if node.children else ""
        entries.append(Entry(node, depth, folds))
        if folds in unfolded:
            entries += folder_entries(node.children, unfolded, depth + 1)
    return entries


def row(entry: Entry, unfolded: Collection[str]) -> SidebarRow:
    """How an entry looks."""
    item, depth, folds = entry
    folded = folds not in unfolded if folds else None
    match item:
        case FavouritePerson(id=person_id, name=name):
            return SidebarRow(item, Place("person", person_id), "account-heart-outline", name, tooltip=name)
        case AlbumSummary(id=album_id, name=name, photos=photos):
            return SidebarRow(
                item, Place("album", album_id), "image-album", name, depth, _count(photos), folds, folded, name
            )
        case SavedSearchSummary(name=name, words=words):
            return SidebarRow(item, Place("search", words=words), "auto-fix", name, depth, tooltip=words)
        case RecentSearch(words):
            return SidebarRow(item, Place("search", words=words), "history", words, depth, tooltip=words)
        case TagNode(name=name, path=path, photos_below=photos):
            place = Place("search", words=f'tag:="{path}"')
            return SidebarRow(item, place, "tag-outline", name, depth, _count(photos), folds, folded, path)
        case FolderNode():
            return _folder_row(item, depth, folds, folded)
        case MoreTags(_, left_out):
            words = text.counted(left_out, _tr("1 more tag"), _tr("{} more tags")) if left_out else _tr("Show fewer")
            return SidebarRow(item, None, "chevron-down" if left_out else "chevron-up", words, depth, folds=folds)
        case LastImport(photos):
            said = _tr("The photos that were imported last")
            return SidebarRow(
                item, Place("last_import"), "tray-arrow-down", _tr("Last import"), depth, _count(photos), tooltip=said
            )


def _folder_row(node: FolderNode, depth: int, folds: str, folded: bool | None) -> SidebarRow:
    folder, place = node.folder, Place("folder", node.folder.id, node.prefix)
    if node.prefix:
        return SidebarRow(
            node, place, "folder-outline", node.name, depth, _count(node.photos), folds, folded, node.name
        )
    away = not folder.reachable
    count = _tr("away") if away else _count(node.photos)
    icon = "folder-off-outline" if away else "folder-outline"
    name = text.path_name(folder.path)
    return SidebarRow(node, place, icon, name, depth, count, folds, folded, _about_folder(node), away)


def _about_folder(node: FolderNode) -> str:
    """What the line's number counts, and the files, of which a photo may have several."""
    folder, counts = node.folder, text.photos(node.photos)
    if node.photos != folder.photos:
        counts = _tr("{photos} in {files}").format(photos=counts, files=text.files(folder.photos))
    words = f"{text.path(folder.path)}\n{counts}"
    if folder.is_emptied:
        words += "\n" + _tr("Empty now. Is its disk connected? If you emptied it, remove it from PhotoFace.")
    elif not folder.reachable:
        words += "\n" + _tr("Not there now. Is its disk connected?")
    return words


def _count(photos: int) -> str:
    return text.number(photos) if photos else ""


def _tr(words: str) -> str:
    return QCoreApplication.translate("SidebarRows", words)

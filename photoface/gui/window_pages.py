"""Creates the window's pages: People with the window, the others ahead of time or when they are first needed.

The state of the review runs from the start, since the sidebar says how many questions are left.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMainWindow

from photoface.gui.context import Context, Page
from photoface.gui.kit.typed_names import TypedNames
from photoface.gui.names_in_files.offer import TakeoverOffer
from photoface.gui.navigation import Navigation
from photoface.gui.pages_ahead import PageAhead, PagesAhead
from photoface.gui.people.page import PeoplePage
from photoface.gui.review.session import ReviewSession
from photoface.gui.search.field import SearchField
from photoface.gui.search.recent_searches import RecentSearches

if TYPE_CHECKING:
    # Each of these is imported where its page is made: importing them all takes a tenth of the window's start.
    from photoface.gui.albums.collection_page import (
        AlbumPage,
        FavouritesPage,
        FolderPage,
        HiddenPage,
        LastImportPage,
    )
    from photoface.gui.duplicates.page import DuplicatesPage
    from photoface.gui.face_map.page import FaceMapPage
    from photoface.gui.faces.page import FacesPage
    from photoface.gui.history.page import HistoryPage
    from photoface.gui.interview.page import InterviewPage
    from photoface.gui.jobs.failed_page import FailedPage
    from photoface.gui.names_in_files.page import NamesInFilesPage
    from photoface.gui.people.group_page import GroupPage
    from photoface.gui.person.page import PersonPage
    from photoface.gui.photos.page import PhotosPage
    from photoface.gui.places.page import PlacesPage
    from photoface.gui.regroup.page import RegroupPage
    from photoface.gui.review.page import ReviewPage
    from photoface.gui.search.page import SearchPage
    from photoface.gui.settings.page import SettingsPage
    from photoface.gui.trash.page import DeletedPage


class PagedWindow(QMainWindow):
    """A window with its pages as attributes. Reading an attribute makes the page if it is not there yet.

    Attributes:
        review_session: runs before its page is made: the sidebar says how many questions are left.
        people: the first page, made with the window.
        pages_ahead: makes those of the others that are opened most, once the window rests.
    """

    context: Context
    navigation: Navigation
    search: SearchField
    recent: RecentSearches
    takeover_offer: TakeoverOffer
    review_session: ReviewSession
    people: PeoplePage
    _preferences: QSettings

    def choose_appearance(self, name: str) -> None:
        """`system`, `light` or `dark`."""
        raise NotImplementedError

    def _add_pages(self) -> None:
        self.review_session = ReviewSession(self.context.client, self)
        self.people = PeoplePage(self.context, self._typed_names("typed_under_stacks"), self)
        self.navigation.add("people", self.people)
        later: dict[str, Callable[[], Page]] = {
            "review": lambda: self.review,
            "faces": lambda: self.faces,
            "photos": lambda: self.photos,
            "map": lambda: self.map,
            "places": lambda: self.places,
            "history": lambda: self.history,
            "person": lambda: self.person,
            "group": lambda: self.group,
            "search": lambda: self.results,
            "failed": lambda: self.failed,
            "regroup": lambda: self.regroup,
            "duplicates": lambda: self.duplicates,
            "trash": lambda: self.trash,
            "names_in_files": lambda: self.names_in_files,
            "settings": lambda: self.settings,
            "favourites": lambda: self.favourites,
            "hidden": lambda: self.hidden_photos,
            "interview": lambda: self.interview,
            "album": lambda: self.album,
            "folder": lambda: self.folder,
            "last_import": lambda: self.last_import,
        }
        for key, make in later.items():
            self.navigation.add_later(key, make)
        ahead = ("review", "photos", "person", "faces", "history")
        modules = [PageAhead(f"photoface.gui.{key}.page", later[key]) for key in ahead]
        self.pages_ahead = PagesAhead(self.context, modules, self)

    def _typed_names(self, where: str) -> TypedNames:
        return TypedNames(self._preferences, where, self.context.client.library.catalog_path)

    @cached_property
    def review(self) -> ReviewPage:
        from photoface.gui.review.page import ReviewPage

        return self.navigation.add(
            "review", ReviewPage(self.context, self.review_session, self._typed_names("typed_names"), self)
        )

    @cached_property
    def faces(self) -> FacesPage:
        from photoface.gui.faces.page import FacesPage

        return self.navigation.add("faces", FacesPage(self.context, self))

    @cached_property
    def photos(self) -> PhotosPage:
        from photoface.gui.photos.page import PhotosPage

        return self.navigation.add("photos", PhotosPage(self.context, self))

    @cached_property
    def map(self) -> FaceMapPage:
        from photoface.gui.face_map.page import FaceMapPage

        return self.navigation.add("map", FaceMapPage(self.context, self))

    @cached_property
    def places(self) -> PlacesPage:
        from photoface.gui.places.page import PlacesPage

        return self.navigation.add("places", PlacesPage(self.context, self))

    @cached_property
    def history(self) -> HistoryPage:
        from photoface.gui.history.page import HistoryPage

        return self.navigation.add("history", HistoryPage(self.context, self))

    @cached_property
    def person(self) -> PersonPage:
        from photoface.gui.person.page import PersonPage

        return self.navigation.add("person", PersonPage(self.context, self))

    @cached_property
    def group(self) -> GroupPage:
        from photoface.gui.people.group_page import GroupPage

        return self.navigation.add("group", GroupPage(self.context, self))

    @cached_property
    def results(self) -> SearchPage:
        from photoface.gui.search.page import SearchPage

        page = self.navigation.add("search", SearchPage(self.context, self))
        page.trouble.connect(self.search.point_at)
        page.understood_as.connect(self.search.show_understood)
        page.found.connect(self.recent.note_found)
        return page

    @cached_property
    def failed(self) -> FailedPage:
        from photoface.gui.jobs.failed_page import FailedPage

        return self.navigation.add("failed", FailedPage(self.context, self))

    @cached_property
    def regroup(self) -> RegroupPage:
        from photoface.gui.regroup.page import RegroupPage

        return self.navigation.add("regroup", RegroupPage(self.context, self))

    @cached_property
    def duplicates(self) -> DuplicatesPage:
        from photoface.gui.duplicates.page import DuplicatesPage

        return self.navigation.add("duplicates", DuplicatesPage(self.context, self))

    @cached_property
    def trash(self) -> DeletedPage:
        from photoface.gui.trash.page import DeletedPage

        return self.navigation.add("trash", DeletedPage(self.context, self))

    @cached_property
    def names_in_files(self) -> NamesInFilesPage:
        from photoface.gui.names_in_files.page import NamesInFilesPage

        page = self.navigation.add("names_in_files", NamesInFilesPage(self.context, self._preferences, self))
        page.visited.connect(self.takeover_offer.withdraw)
        return page

    @cached_property
    def settings(self) -> SettingsPage:
        from photoface.gui.settings.page import SettingsPage

        return self.navigation.add(
            "settings", SettingsPage(self.context, self._preferences, self.choose_appearance, self)
        )

    @cached_property
    def favourites(self) -> FavouritesPage:
        from photoface.gui.albums.collection_page import FavouritesPage

        return self.navigation.add("favourites", FavouritesPage(self.context, self))

    @cached_property
    def hidden_photos(self) -> HiddenPage:
        from photoface.gui.albums.collection_page import HiddenPage

        return self.navigation.add("hidden", HiddenPage(self.context, self))

    @cached_property
    def interview(self) -> InterviewPage:
        from photoface.gui.interview.page import InterviewPage

        return self.navigation.add("interview", InterviewPage(self.context, self))

    @cached_property
    def album(self) -> AlbumPage:
        from photoface.gui.albums.collection_page import AlbumPage

        return self.navigation.add("album", AlbumPage(self.context, self))

    @cached_property
    def folder(self) -> FolderPage:
        from photoface.gui.albums.collection_page import FolderPage

        return self.navigation.add("folder", FolderPage(self.context, self))

    @cached_property
    def last_import(self) -> LastImportPage:
        from photoface.gui.albums.collection_page import LastImportPage

        return self.navigation.add("last_import", LastImportPage(self.context, self))

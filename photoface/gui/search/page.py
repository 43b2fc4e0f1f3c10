"""The Search page: the photos found, how the words were understood, and a star that saves the search.

Conditions can be removed one by one. If nothing is found, the page offers wider searches where there are some. If the
words cannot be parsed, it shows the error.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from photoface.catalog.search.errors import SearchError
from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.searches import SavedSearchSummary, SearchChip, SearchResult, WiderSearch
from photoface.errors import UserFacingError
from photoface.gui.client import LatestRead
from photoface.gui.context import Context, Page, Place
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Stretch, in_column, in_row, in_stack
from photoface.gui.kit.flow_layout import FlowLayout
from photoface.gui.kit.parts import EmptyState, button, label, padded, page_title
from photoface.gui.kit.sheet import ask_words
from photoface.gui.kit.tasks import report
from photoface.gui.page_action import PageAction, PageActions, offered
from photoface.gui.photos.pane import PhotosPane
from photoface.gui.photos.tag_chips import Chip
from photoface.library.commands.collections import DeleteSavedSearch, SaveSearch
from photoface.library.library import Library

MOST_HINTS = 3
"""Ways to find something after all; more are no help."""


_Found = tuple[SearchResult, list[WiderSearch], SavedSearchSummary | None, int]
"""What is found; where that is nothing, what would be without a condition; the kept search of these words; and how many
of the photos are videos."""


class SearchPage(Page):
    """Photos that match the words in the search field.

    Signals:
        trouble: the words cannot be read at this character.
        found: photos were found for these words; then the same without typing errors.
        understood_as: the words that were searched for, and the prefixed form that they mean.
    """

    trouble = Signal(int)
    found = Signal(str, str)
    understood_as = Signal(str, str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._read = LatestRead(context.client, self)
        self._kept: SavedSearchSummary | None = None
        self._wider: list[WiderSearch] = []
        self._pointed_at = ""
        self._came = False
        self.words = ""
        self.understood = ""
        """The search in the prefixed form, in which it is kept."""
        self.pane = PhotosPane(context, self)
        self.pass_on(self.pane)
        self.empty = EmptyState(context, "magnify", self)
        self.empty.action.clicked.connect(self.way_to("search_help"))
        self.back = self.back_button()
        self.explanation = page_title("", self)
        self.count = label("", "muted", self)
        self.star = self.tool("star-outline", "", self._keep_or_not)
        context.theme.changed.connect(lambda: self._show_star(possible=not self.star.isHidden()))
        head = in_row(self.back, self.explanation, self.count, self.star, Stretch(), margins=(16, 16, 24, 0), spacing=8)
        self.hints = [button("", "link", self) for _ in range(MOST_HINTS)]
        for place, hint in enumerate(self.hints):
            hint.clicked.connect(lambda _=False, place=place: self._widen(place))
            self.empty.below.addWidget(hint, 0, Qt.AlignmentFlag.AlignHCenter)
        self.note = label("", "muted", self, wrap=True)
        self.note.hide()
        self._chips = QWidget(self)
        self._flow = FlowLayout(self._chips, 6)
        self._chips.hide()
        self._stack = in_stack(self.pane, self.empty)
        chips = padded(self._chips, 24, 8, 24)
        in_column(head, chips, padded(self.note, 24, 4, 24), Placed(self._stack, 1), on=self)

    def title(self) -> str:
        return self.tr("Search: {}").format(self.words)

    def visit(self, place: Place) -> None:
        self.words = place.words
        self.understood = ""
        self._pointed_at = ""
        self._came = True
        self.take_focus()
        self.catch_up()

    def page_actions(self) -> PageActions:
        actions, found = self.pane.page_actions(), tuple(self.pane.model.wanted)
        # Without a selection it is about all that was found.
        write = lambda: self.pane.photo_actions.ask_write_names(found)  # noqa: E731
        return offered((PageAction.WRITE_NAMES, found, write)) | dict(actions)

    def refresh(self, changed: Changed) -> None:
        words = self.words
        if words:
            self._read.start(lambda library: _find(library, words), self._take, self._fail)
        self.pane.refresh(changed)

    def _show_chips(self, chips: tuple[SearchChip, ...]) -> None:
        """What was understood; each condition can be removed. A single one is the title already."""
        while (item := self._flow.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for chip in chips if len(chips) > 1 else ():
            made = Chip(self.context.icons, chip.label, self.tr("Search without: {}").format(chip.label), self)
            made.remove.clicked.connect(self.way_to("search", chip.without))
            self._flow.addWidget(made)
            made.show()
        self._chips.setVisible(len(chips) > 1)

    def _take(self, found: _Found) -> None:
        result, wider, self._kept, videos = found
        ids = result.photo_ids
        self.pane.show_photos(ids)
        self._show_star(possible=not result.unknown)
        self._show_hints(wider)
        self._show_chips(result.chips)
        if result.words and not result.unknown:
            self.understood = result.words
            self.understood_as.emit(self.words, result.words)
        self.note.setText(result.note)
        self.note.setVisible(bool(result.note))
        if ids:
            self.found.emit(self.words, result.respelled)
            self.explanation.setText(result.explanation)
            self.count.setText(text.photos(len(ids), videos))
            self._stack.setCurrentWidget(self.pane)
            if self._came:
                # Not when a scan adds photos: somebody may be typing.
                self._came = False
                self.take_focus()
            return
        if result.unknown:
            self._say(
                result.explanation,
                self.tr("People, albums, tags, places, folders and words are found by how they begin."),
            )
        elif wider:
            self._say(
                self.tr("No photos"),
                self.tr("No photo matches: {}. Leave something out:").format(result.explanation),
            )
        else:
            sentence = self.tr("No photo matches: {}.").format(result.explanation)
            if len(self.words.split()) > 1:
                sentence = self.tr("{} Fewer words find more.").format(sentence)
            self._say(self.tr("No photos"), sentence)

    def _fail(self, error: Exception) -> None:
        """A search that cannot be read is no trouble of the window's: it is said where the photos would be."""
        if not isinstance(error, UserFacingError):
            report(self.context.client.messages, error)
            return
        self.pane.show_photos(())
        self._show_star(possible=False)
        self._show_chips(())
        self._show_hints([])
        self.note.hide()
        self._say(error.sentence, error.remedy)
        if isinstance(error, SearchError) and self._pointed_at != self.words:
            self._pointed_at = self.words
            self.trouble.emit(error.position)

    def _say(self, title: str, sentence: str) -> None:
        self.explanation.setText(self.tr("Search"))
        self.count.setText("")
        self.empty.say(title, sentence, self.tr("How to search"))
        self._stack.setCurrentWidget(self.empty)

    def _show_hints(self, wider: list[WiderSearch]) -> None:
        self._wider = wider
        for place, hint in enumerate(self.hints):
            hint.setVisible(place < len(wider))
            if place < len(wider):
                one = wider[place]
                words = self.tr("Without “{left_out}”: {photos}").format(
                    left_out=one.left_out, photos=text.photos(one.photos)
                )
                hint.setText(words)
                hint.setAccessibleName(words)

    def _widen(self, place: int) -> None:
        self.place_asked.emit(Place("search", words=self._wider[place].words))

    # keeping

    def _show_star(self, *, possible: bool) -> None:
        self.star.setVisible(possible)
        if self._kept is None:
            icon, words = "star-outline", self.tr("Keep this search")
        else:
            icon = "star"
            words = self.tr("Kept as {}. Do not keep it any more").format(self._kept.name)
        self.star.setIcon(self.context.icons.icon(icon, "text" if self._kept is None else "accent"))
        self.star.setToolTip(words)
        self.star.setAccessibleName(words)

    def _keep_or_not(self) -> None:
        if self._kept is not None:
            self.context.client.execute(DeleteSavedSearch(self._kept.id))
            return
        words, said = self.understood or self.words, self.explanation.text()

        def keep(name: str) -> None:
            self.context.client.execute(SaveSearch(name, words))

        ask_words(self, self.tr("Keep this search as"), said, self.tr("Keep"), keep)


def _find(library: Library, words: str) -> _Found:
    result = library.search.find(words)
    wider = [] if result.photo_ids or result.unknown else library.search.wider(result.words or words)
    same = {" ".join(words.split()), result.words}
    kept = next((one for one in library.search.saved() if one.words in same), None)
    return result, wider, kept, library.photos.videos_among(result.photo_ids)

"""What a search found, with a line that says how it was understood."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from photoface.catalog.summaries import Changed, SearchResult
from photoface.gui import text
from photoface.gui.context import Context, Deeds, Page, Place
from photoface.gui.pages.photos_pane import PhotosPane
from photoface.gui.tasks import LatestRead
from photoface.gui.widgets.parts import EmptyState, icon_button, label


class SearchPage(Page):
    """Photos that match the words in the search field."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._read = LatestRead(context.client.tasks, self)
        self.words = ""
        self.pane = PhotosPane(context, self)
        self.pane.deeds_changed.connect(self.deeds_changed)
        self.pane.menu_asked.connect(self.menu_asked)
        self.pane.opened.connect(lambda id_: self.photos_asked.emit(tuple(self.pane.model.wanted), id_))
        self.empty = EmptyState(context.theme, context.icons, "magnify", self)
        self.back = icon_button(context.icons, "arrow-left", self.tr("Back (Esc)"), self)
        self.back.clicked.connect(lambda: self.place_asked.emit(Place("back")))
        self.explanation = label("", "title", self)
        self.count = label("", "muted", self)
        head = QHBoxLayout()
        head.setContentsMargins(16, 16, 24, 0)
        head.setSpacing(8)
        head.addWidget(self.back)
        head.addWidget(self.explanation)
        head.addWidget(self.count)
        head.addStretch(1)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.pane)
        self._stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(self._stack, 1)

    def title(self) -> str:
        return self.tr("Search: {}").format(self.words)

    def visit(self, place: Place) -> None:
        self.words = place.words
        self.pane.view.setFocus()
        self.refresh(Changed(everything=True))

    def deeds(self) -> Deeds:
        return self.pane.deeds()

    def refresh(self, changed: Changed) -> None:
        words = self.words
        if words:
            library = self.context.client.library
            self._read.start(lambda: library.search(words), self._take)
        self.pane.refresh(changed)

    def _take(self, result: SearchResult) -> None:
        ids = result.photo_ids
        self.pane.show_photos(ids)
        if ids:
            self.explanation.setText(result.explanation)
            self.count.setText(text.photos(len(ids)))
            self._stack.setCurrentWidget(self.pane)
            self.pane.view.setFocus()
            return
        self.explanation.setText(self.tr("Search"))
        self.count.setText("")
        if result.unknown:
            self.empty.say(
                result.explanation,
                self.tr("Names are found by how they begin. Put a name with spaces in quotes."),
            )
        else:
            self.empty.say(
                self.tr("No photos"),
                self.tr("{}: there is no photo like that. Fewer names find more.").format(result.explanation),
            )
        self._stack.setCurrentWidget(self.empty)

"""The viewer's information panel: stars, tags, title, caption, people, albums, date, place, camera and file.

It tells by signals what the user changes (stars, favourite, tags, title, caption, albums) or wants to change in a
dialog (date, place). A click on a person leads there; camera and file are only shown.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QToolButton, QWidget

from photoface.catalog.summaries.collections import TagCount
from photoface.catalog.summaries.people import PersonSummary
from photoface.catalog.summaries.photos import PhotoDetail
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Space, Stretch, fill, in_column, in_row
from photoface.gui.kit.file_manager import show_in_file_manager
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.kept_text import caption_field, title_field
from photoface.gui.kit.parts import button, icon_button, label
from photoface.gui.photos.rating_stars import RatingStars
from photoface.gui.photos.tag_chips import TagChips
from photoface.gui.viewer.album_chips import AlbumChips
from photoface.gui.viewer.photo_information import (
    PhotoInformation,
    day_words,
    exposure_words,
    picture_words,
    place_words,
    time_words,
)

if TYPE_CHECKING:
    from photoface.imaging.exposure import Exposure

WIDTH = 288
_BREAK = "\N{ZERO WIDTH SPACE}"


class InfoPanel(QScrollArea):
    """Shows a `PhotoInformation`.

    Signals:
        rated: so many stars; 0 for none.
        tagged: a path to put on the photo.
        untagged: the id of a tag to take off.
        person_asked: a person's id.
        titled, captioned: the new words; empty for none.
        favoured: whether it is a favourite from now on.
        date_asked, place_asked, album_asked: the user wants to change these.
        album_left: the id of an album to take the photo out of.
        left: Escape in a field.
    """

    rated = Signal(int)
    tagged = Signal(str)
    untagged = Signal(int)
    person_asked = Signal(int)
    titled = Signal(str)
    captioned = Signal(str)
    favoured = Signal(bool)
    date_asked = Signal()
    place_asked = Signal()
    album_asked = Signal()
    album_left = Signal(int)
    left = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setObjectName("infoPanel")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(context.theme.size(WIDTH))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # Dark in either scheme, like the viewer around it.
        look = context.theme.on_black
        icons = Icons(look)
        self.setStyleSheet(look.sheet())
        inside = QWidget()
        inside.setObjectName("infoInside")
        # Else one long word, such as the name of a file, makes all of it wider than what shows of it.
        inside.setMinimumWidth(1)
        self.stars = RatingStars(look, icons, inside)
        self.stars.rated.connect(self.rated)
        self.tags = TagChips(context, icons, inside)
        self.tags.added.connect(self.tagged)
        self.tags.removed.connect(self.untagged)
        self.tags.left.connect(self.left)
        self.favourite = icon_button(icons, "heart-outline", self.tr("Favourite"), inside)
        self.favourite.setCheckable(True)
        self.favourite.clicked.connect(self.favoured)
        self._icons = icons
        self.title = title_field(self.tr("Add a title"), inside)
        self.title.kept.connect(self.titled)
        self.caption = caption_field(self.tr("Add a caption"), inside)
        self.caption.kept.connect(self.captioned)
        for typed in (self.title, self.caption):
            typed.left.connect(self.left)
        self.day = label("", "title", inside, wrap=True)
        self.time = label("", "muted", inside)
        # A star is drawn a little inside of its square; so it stands below the words.
        stars = in_row(self.stars, Stretch(), self.favourite, margins=(-RatingStars.inset(look), 0, 0, 0))
        tags = label(self.tr("Tags"), "heading", inside)
        self.people_title = label(self.tr("People"), "heading", inside)
        self.people = in_column(spacing=0)
        self.albums = AlbumChips(icons, inside)
        self.albums.removed.connect(self.album_left)
        self.albums.asked.connect(self.album_asked)
        self.change_date = self._pencil(self.tr("Change the date (Ctrl+Shift+D)"), inside)
        self.change_date.clicked.connect(self.date_asked)
        self.change_place = self._pencil(self.tr("Change the place (Ctrl+Shift+L)"), inside)
        self.change_place.clicked.connect(self.place_asked)
        self.add_place = button(self.tr("Add a place"), "link", inside, clicked=self.place_asked.emit)
        self._facts = self._make_facts(inside)
        self.reveal = button(self.tr("Show in file manager"), "link", inside, clicked=self._reveal)
        day = in_row(Placed(self.day, 1), Placed(self.change_date, alignment=Qt.AlignmentFlag.AlignTop), spacing=4)
        column = in_column(
            day,
            self.time,
            stars,
            self.title.field,
            self.caption.field,
            margins=(16, 16, 16, 16),
            spacing=8,
            on=inside,
        )
        fill(column, Space(8), tags, self.tags, Space(8), self.people_title, self.people, Space(8))
        fill(column, label(self.tr("Albums"), "heading", inside), self.albums, Space(8))
        fill(column, Placed(self.add_place, alignment=Qt.AlignmentFlag.AlignLeft))
        fill(column, *(fact for fact, _ in self._facts.values()))
        fill(column, Placed(self.reveal, alignment=Qt.AlignmentFlag.AlignLeft), Stretch())
        for before, after in itertools.pairwise((self.title.field, self.caption.field, self.tags.field)):
            QWidget.setTabOrder(before, after)
        self._path: Path | None = None
        self.setWidget(inside)

    def _make_facts(self, inside: QWidget) -> dict[str, tuple[QWidget, QLabel]]:
        """The facts by their keys, each with the label of its words."""
        facts: dict[str, tuple[QWidget, QLabel]] = {}
        for key, title in (
            ("place", self.tr("Place")),
            ("picture", self.tr("Picture")),
            ("flaw", self.tr("Damage")),
            ("camera", self.tr("Camera")),
            ("exposure", self.tr("Lens and exposure")),
            ("file", self.tr("File")),
            ("folder", self.tr("Folder")),
            ("copies", self.tr("Also in")),
        ):
            fact, words = QWidget(inside), label("", "body", inside)
            words.setWordWrap(True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            facts[key] = (fact, words)
            said = in_column(label(title, "secondary", fact), words, spacing=2)
            changes = (Placed(self.change_place, alignment=Qt.AlignmentFlag.AlignTop),) if key == "place" else ()
            in_row(Placed(said, 1), *changes, margins=(0, 0, 0, 4), spacing=4, on=fact)
        return facts

    def show_story(self, story: PhotoInformation) -> None:
        """Show what is known of a photo."""
        detail = story.detail
        self.day.setText(day_words(detail))
        self.time.setText(time_words(detail))
        self.stars.set_stars(detail.rating)
        self.tags.show_tags([TagCount(tag, 1) for tag in detail.tags], 1)
        self.title.show_text(detail.title)
        self.caption.show_text(detail.caption)
        self.favourite.setChecked(bool(detail.favourite))
        self.favourite.setIcon(self._icons.icon("heart" if detail.favourite else "heart-outline"))
        self.albums.show_albums(story.albums)
        self._show_people(story.people, detail)
        place = place_words(story)
        self.add_place.setVisible(not place)
        path = detail.path or next(iter(detail.file_paths), None)
        others = [text.path(other.parent) for other in detail.file_paths if other != path]
        self._say("place", place)
        self._say("picture", picture_words(detail, story.bytes))
        self._say("flaw", detail.flaw)
        self._say("camera", detail.camera)
        self._say("file", None if path is None else text.path_name(path))
        self._say("folder", None if path is None else text.path(path.parent))
        self._say("copies", "\n".join(others))
        self._path = detail.path
        self.reveal.setVisible(detail.path is not None)

    def show_exposure(self, exposure: Exposure | None) -> None:
        """Show how the photo was exposed; None while that is read."""
        self._say("exposure", None if exposure is None else exposure_words(exposure))

    def words(self) -> str:
        """All the facts that show, and the albums."""
        facts = (words.text().replace(_BREAK, "") for _, words in self._facts.values())
        return "\n".join(words for words in (*facts, *self.albums.words()) if words)

    def keep_typed(self) -> None:
        """What is typed belongs to the photo that shows, and counts when that one goes."""
        self.tags.field.keep()
        self.title.keep()
        self.caption.keep()

    def focus_tags(self) -> None:
        """Begin a tag."""
        self.tags.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.ensureWidgetVisible(self.tags.field)

    def _pencil(self, words: str, parent: QWidget) -> QToolButton:
        return icon_button(self._icons, "pencil-outline", words, parent)

    def _say(self, key: str, words: str | None) -> None:
        fact, shown = self._facts[key]
        # Long names of files and folders have no spaces at which a line could end.
        shown.setText("".join(f"{letter}{_BREAK}" if letter in "/\\_-." else letter for letter in words or ""))
        fact.setVisible(bool(words))

    def _show_people(self, people: Sequence[PersonSummary], detail: PhotoDetail) -> None:
        while (item := self.people.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for person in people:
            age = text.age_at(person.born, detail.taken_at.date()) if detail.dated_by_exif else None
            words = person.name if age is None else f"{person.name}, {age}"
            made = button(words, "link", self)
            made.clicked.connect(lambda _=False, person_id=person.id: self.person_asked.emit(person_id))
            self.people.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        self.people_title.setVisible(bool(people))

    def _reveal(self) -> None:
        if self._path is not None:
            show_in_file_manager(self._path)

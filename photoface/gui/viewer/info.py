"""The viewer's information panel: stars, tags, title, people, date, place, camera and file, some editable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from photoface.catalog.summaries import AlbumSummary, PersonSummary, PhotoDetail, TagCount
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Space, Stretch, fill, in_column, in_row
from photoface.gui.kit.file_manager import show_in_file_manager
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.parts import button, icon_button, label
from photoface.gui.photos.rating_stars import RatingStars
from photoface.gui.photos.tag_chips import TagChips
from photoface.gui.viewer.text_fields import caption_field, title_field
from photoface.imaging.photo_dates import DatePrecision, DateSource
from photoface.library.library import Library

WIDTH = 288
_BREAK = "\N{ZERO WIDTH SPACE}"


@dataclass(frozen=True, slots=True)
class PhotoInformation:
    """All that the viewer tells of a photo. `bytes` is None where its file is not there."""

    detail: PhotoDetail
    people: tuple[PersonSummary, ...]
    bytes: int | None
    albums: tuple[AlbumSummary, ...] = ()


def read_story(library: Library, photo_id: int) -> PhotoInformation:
    """Read all of it, on another thread.

    Raises:
        UserFacingError: the photo is gone.
    """
    detail = library.photos.detail(photo_id)
    size = None
    if detail.path is not None:
        try:
            size = detail.path.stat().st_size
        except OSError:
            # Away since the last scan; the panel leaves the size out, and the picture says what is the matter.
            size = None
    return PhotoInformation(
        detail, tuple(library.people.in_photo(photo_id)), size, tuple(library.albums.of_photo(photo_id))
    )


class InfoPanel(QScrollArea):
    """Shows a `PhotoInformation`.

    Signals:
        rated: so many stars; 0 for none.
        tagged: a path to put on the photo.
        untagged: the id of a tag to take off.
        person_asked: a person's id.
        titled, captioned: the new words; empty for none.
        favoured: whether it is a favourite from now on.
        left: Escape in a field.
    """

    rated = Signal(int)
    tagged = Signal(str)
    untagged = Signal(int)
    person_asked = Signal(int)
    titled = Signal(str)
    captioned = Signal(str)
    favoured = Signal(bool)
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
        self._facts: dict[str, tuple[QWidget, QLabel]] = {}
        for key, title in (
            ("albums", self.tr("Albums")),
            ("picture", self.tr("Picture")),
            ("flaw", self.tr("Damage")),
            ("camera", self.tr("Camera")),
            ("place", self.tr("Place")),
            ("file", self.tr("File")),
            ("folder", self.tr("Folder")),
            ("copies", self.tr("Also in")),
        ):
            fact, words = QWidget(inside), label("", "body", inside)
            words.setWordWrap(True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._facts[key] = (fact, words)
            in_column(label(title, "secondary", fact), words, margins=(0, 0, 0, 4), spacing=2, on=fact)
        self.reveal = button(self.tr("Show in file manager"), "link", inside, clicked=self._reveal)
        column = in_column(
            self.day,
            self.time,
            stars,
            self.title.field,
            self.caption.field,
            margins=(16, 16, 16, 16),
            spacing=8,
            on=inside,
        )
        fill(column, Space(8), tags, self.tags, Space(8), self.people_title, self.people, Space(8))
        fill(column, *(fact for fact, _ in self._facts.values()))
        fill(column, Placed(self.reveal, alignment=Qt.AlignmentFlag.AlignLeft), Stretch())
        self._path: Path | None = None
        self.setWidget(inside)

    def show_story(self, story: PhotoInformation) -> None:
        """Show what is known of a photo."""
        detail = story.detail
        self.day.setText(self._day(detail))
        self.time.setText(self._time(detail))
        self.stars.set_stars(detail.rating)
        self.tags.show_tags([TagCount(tag, 1) for tag in detail.tags], 1)
        self.title.show_text(detail.title)
        self.caption.show_text(detail.caption)
        self.favourite.setChecked(bool(detail.favourite))
        self.favourite.setIcon(self._icons.icon("heart" if detail.favourite else "heart-outline"))
        self._say("albums", ", ".join(album.name for album in story.albums))
        self._show_people(story.people, detail)
        place = None
        if detail.latitude is not None and detail.longitude is not None:
            place = text.coordinates(detail.latitude, detail.longitude)
        path = detail.path or next(iter(detail.file_paths), None)
        others = [text.path(other.parent) for other in detail.file_paths if other != path]
        self._say("picture", self._picture(detail, story.bytes))
        self._say("flaw", detail.flaw)
        self._say("camera", detail.camera)
        self._say("place", place)
        self._say("file", None if path is None else text.path_name(path))
        self._say("folder", None if path is None else text.path(path.parent))
        self._say("copies", "\n".join(others))
        self._path = detail.path
        self.reveal.setVisible(detail.path is not None)

    def words(self) -> str:
        """All the facts that show."""
        return "\n".join(words.text().replace(_BREAK, "") for _, words in self._facts.values() if words.text())

    def keep_typed(self) -> None:
        """What is typed belongs to the photo that shows, and counts when that one goes."""
        self.tags.field.keep()
        self.title.keep()
        self.caption.keep()

    def focus_tags(self) -> None:
        """Begin a tag."""
        self.tags.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.ensureWidgetVisible(self.tags.field)

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

    def _day(self, detail: PhotoDetail) -> str:
        day = text.known_date(detail.taken_at, detail.date_precision)
        is_rough = detail.dated_by == DateSource.USER and detail.date_precision == DatePrecision.YEAR
        return self.tr("about {}").format(day) if is_rough or detail.dated_by == DateSource.FILE_TIME else day

    def _time(self, detail: PhotoDetail) -> str:
        """The time of day, where it is known, and what says so, where that is not simply the camera."""
        time = text.time(detail.taken_at) if detail.date_precision == DatePrecision.SECOND else ""
        said: dict[str, str] = {
            DateSource.USER: self.tr("by you"),
            DateSource.XMP: self.tr("by its XMP"),
            DateSource.IPTC: self.tr("by its IPTC"),
            DateSource.PNG_TEXT: self.tr("by a text in the file"),
            DateSource.FILE_NAME: self.tr("by the name of the file"),
            DateSource.EXIF_MODIFIED: self.tr("when it was scanned or edited"),
            DateSource.FILE_TIME: self.tr("the date of the file"),
        }
        return ", ".join(part for part in (time, said.get(detail.dated_by, "")) if part)

    def _picture(self, detail: PhotoDetail, size: int | None) -> str:
        sides = f"{text.number(detail.width)} × {text.number(detail.height)}"
        parts = [sides, detail.format]
        if size is not None:
            parts.append(text.locale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat))
        return ", ".join(parts)

    def _reveal(self) -> None:
        if self._path is not None:
            show_in_file_manager(self._path)

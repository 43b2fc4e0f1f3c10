"""Every setting of a catalog, declared once: its name, type, default, limits and what it is for.

Settings are stored in the catalog as text under their field names. A value that does not fit its declaration (a catalog
edited by hand) is replaced by the default, so that the program still starts.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from photoface.errors import UserFacingError

DEFAULT_MODEL = "dlib-resnet"

TUNED_MARK = "+"
"""Stands in a model's id between the model that was tuned to the library's people and what tells this one apart."""

LEFT_OUT_FOLDERS = "; ".join(
    (
        # Hidden ones, which also hold what Picasa, GNOME, digiKam and Android keep beside photos.
        ".*",
        # Network storage: waste bins, snapshots and thumbnails of Synology, QNAP, NetApp and others.
        "@eaDir",
        "@Recycle",
        "@Recently-Snapshot",
        "@__thumb",
        "@tmp",
        "#recycle",
        "#snapshot",
        "~snapshot",
        # Waste bins and folders of systems.
        "$RECYCLE.BIN",
        "RECYCLER",
        "RECYCLED",
        "Trash",
        "System Volume Information",
        "lost+found",
        "__MACOSX",
        # Previews of Nextcloud, Lightroom, Capture One.
        "appdata_*/preview",
        "*.lrdata",
        "*.cocatalog/Cache",
        "CaptureOne/Cache",
        # Of Apple's libraries the pictures as they came, and nothing made from them.
        "*.photoslibrary/*",
        "!*.photoslibrary/originals",
        "!*.photoslibrary/Masters",
        "*.photolibrary/*",
        "!*.photolibrary/Originals",
        "!*.photolibrary/Masters",
        "*.migratedphotolibrary/*",
        "!*.migratedphotolibrary/Originals",
        "!*.migratedphotolibrary/Masters",
        "*.aplibrary/*",
        "!*.aplibrary/Masters",
    )
)
"""`scan.left_out_folders` says what patterns mean."""


def _setting(
    default: Any,
    doc: str,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    choices: tuple[str, ...] | None = None,
) -> Any:
    return dataclasses.field(
        default=default, metadata={"doc": doc, "minimum": minimum, "maximum": maximum, "choices": choices}
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one catalog. `doc_of` gives each one's sentence."""

    model: str = _setting(DEFAULT_MODEL, "The model that turns faces into embeddings.")
    detector: str = _setting("yunet", "The network that finds faces in photos.", choices=("yunet", "mtcnn"))
    detection_long_side: int = _setting(
        1280, "Pixels on the long side of what the face detector sees.", minimum=320, maximum=4096
    )
    detection_minimum_face: int = _setting(
        20, "Smallest face, in pixels of what the detector sees, that it looks for.", minimum=12, maximum=400
    )
    maximum_megapixels: int = _setting(
        250, "Larger pictures are not opened, since they can exhaust the memory.", minimum=20, maximum=2000
    )
    left_out_folders: str = _setting(
        LEFT_OUT_FOLDERS,
        "Folders that are not looked into, by name or by the end of their path, separated by semicolons; "
        "* stands for any letters, and ! lets one in again.",
    )
    leave_out_nomedia: str = _setting(
        "yes", "Whether folders with a file .nomedia in them are not looked into.", choices=("yes", "no")
    )
    scan_at_start: str = _setting(
        "yes", "Whether the window looks for new photos in all folders when it opens.", choices=("yes", "no")
    )
    watch_folders: str = _setting(
        "yes",
        "Whether the window notices new and changed photos in the folders while it is open.",
        choices=("yes", "no"),
    )
    on_this_day: str = _setting(
        "yes",
        "Whether the Photos page shows what was photographed on this day in earlier years.",
        choices=("yes", "no"),
    )
    grouping: str = _setting(
        "average-linkage", "How faces are grouped.", choices=("average-linkage", "hdbscan", "k-means")
    )
    stacks: str = _setting(
        "yes",
        "Whether copies, bursts and raw files are shown as one photo, a stack.",
        choices=("yes", "no"),
    )
    settle_at_once: str = _setting(
        "yes",
        "Whether naming or confirming also settles the faces and groups that are certain from it.",
        choices=("yes", "no"),
    )
    similar_tags: str = _setting(
        "yes",
        "Whether a search for a tag that is not there finds tags of nearly the same meaning; English words only.",
        choices=("yes", "no"),
    )
    personal_learning: str = _setting(
        "yes",
        "Whether suggestions use what was learned from the faces you confirmed.",
        choices=("yes", "no"),
    )
    usual_company: str = _setting(
        "yes",
        "Whether suggestions count who is usually in photos together; no face is named without asking because of that.",
        choices=("yes", "no"),
    )
    names_in_files: str = _setting(
        "off",
        "Whether names, tags, stars and captions are written after each decision: off, sidecars beside the photos, or "
        "into the files.",
        choices=("off", "sidecars", "files"),
    )
    keep_modification_time: str = _setting(
        "no",
        "Whether photo files keep their modification time when names are written into them.",
        choices=("yes", "no"),
    )
    processor_use: str = _setting(
        "normal",
        "How much of the processor jobs such as scans take: quiet (half of it, and only what other programs leave), "
        "normal, or full.",
        choices=("quiet", "normal", "full"),
    )
    pause_on_battery: str = _setting(
        "no", "Whether scans pause in the window while the computer runs on its battery.", choices=("yes", "no")
    )
    pause_while_used: str = _setting(
        "no", "Whether scans pause in the window while somebody uses mouse or keyboard.", choices=("yes", "no")
    )
    helpers: str = _setting(
        "off",
        "Who helps with scans: off for nobody, processes for several of this computer, scheduler for the workers of a "
        "Dask scheduler.",
        choices=("off", "processes", "scheduler"),
    )
    helper_processes: int = _setting(2, "How many processes of this computer help with scans.", minimum=1, maximum=256)
    scheduler: str = _setting("", "The address of the Dask scheduler, such as tls://nas:8786.")
    helper_certificates: str = _setting("", "The folder with the certificate of the computers that help.")
    helper_folders: str = _setting(
        "",
        "How folders of this computer are called on those that help: HERE=THERE, separated by semicolons.",
    )
    device: str = _setting("auto", "Where models run.", choices=("auto", "cuda", "mps", "cpu"))
    scan_batch: int = _setting(
        24, "Photos stored in one transaction; a killed scan loses at most one batch.", minimum=1, maximum=500
    )

    @classmethod
    def from_texts(cls, texts: Mapping[str, str]) -> Settings:
        """Settings from the catalog's texts; unknown names are skipped, unfit values become defaults."""
        values: dict[str, Any] = {}
        for field in dataclasses.fields(cls):
            if field.name not in texts:
                continue
            try:
                values[field.name] = parse(field.name, texts[field.name])
            except UserFacingError:
                continue
        return cls(**values)


def base_model(model: str) -> str:
    """The model that a model was tuned from; itself where it was not tuned."""
    return model.partition(TUNED_MARK)[0]


def _field(name: str) -> dataclasses.Field[Any]:
    for field in dataclasses.fields(Settings):
        if field.name == name:
            return field
    names = ", ".join(field.name for field in dataclasses.fields(Settings))
    raise UserFacingError(f"There is no setting called {name}.", f"The settings are: {names}.")


def doc_of(name: str) -> str:
    """The sentence that says what a setting is for."""
    return str(_field(name).metadata["doc"])


def parse(name: str, text: str) -> Any:
    """The value that a text stands for.

    Raises:
        UserFacingError: no such setting, or a text that does not fit it.
    """
    field = _field(name)
    choices, minimum, maximum = (field.metadata[key] for key in ("choices", "minimum", "maximum"))
    if isinstance(field.default, int):
        try:
            number = int(text)
        except ValueError:
            raise UserFacingError(f"{name} must be a whole number, not {text!r}.") from None
        if (minimum is not None and number < minimum) or (maximum is not None and number > maximum):
            raise UserFacingError(f"{name} must be from {minimum} to {maximum}, not {number}.")
        return number
    if choices is not None and text not in choices:
        raise UserFacingError(f"{name} must be one of {', '.join(choices)}, not {text!r}.")
    return text

"""A clip among photos: its tile says its length, it plays or offers a player, a face is named, and search finds it."""

from __future__ import annotations

import datetime as dt
import re
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from made_videos import A_SECOND, date_movie, save_video
from people_page import FIELD, scan
from PIL import Image
from small_album import photo_of
from travel import Travel

from photoface.demo.portraits import EILEEN

SECONDS = 3
CLIP = re.compile("^Video .*0:03")


def _clip(path: Path) -> Path:
    """Eileen, who comes nearer."""
    photo = photo_of((EILEEN,), 3)
    frames = []
    for number in range(SECONDS * A_SECOND):
        edge = number
        part = photo.crop((edge, edge, photo.width - edge, photo.height - edge))
        frames.append(np.asarray(part.resize((640, 480), Image.Resampling.BILINEAR)))
    save_video(path, frames)
    # The newest of all, so that its tile is the first.
    date_movie(path, dt.datetime(2021, 7, 1, 12, tzinfo=dt.UTC))
    return path


def test_a_clip_is_scanned_played_named_and_found(travel: Travel, named_album: Path) -> None:
    window, catalog, pictures = travel(named_album)
    clip = _clip(pictures / "clip.mp4")
    scan(window)
    window.click("Photos", "Button")
    window.click(window.find(CLIP, "Item"), times=2)
    window.see("Back (Esc)", "Button")
    window.see("Play (Space)", "Button")
    window.see(re.compile("/ 0:03$"), "StaticText")
    has_player = find_spec("PySide6.QtMultimedia") is not None
    if has_player:
        window.press("space")
        window.see("Pause (Space)", "Button")
        window.press("space")
        window.see("Play (Space)", "Button")
    else:
        window.see(re.compile(r"install photoface\[video\]"), "StaticText")
    window.screen.click(window.find("Position in the video").at(0.02, 0.5))
    window.click("Next frame with faces (.)", "Button")
    window.at_rest()
    window.screen.click(window.find("Photo").at(0.02, 0.5))
    window.press("Tab", "Return")
    window.wait_for_focus(FIELD)
    window.type("Eileen", "Return")
    confirmed = "SELECT name FROM face JOIN person ON person_id = person.id WHERE frame_seconds NOTNULL AND confirmed"
    window.wait(lambda: ("Eileen",) in catalog.ask(confirmed), "the face in the video is named")
    window.press("Escape", "Escape")
    assert window.command("search", "Eileen is:video").split() == [str(clip)]
    if not has_player:
        # FFmpeg in QtMultimedia tells on the terminal what it opens; nothing else may be said there.
        window.close()

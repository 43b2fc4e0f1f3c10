"""A library folder, what people do to its files between scans, and what they expect to find afterwards.

Pictures are fake photos whose squares a fake detector sees, so that who is in a file can be read from its pixels. A
family is a picture with all copies and versions of it. The user names faces, always rightly; each name is a statement
that a person is in a family. Whatever is done to the files:

- no name stands on a picture that does not show that person;
- of every statement, a file of the family that shows the person shows the name, as long as there is such a file;
- a content that stays in the library, under whatever name, keeps every name that was confirmed in it.
"""

from __future__ import annotations

import colorsys
import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from fakes.models import FakeDetector
from fakes.photos import PEOPLE, fake_photo
from numpy.typing import NDArray
from pictures_on_disk import exif_of, jpeg, with_metadata, write

from photoface.catalog.summaries.faces import FaceSummary
from photoface.errors import JobCancelled
from photoface.geometry import Box
from photoface.imaging.decode import decode
from photoface.jobs import JobControl, Progress
from photoface.library.commands.faces import NameFaces
from photoface.library.library import Library

T = TypeVar("T")
Choose = Callable[[Sequence[Any]], Any]

COLOURFUL = 40
"""As in the fake detector: by so much a pixel's channels differ."""

MOST_FILES = 260


@dataclass
class World:
    """The folder, the library over it, and what the user knows.

    Attributes:
        choose: picks one of several things: hypothesis, or a seeded generator.
        family_of: by path, relative to the folder.
        said: by family, whom the user named in it.
        trash: bytes of files that were deleted or replaced, with their families.
    """

    root: Path
    library: Library
    choose: Choose
    family_of: dict[str, int] = field(default_factory=dict)
    said: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    trash: list[tuple[bytes, int]] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    _count: int = 0
    _shown: dict[bytes, frozenset[int]] = field(default_factory=dict)
    _confirmed: dict[bytes, set[str]] = field(default_factory=dict)
    _pixels: dict[bytes, NDArray[np.uint8]] = field(default_factory=dict)

    def path(self, name: str) -> Path:
        return self.root / name

    def fresh_name(self) -> str:
        self._count += 1
        first = self.choose(["a", "m", "z", "sub/a", "0sub/z"])
        return f"{first}{self._count:04}.jpg"

    def add(self, name: str | None = None) -> str:
        """A new picture with one to three people."""
        self._count += 1
        people = [self.choose(range(PEOPLE)) for _ in range(self.choose([1, 2, 3]))]
        name = name or self.fresh_name()
        write(self.path(name), jpeg(fake_photo(sorted(set(people)), shade=self._count * 7 % 120), quality=92))
        self.family_of[name] = self._count
        return name

    def rename(self, old: str, new: str) -> None:
        self.path(new).parent.mkdir(parents=True, exist_ok=True)
        self.path(old).rename(self.path(new))
        self.family_of[new] = self.family_of.pop(old)

    def copy(self, old: str, new: str) -> None:
        self.path(new).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(self.path(old), self.path(new))
        self.family_of[new] = self.family_of[old]

    def delete(self, name: str) -> None:
        self.trash.append((self.path(name).read_bytes(), self.family_of.pop(name)))
        self.path(name).unlink()

    def pixels(self, name: str) -> NDArray[np.uint8]:
        data = self.path(name).read_bytes()
        if data not in self._pixels:
            self._pixels[data] = decode(data, name=name).pixels
        return self._pixels[data]

    def shows(self, name: str) -> frozenset[int]:
        """Who is in a file, by its pixels."""
        data = self.path(name).read_bytes()
        if data not in self._shown:
            pixels = self.pixels(name)
            (found,) = FakeDetector().detect([pixels])
            self._shown[data] = frozenset(
                person for face in found if (person := _person_at(pixels, face.box)) is not None
            )
        return self._shown[data]

    def name_some(self) -> None:
        """The user names the faces that have no name."""
        faces: dict[int, list[int]] = defaultdict(list)
        for name, shown in self._faces().items():
            for face in shown:
                person = _person_at(self.pixels(name), face.box) if face.person_id is None else None
                if person is not None:
                    faces[person].append(face.id)
                    self.said[self.family_of[name]].add(person)
        for person, ids in sorted(faces.items()):
            self.library.execute(NameFaces(tuple(sorted(set(ids))), _called(person)))

    def _faces(self) -> dict[str, list[FaceSummary]]:
        """The faces of every file's photo."""
        photos = self._photos()
        by_photo: dict[int, list[FaceSummary]] = defaultdict(list)
        for face in self.library.faces.of_photos(sorted(set(photos.values()))):
            by_photo[face.photo_id].append(face)
        return {path.relative_to(self.root).as_posix(): by_photo[photo_id] for path, photo_id in photos.items()}

    def _photos(self) -> dict[Path, int]:
        return self.library.photos.ids_at([self.path(name) for name in self.family_of])

    def scan(self) -> None:
        """Scan; now and then it is stopped on its way and goes on with the next."""
        if self.choose([False, False, True]):
            left = self.choose(range(40))

            def stop(_progress: Progress) -> None:
                nonlocal left
                left -= 1
                if left < 0:
                    control.cancel()

            control = JobControl(stop)
            try:
                self.library.jobs.scan(control)
            except JobCancelled:
                self.log.append("scan stopped")
            else:
                return
        self.library.jobs.scan()

    def check(self) -> None:
        """That the catalog says what the user expects."""
        shown = self._faces()
        names: dict[str, set[int]] = {}
        for name in self.family_of:
            assert name in shown, f"{name} is in no photo\n{self.story()}"
            pixels = self.pixels(name)
            names[name] = set()
            for face in shown[name]:
                if face.person_name is None:
                    continue
                person = _person_at(pixels, face.box)
                assert person is not None, f"{name}: {face.person_name} where nobody is\n{self.story()}"
                assert face.person_name == _called(person), f"{name}: {face.person_name} is {person}\n{self.story()}"
                names[name].add(person)
        for family, people in self.said.items():
            for person in people:
                files = [
                    name for name, other in self.family_of.items() if other == family and person in self.shows(name)
                ]
                assert not files or any(person in names[name] for name in files), (
                    f"{_called(person)} is lost in {files}\n{self.story()}"
                )
        confirmed: dict[bytes, set[str]] = {}
        for name in self.family_of:
            said = {str(face.person_name) for face in shown[name] if face.confirmed}
            data = self.path(name).read_bytes()
            lost = self._confirmed.get(data, set()) - said
            assert not lost, f"{lost} not confirmed any more in {name}\n{self.story()}"
            confirmed[data] = said
        self._confirmed = confirmed
        assert self.library.jobs.scan().read == 0, f"a scan of an unchanged library read files\n{self.story()}"

    def story(self) -> str:
        return "\n".join(self.log)


def _called(person: int) -> str:
    return f"Person {person:02}"


def _person_at(pixels: NDArray[np.uint8], box: Box) -> int | None:
    """Whose square lies in a box, None where none does."""
    left, top, right, bottom = box.clamped().pixels(pixels.shape[1], pixels.shape[0])
    part = pixels[top:bottom, left:right].reshape(-1, 3)
    colourful = part[part.max(axis=1).astype(int) - part.min(axis=1) > COLOURFUL] if len(part) else part
    if len(colourful) < 0.2 * max(len(part), 1) or not len(part):
        return None
    hue, _, _ = colorsys.rgb_to_hsv(*(colourful.mean(axis=0) / 255))
    return round(hue * PEOPLE) % PEOPLE


def _any(world: World) -> str:
    return str(world.choose(sorted(world.family_of)))


def _changed(world: World, name: str, change: Callable[[NDArray[np.uint8]], NDArray[np.uint8]]) -> None:
    quality = world.choose([80, 92])
    write(world.path(name), jpeg(np.ascontiguousarray(change(world.pixels(name))), quality=quality))


def act_add(world: World) -> None:
    world.add()


def act_rename(world: World) -> None:
    world.rename(_any(world), world.fresh_name())


def act_rename_and_new_under_the_old_name(world: World) -> None:
    name = _any(world)
    world.rename(name, world.fresh_name())
    world.add(name)


def act_back_up_and_edit(world: World) -> None:
    name = _any(world)
    world.copy(name, world.fresh_name())
    act_edit(world, name)


def act_swap(world: World) -> None:
    one, other = _any(world), _any(world)
    if one != other:
        world.rename(one, "swapped.jpg")
        world.rename(other, one)
        world.rename("swapped.jpg", other)


def act_renumber(world: World) -> None:
    """Every name moves on by one, and a new picture takes the first."""
    names = sorted(world.family_of)[: world.choose([2, 3, 5])]
    last = world.fresh_name()
    for old, new in reversed(list(zip(names, [*names[1:], last], strict=True))):
        world.rename(old, new)
    world.add(names[0])


def act_copy(world: World) -> None:
    world.copy(_any(world), world.fresh_name())


def act_copy_over_another(world: World) -> None:
    one, other = _any(world), _any(world)
    if one != other:
        world.trash.append((world.path(other).read_bytes(), world.family_of[other]))
        world.copy(one, other)


def act_delete(world: World) -> None:
    if len(world.family_of) > 3:
        world.delete(_any(world))


def act_restore(world: World) -> None:
    if world.trash:
        data, family = world.choose(world.trash)
        name = world.fresh_name()
        write(world.path(name), data)
        world.family_of[name] = family


def act_replace(world: World) -> None:
    name = _any(world)
    world.trash.append((world.path(name).read_bytes(), world.family_of[name]))
    world.add(name)


def act_edit(world: World, name: str | None = None) -> None:
    name = name or _any(world)
    world.trash.append((world.path(name).read_bytes(), world.family_of[name]))
    how = world.choose(
        [
            lambda pixels: (pixels * 0.85 + 25).astype(np.uint8),
            lambda pixels: (pixels * 0.8).astype(np.uint8),
            lambda pixels: pixels,
            _with_a_spot,
        ]
    )
    _changed(world, name, how)


def _with_a_spot(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    changed = pixels.copy()
    changed[-30:, -30:] = 20
    return changed


def act_crop(world: World) -> None:
    name = _any(world)
    height, width = world.pixels(name).shape[:2]
    if min(height, width) < 150:
        return
    world.trash.append((world.path(name).read_bytes(), world.family_of[name]))
    part = world.choose(
        [np.s_[:, : width * 2 // 3], np.s_[:, width // 4 :], np.s_[10:, 5:], np.s_[: height * 3 // 4, :]]
    )
    _changed(world, name, lambda pixels: pixels[part])


def act_resize(world: World) -> None:
    name = _any(world)
    if max(world.pixels(name).shape) > 600:
        _changed(world, name, lambda pixels: pixels[::2, ::2])
    else:
        _changed(world, name, lambda pixels: pixels.repeat(2, axis=0).repeat(2, axis=1))


def act_turn_pixels(world: World) -> None:
    name, turns = _any(world), world.choose([1, 2, 3])
    _changed(world, name, lambda pixels: np.rot90(pixels, turns))


def act_turn_by_exif(world: World) -> None:
    name = _any(world)
    data = world.path(name).read_bytes()
    write(world.path(name), with_metadata(data, exif_of(orientation=world.choose(range(1, 9)))))


def act_tag(world: World) -> None:
    """Another date, by another program; the orientation stays."""
    from PIL import Image

    name = _any(world)
    with Image.open(world.path(name)) as picture:
        orientation = picture.getexif().get(0x0112)
    taken = f"20{world.choose(range(10, 20))}:05:05 10:00:00"
    data = world.path(name).read_bytes()
    write(world.path(name), with_metadata(data, exif_of(orientation=orientation, taken=taken)))


def act_rename_a_folder(world: World) -> None:
    for name in [name for name in sorted(world.family_of) if name.startswith("sub/")]:
        world.rename(name, f"renamed{world._count}/{name.removeprefix('sub/')}")
    world._count += 1


def act_unplug_and_plug_in(world: World) -> None:
    """The drive is away during a scan; nothing that was said is touched."""
    elsewhere = world.root.with_name("elsewhere")
    world.root.rename(elsewhere)
    world.library.jobs.scan()
    assert world.library.overview().photos > 0
    elsewhere.rename(world.root)


def act_hard_link(world: World) -> None:
    old, new = _any(world), world.fresh_name()
    world.path(new).parent.mkdir(parents=True, exist_ok=True)
    os.link(world.path(old), world.path(new))
    # A later edit would change both, which the model does not follow.
    data = world.path(new).read_bytes()
    world.path(new).unlink()
    write(world.path(new), data)
    world.family_of[new] = world.family_of[old]


ACTS: tuple[Callable[[World], None], ...] = (
    act_add,
    act_rename,
    act_rename_and_new_under_the_old_name,
    act_back_up_and_edit,
    act_swap,
    act_renumber,
    act_copy,
    act_copy_over_another,
    act_delete,
    act_restore,
    act_replace,
    act_edit,
    act_crop,
    act_resize,
    act_turn_pixels,
    act_turn_by_exif,
    act_tag,
    act_rename_a_folder,
    act_unplug_and_plug_in,
)


def live(world: World, photos: int, rounds: int, checked: Callable[[int], None] = lambda number: None) -> None:
    """A library of so many photos, and so many rounds of one to three acts, a scan, and a look at what it says."""
    world.root.mkdir()
    for _ in range(photos):
        world.add()
    world.library.folders.add(world.root)
    world.library.jobs.scan()
    world.name_some()
    world.check()
    for number in range(rounds):
        for _ in range(world.choose([1, 2, 3])):
            acts = [act for act in ACTS if len(world.family_of) < MOST_FILES or act in (act_delete, act_edit)]
            act = world.choose(acts)
            world.log.append(act.__name__)
            act(world)
        world.scan()
        world.name_some()
        world.check()
        checked(number)

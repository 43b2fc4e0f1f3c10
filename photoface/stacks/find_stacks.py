"""Decides which photos form a stack: first the files of one shot (copies, raw, video), then the shots of one burst.

A stack hides all but its best photo, so a wrong one is worse than a missed one: copies must agree in coarse and fine
structure, and neither camera, time nor name may contradict. Files of one picture hash are one shot in any case; raw or
moving and still ones of one name by clock or likeness. Shots of a burst are alike and follow each other closely. What
the user took apart stays apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np

from photoface.jobs import Progress
from photoface.stacks.photo_names import PhotoName, parse_photo_name
from photoface.stacks.ranking import best_first, member_kinds
from photoface.stacks.records import Stack, StackKind, StackMember, StackPhoto
from photoface.stacks.similar_pictures import candidate_pairs, compared
from photoface.stacks.unions import GuardedUnions

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_OF_NAMESAKES: Final = 0.7
"""Similarity from which files of one name are one shot: a raw file's preview is developed in another way."""

SAME_TIME: Final = timedelta(seconds=2)
"""Clocks in files of one shot differ by rounding, and by the length of a moving picture."""

SAME_SECOND: Final = timedelta(seconds=0.999)
"""Stills of one shot have its second; some programs drop its fraction."""

ZONE_STEP: Final = timedelta(minutes=15)
"""Programs move times by time zones, which are multiples of this."""

BURST_GAP, LEAST_OF_BURST = timedelta(seconds=2), 0.6
SLOW_BURST_GAP, LEAST_OF_SLOW_BURST = timedelta(seconds=10), 0.9
"""Photos of one camera that follow so closely are a burst if they are as similar. People who pose are photographed
again after some seconds from the same place."""

LONGEST_BURST: Final = timedelta(seconds=60)
"""Between the first and the last photo of a burst: people who pose for minutes are no burst, however they stand."""

MOST_ALIKE: Final = 20
"""Photos with one camera and second beyond which a clock is not believed to run."""

Pair = tuple[int, int]


def find_stacks(
    photos: Sequence[StackPhoto],
    signatures: NDArray[np.uint8],
    apart: Iterable[Pair] = (),
    report: Callable[[Progress], None] = lambda progress: None,
) -> list[Stack]:
    """The stacks among photos, in the order of their best ones; photos that stand alone are in none.

    Args:
        photos: records, each with the signature of its row.
        signatures: (n, 32, 32) uint8 (`picture_signature`); zeros where there is no thumbnail, as of some videos.
        apart: pairs that the user took apart: they are never in one stack again.
        report: told how far the search is; it may raise to end it.
    """
    names = [parse_photo_name(photo.name) for photo in photos]
    unions = GuardedUnions(len(photos), apart)
    shots = _Shots(photos, names)
    for pair in of_one_hash(photos):
        unions.join(*pair)
    namesakes = set(namesakes_of(photos, names))
    is_still = np.array([not name.is_video for name in names], dtype=bool)
    pairs = _distinct([*namesakes, *of_one_second(photos)], candidate_pairs(signatures, report))
    fit = compared(signatures, pairs, report)
    # Films begin with one title or the same black.
    is_copy = fit.is_copy & is_still[pairs].all(axis=1)
    # The surest first: where one copy fits two photos of a burst, it belongs to the one it fits best.
    for row in np.argsort(-fit.similarity - fit.detail, kind="stable").tolist():
        first, second = int(pairs[row, 0]), int(pairs[row, 1])
        is_shot = (first, second) in namesakes and shots.are_namesakes(first, second, float(fit.similarity[row]))
        if is_shot or is_copy[row]:
            unions.join(first, second, shots.may_be_one)
    return _stacks(photos, names, signatures, unions)


class _Shots:
    """What names and clocks say of whether two files may be of one shot."""

    def __init__(self, photos: Sequence[StackPhoto], names: Sequence[PhotoName]) -> None:
        self._photos = photos
        self._names = names

    def may_be_one(self, first: int, second: int) -> bool:
        """Whether nothing contradicts."""
        one, other = self._photos[first], self._photos[second]
        if one.camera and other.camera and one.camera != other.camera:
            return False
        if one.taken is None or other.taken is None:
            return True
        names = self._names[first], self._names[second]
        if not one.camera or not other.camera:
            return same_time(one.taken, other.taken, SAME_TIME, zones=True)
        is_film = names[0].is_video or names[1].is_video
        if not same_time(one.taken, other.taken, SAME_TIME if is_film else SAME_SECOND, zones=is_film):
            return False
        # A camera counts its photos: two numbers are two photos, also within one second.
        return names[0].stem == names[1].stem or names[0].pattern != names[1].pattern

    def are_namesakes(self, first: int, second: int, similarity: float) -> bool:
        """Whether files of one name, raw and developed or still and moving, are of one shot: by clock or by content."""
        one, other = self._photos[first], self._photos[second]
        if one.taken is not None and other.taken is not None:
            return same_time(one.taken, other.taken, SAME_TIME, zones=True)
        return similarity >= LEAST_OF_NAMESAKES


def same_time(first: datetime, second: datetime, most: timedelta, *, zones: bool) -> bool:
    """Whether two clocks differ by so much at most; with `zones` beside whole time zones."""
    difference = abs(first - second)
    if zones and difference <= timedelta(hours=26):
        difference %= ZONE_STEP
        difference = min(difference, ZONE_STEP - difference)
    return difference <= most


def of_one_hash(photos: Sequence[StackPhoto]) -> Iterator[Pair]:
    first_of: dict[str, int] = {}
    for index, photo in enumerate(photos):
        if photo.picture_hash:
            first = first_of.setdefault(photo.picture_hash, index)
            if first != index:
                yield first, index


def namesakes_of(photos: Sequence[StackPhoto], names: Sequence[PhotoName]) -> Iterator[Pair]:
    """Files of one stem in one folder, or in a folder and one within it, of which one is raw or a moving picture."""
    by_stem: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, (photo, name) in enumerate(zip(photos, names, strict=True)):
        by_stem[photo.folder, name.stem].append(index)
        parent, _, own = photo.folder.rpartition("/")
        if own and name.is_raw:
            by_stem[parent, name.stem].append(index)
    for indices in by_stem.values():
        for first, second in combinations(sorted(set(indices))[:MOST_ALIKE], 2):
            if (names[first].is_raw, names[first].is_video) != (names[second].is_raw, names[second].is_video):
                yield first, second


def of_one_second(photos: Sequence[StackPhoto]) -> Iterator[Pair]:
    """Photos of one camera and second: their content is compared whatever the search says."""
    by_moment: dict[tuple[str, datetime], list[int]] = defaultdict(list)
    for index, photo in enumerate(photos):
        if photo.camera and photo.taken is not None:
            by_moment[photo.camera, photo.taken].append(index)
    for indices in by_moment.values():
        if len(indices) <= MOST_ALIKE:
            yield from combinations(indices, 2)


def _distinct(pairs: Sequence[Pair], content: NDArray[np.int64]) -> NDArray[np.int64]:
    more = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return np.unique(np.concatenate((more, content)), axis=0)


def _stacks(
    photos: Sequence[StackPhoto], names: Sequence[PhotoName], signatures: NDArray[np.uint8], unions: GuardedUnions
) -> list[Stack]:
    best_of_shot: dict[int, list[int]] = {}
    for shot in unions.groups():
        ranked = best_first(shot, photos, names)
        best_of_shot[ranked[0]] = ranked
    bursts = GuardedUnions(len(photos), ())

    def may_be_one_burst(one: int, other: int) -> bool:
        clocks = photos[one].taken, photos[other].taken
        is_short = clocks[0] is None or clocks[1] is None or abs(clocks[0] - clocks[1]) <= LONGEST_BURST
        return is_short and not unions.are_apart(best_of_shot[one], best_of_shot[other])

    for first, second in _burst_pairs(list(best_of_shot), photos, names, signatures):
        bursts.join(first, second, may_be_one_burst)
    kinds = member_kinds(best_of_shot, photos, names, signatures)
    found = []
    for burst in bursts.groups():
        shots = [index for index in burst if index in best_of_shot]
        if not shots:
            continue
        top = max(shots, key=lambda index: (photos[index].face_quality, round(photos[index].sharpness, 2), -index))
        shots.sort(key=lambda index: (index != top, photos[index].taken or datetime.min, photos[index].name, index))
        members: list[StackMember] = []
        for best in shots:
            if best != top:
                members.append(StackMember(best, StackKind.BURST, top))
            members += [StackMember(other, kinds[other], best) for other in best_of_shot[best][1:]]
        if members:
            found.append(Stack(top, tuple(members)))
    return sorted(found, key=lambda stack: stack.top)


def _burst_pairs(
    shots: Sequence[int], photos: Sequence[StackPhoto], names: Sequence[PhotoName], signatures: NDArray[np.uint8]
) -> list[Pair]:
    """Shots of one camera, each with the next one in time, that show the same scene."""
    near = neighbours_in_time(shots, photos, names)
    if not near:
        return []
    similarity = compared(signatures, np.array([(first, second) for first, second, _ in near])).similarity
    return [
        (first, second)
        for (first, second, gap), similar in zip(near, similarity.tolist(), strict=True)
        if similar >= (LEAST_OF_BURST if gap <= BURST_GAP else LEAST_OF_SLOW_BURST)
    ]


def neighbours_in_time(
    shots: Sequence[int], photos: Sequence[StackPhoto], names: Sequence[PhotoName]
) -> list[tuple[int, int, timedelta]]:
    """Stills of one camera, each with the next one in time, where that follows closely enough for a burst."""
    timed = [
        (photos[index].camera, photos[index].taken or datetime.min, photos[index].name, index)
        for index in shots
        if photos[index].camera and photos[index].taken is not None and not names[index].is_video
    ]
    timed.sort()
    return [
        (before[3], after[3], after[1] - before[1])
        for before, after in zip(timed[:-1], timed[1:], strict=True)
        if before[0] == after[0] and after[1] - before[1] <= SLOW_BURST_GAP
    ]

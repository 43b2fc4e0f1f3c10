"""Scanning photos: PhotoFace beside what people would use instead, on the same photos in one run.

    python tests/benchmarks/scan.py FOLDER... [--photos 100] [--rounds 3] [--dlib-python PYTHON] [--before CHECKOUT]
                                    [--instructions avx2] [--skip NAME...] [--json FILE]

- photoface: a whole scan into a new catalog: reading, faces, embeddings, thumbnails, crops and groups.
- photoface-mtcnn: the same with the other detector.
- before: photoface as an older checkout has it (--before), by its own script of this name.
- facenet-pytorch: the pipeline of its README for all faces of a photo: MTCNN on the photo as it is, then
  InceptionResnetV1 on the crops, one photo after the other. Its weights are random, since its published ones are a
  download; that costs the same.
- face_recognition: `face_locations` and `face_encodings` with their defaults. Where the package is not installed but
  dlib is, here or in the Python of --dlib-python, its functions are called as the package calls them.

Each takes its turn in a process of its own, in every round. Imports and loading are not in its photos per second.
Ratios are of one round; the median of the rounds is shown. On a computer that does other work meanwhile only processor
time tells, best with OMP_NUM_THREADS=1: threads that wait for one another count as work. Beside it stands the same as
multiples of the computer's own pace: of decoding these photos by libjpeg, and of a billion multiplications and
additions in torch's convolution. --instructions does without newer instructions of the processor: avx2 without AVX-512
and bfloat16.

A face is true where --truth has it (a CSV with the columns file, left, top, width and height, in fractions of the
upright photo, as an album's truth.csv); without it, where two found it, the older checkout left out.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import reporting

if TYPE_CHECKING:
    from PIL import Image

SUFFIXES = {".jpg", ".jpeg", ".png"}
SAME_FACE = 0.3
"""Intersection over union from which two boxes are of one face; detectors frame faces very differently."""

INSTRUCTIONS = {
    "all": {},
    "avx2": {"ONEDNN_MAX_CPU_ISA": "AVX2", "ATEN_CPU_CAPABILITY": "avx2", "MKL_ENABLE_INSTRUCTIONS": "AVX2"},
}
"""Environment variables that keep oneDNN, torch and MKL from newer instructions."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom in fractions of the upright photo."""

Found = dict[str, list[Box]]
Result = dict[str, Any]


def main() -> None:
    arguments = parsed()
    if arguments.contender:
        photos = json.loads(sys.stdin.read())
        measure = pace if arguments.contender == "pace" else CONTENDERS[arguments.contender]
        sys.stdout.write(json.dumps(measure(photos)))
        return
    photos = chosen(arguments.folders, arguments.photos, arguments.seed)
    pythons = dict.fromkeys(("photoface", "photoface-mtcnn", "facenet-pytorch"), sys.executable)
    dlib = next((python for python in (sys.executable, arguments.dlib_python) if python and has_dlib(python)), None)
    if dlib is not None:
        pythons["face_recognition"] = dlib
    else:
        print("face_recognition is left out: dlib is not installed; --dlib-python names a Python that has it.")
    if arguments.before is not None:
        pythons["before"] = sys.executable
    os.environ.update(INSTRUCTIONS[arguments.instructions])
    skipped = set(arguments.skip)
    rounds: list[dict[str, Result]] = []
    for number in range(arguments.rounds):
        print(f"round {number + 1} of {arguments.rounds}, {len(photos)} photos", flush=True)
        rounds.append(
            {
                name: run(name, python, photos, arguments.before)
                for name, python in pythons.items()
                if name not in skipped
            }
        )
    report = summary(rounds, photos, arguments.truth)
    report["pace"] = run("pace", sys.executable, photos)
    report["instructions"] = arguments.instructions
    show(report)
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*", help="folders with photos")
    parser.add_argument("--photos", type=int, default=100, help="how many, drawn at random from all (0: all)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--truth", type=Path, help="CSV of true faces; files by name")
    parser.add_argument("--before", type=Path, metavar="CHECKOUT", help="an older checkout to compare with")
    parser.add_argument("--instructions", choices=sorted(INSTRUCTIONS), default="all", help="of the processor")
    parser.add_argument("--dlib-python", help="a Python that has dlib, if this one has not")
    parser.add_argument(
        "--skip", nargs="*", default=[], choices=sorted(CONTENDERS), metavar="NAME", help="contenders to leave out"
    )
    parser.add_argument("--json", type=Path, help="file for the figures")
    parser.add_argument("--contender", choices=[*sorted(CONTENDERS), "pace"], help=argparse.SUPPRESS)
    return parser.parse_args()


def chosen(folders: list[Path], count: int, seed: int) -> list[str]:
    """Absolute paths of as many photos, drawn at random, in order."""
    files = sorted(
        file.absolute() for folder in folders for file in folder.rglob("*") if file.suffix.lower() in SUFFIXES
    )
    if not files:
        sys.exit("No photos there.")
    if count and count < len(files):
        files = sorted(random.Random(seed).sample(files, count))
    return [str(file) for file in files]


def has_dlib(python: str) -> bool:
    return subprocess.run([python, "-c", "import dlib"], capture_output=True, check=False).returncode == 0


def run(contender: str, python: str, photos: list[str], before: Path | None = None) -> Result:
    """One contender on all photos in a process of its own."""
    environment = {**os.environ, "DLIB_MODELS": str(dlib_models())}
    script = Path(__file__)
    if contender == "before":
        assert before is not None
        contender, script = "photoface", before.absolute() / "tests" / "benchmarks" / script.name
        environment["PYTHONPATH"] = str(before.absolute())
    done = subprocess.run(
        [python, str(script), "--contender", contender],
        input=json.dumps(photos),
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{contender} failed:\n{done.stderr}")
    result: Result = json.loads(done.stdout)
    return result


def dlib_models() -> Path:
    """Where dlib's models lie in the package that PhotoFace has its default model from."""
    found = util.find_spec("face_recognition_models")
    folders = list(found.submodule_search_locations or []) if found is not None else []
    return Path(folders[0], "models") if folders else Path()


def scan_with_photoface(photos: list[str], detector: str = "yunet") -> Result:
    from photoface.assembly import load_engine, model_registry, model_store
    from photoface.catalog.opening import open_database
    from photoface.imaging.thumbnail_store import ThumbnailStore
    from photoface.jobs import JobControl, Progress
    from photoface.library.library import Library
    from photoface.scan import scan as _imported_before_the_clock_starts  # noqa: F401
    from photoface.scan.face_engine import FaceEngine
    from photoface.settings import Settings

    loading = loading_processor = 0.0
    resident: list[int] = []

    def timed_engine(settings: Settings) -> FaceEngine:
        nonlocal loading, loading_processor
        started, processor = time.perf_counter(), time.process_time()
        engine = load_engine(dataclasses.replace(settings, detector=detector))
        loading += time.perf_counter() - started
        loading_processor += time.process_time() - processor
        return engine

    def watch(progress: Progress) -> None:
        if progress.total and progress.done % max(len(photos) // 20, 1) == 0:
            resident.append(resident_megabytes())

    with tempfile.TemporaryDirectory() as folder:
        album = Path(folder, "album")
        album.mkdir()
        names = {}
        for number, photo in enumerate(photos):
            link = album / f"{number:06}{Path(photo).suffix.lower()}"
            shutil.copyfile(photo, link)
            names[str(link)] = photo
        catalog = Path(folder, "catalog.photoface")
        thumbnails = ThumbnailStore(catalog.with_name("thumbnails"))
        library = Library(open_database(catalog), thumbnails, model_registry(), model_store(), timed_engine)
        library.folders.add(album)
        started, processor = time.perf_counter(), time.process_time()
        library.jobs.scan(JobControl(watch))
        seconds, processor = time.perf_counter() - started, time.process_time() - processor
        again = time.perf_counter()
        library.jobs.scan(JobControl())
        again = time.perf_counter() - again
        found: Found = {}
        for photo_id in library.photos.ids():
            detail = library.photos.detail(photo_id)
            faces = library.faces.summaries([face.id for face in detail.faces])
            boxes = [(face.box.left, face.box.top, face.box.right, face.box.bottom) for face in faces]
            found.update({names[str(path)]: boxes for path in detail.file_paths})
        library.close()
    measured = result(seconds - loading, processor - loading_processor, loading, found)
    return {
        **measured,
        "loading_processor_seconds": loading_processor,
        "resident_megabytes": resident,
        "unchanged_photos_per_second": len(photos) / again,
    }


def scan_with_mtcnn(photos: list[str]) -> Result:
    return scan_with_photoface(photos, "mtcnn")


def scan_with_facenet_pytorch(photos: list[str]) -> Result:
    import torch
    from facenet_pytorch import MTCNN, InceptionResnetV1
    from PIL import Image

    started = time.perf_counter()
    detector = MTCNN(keep_all=True)
    network = InceptionResnetV1(pretrained=None).eval()
    loading = time.perf_counter() - started
    found: Found = {}
    started, processor = time.perf_counter(), time.process_time()
    with torch.no_grad():
        for photo in photos:
            with Image.open(photo) as picture:
                upright = upright_by_pillow(picture).convert("RGB")
            boxes, _ = detector.detect(upright)
            crops = detector.extract(upright, boxes, None)
            if crops is not None:
                network(crops)
            corners = [] if boxes is None else boxes.tolist()
            found[photo] = [fractions(box, upright.width, upright.height) for box in corners]
    return result(time.perf_counter() - started, time.process_time() - processor, loading, found)


def scan_with_face_recognition(photos: list[str]) -> Result:
    import numpy as np
    from PIL import Image

    started = time.perf_counter()
    look = face_recognition_look()
    loading = time.perf_counter() - started
    found: Found = {}
    started, processor = time.perf_counter(), time.process_time()
    for photo in photos:
        with Image.open(photo) as picture:
            upright = np.array(upright_by_pillow(picture).convert("RGB"))
        height, width = upright.shape[:2]
        found[photo] = [fractions(box, width, height) for box in look(upright)]
    return result(time.perf_counter() - started, time.process_time() - processor, loading, found)


def face_recognition_look() -> Callable[[Any], list[Box]]:
    """What finds and embeds all faces of a picture, and gives their corners in pixels."""
    if util.find_spec("face_recognition") is not None:
        import face_recognition

        def look(picture: Any) -> list[Box]:
            places = face_recognition.face_locations(picture)
            face_recognition.face_encodings(picture, places)
            return [(left, top, right, bottom) for top, right, bottom, left in places]

        return look
    import dlib

    models = Path(os.environ["DLIB_MODELS"])
    detector = dlib.get_frontal_face_detector()
    landmarks = dlib.shape_predictor(str(models / "shape_predictor_5_face_landmarks.dat"))
    network = dlib.face_recognition_model_v1(str(models / "dlib_face_recognition_resnet_model_v1.dat"))

    def look_with_dlib(picture: Any) -> list[Box]:
        places = detector(picture, 1)
        for place in places:
            network.compute_face_descriptor(picture, landmarks(picture, place), 1)
        return [(place.left(), place.top(), place.right(), place.bottom()) for place in places]

    return look_with_dlib


def upright_by_pillow(picture: Image.Image) -> Image.Image:
    """As Pillow turns it; as it is if its EXIF is broken, which makes Pillow raise."""
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(picture)
    except (SyntaxError, ValueError, TypeError, OSError):
        return picture


def pace(photos: list[str]) -> Result:
    """The computer's own pace: processor seconds of decoding a photo, and of a billion steps of a convolution."""
    from ruler import convolution, jpeg_decoding

    return {"jpeg_decoding": jpeg_decoding(photos), "convolution": convolution()}


CONTENDERS: dict[str, Callable[[list[str]], Result]] = {
    "photoface": scan_with_photoface,
    "photoface-mtcnn": scan_with_mtcnn,
    "facenet-pytorch": scan_with_facenet_pytorch,
    "face_recognition": scan_with_face_recognition,
}


def result(seconds: float, processor: float, loading: float, found: Found) -> Result:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return {
        "seconds": seconds,
        "processor_seconds": processor,
        "loading_seconds": loading,
        "peak_megabytes": peak,
        "found": found,
    }


def resident_megabytes() -> int:
    """What the process holds in memory now; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * resource.getpagesize() // (1 << 20)


def fractions(box: Any, width: int, height: int) -> Box:
    left, top, right, bottom = box
    return (left / width, top / height, right / width, bottom / height)


def overlap(one: Box, other: Box) -> float:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    if across <= 0 or down <= 0:
        return 0.0
    shared = across * down
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return shared / (sum(areas) - shared)


def matched(boxes: list[Box], others: list[Box]) -> Iterator[Box]:
    """Boxes of which another list has one too, each of the others taken once."""
    left = list(others)
    for box in boxes:
        best = max(left, key=lambda other: overlap(box, other), default=None)
        if best is not None and overlap(box, best) >= SAME_FACE:
            left.remove(best)
            yield box


def true_faces(found: dict[str, Found], photos: list[str], truth: Path | None) -> Found:
    """The true faces of each photo: as the file says, or as at least two contenders found them."""
    if truth is not None:
        faces: Found = {photo: [] for photo in photos}
        by_name = {Path(photo).name: photo for photo in photos}
        with truth.open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if (photo := by_name.get(Path(row["file"]).name)) is not None:
                    left, top = float(row["left"]), float(row["top"])
                    faces[photo].append((left, top, left + float(row["width"]), top + float(row["height"])))
        return faces
    agreed: Found = {}
    for photo in photos:
        agreed[photo] = []
        names = [name for name in found if name != "before"]
        for index, name in enumerate(names):
            for other in names[index + 1 :]:
                for box in matched(found[name][photo], found[other][photo]):
                    if all(overlap(box, known) < SAME_FACE for known in agreed[photo]):
                        agreed[photo].append(box)
    return agreed


def summary(rounds: list[dict[str, Result]], photos: list[str], truth: Path | None) -> Result:
    found = {name: each["found"] for name, each in rounds[0].items()}
    true = true_faces(found, photos, truth)
    contenders = {}
    for name, faces in found.items():
        runs = [each[name] for each in rounds]
        contenders[name] = {
            "photos_per_second": len(photos) / statistics.median(run["seconds"] for run in runs),
            "processor_seconds_per_photo": statistics.median(run["processor_seconds"] for run in runs) / len(photos),
            "loading_seconds": statistics.median(run["loading_seconds"] for run in runs),
            "peak_megabytes": max(run["peak_megabytes"] for run in runs),
            "faces": sum(len(boxes) for boxes in faces.values()),
            "true_faces": sum(len(list(matched(boxes, faces[photo]))) for photo, boxes in true.items()),
            "photoface_is_faster_by": statistics.median(
                each[name]["seconds"] / each["photoface"]["seconds"] for each in rounds if "photoface" in each
            )
            if "photoface" in rounds[0]
            else None,
            "photoface_takes_less_processor_time_by": statistics.median(
                (each[name]["processor_seconds"] - (loading_of(each["photoface"]) if name == "before" else 0))
                / each["photoface"]["processor_seconds"]
                for each in rounds
            )
            if "photoface" in rounds[0]
            else None,
        }
    ours = rounds[-1].get("photoface", {})
    return {
        "machine": reporting.machine(),
        "photos": len(photos),
        "rounds": len(rounds),
        "true_faces": sum(len(boxes) for boxes in true.values()),
        "true_faces_by": "file" if truth is not None else "agreement of two",
        "contenders": contenders,
        "resident_megabytes": ours.get("resident_megabytes"),
        "unchanged_photos_per_second": ours.get("unchanged_photos_per_second"),
    }


def loading_of(run: Result) -> float:
    """Processor seconds of loading the models, which an older script counts as scanning."""
    return float(run["loading_processor_seconds"])


def show(report: Result) -> None:
    print(f"\n{report['photos']} photos, {report['true_faces']} true faces (by {report['true_faces_by']}), ", end="")
    print(f"median of {report['rounds']} rounds; {report['machine']['cores']} cores {report['machine']['processor']}")
    pace = report["pace"]
    print(
        f"libjpeg decodes a photo in {1000 * pace['jpeg_decoding']:.1f} ms, torch's convolution a billion steps in "
        f"{1000 * pace['convolution']:.1f} ms of processor time; instructions: {report['instructions']}"
    )
    print(
        f"{'':18}{'photos/s':>9}{'ratio':>7}{'cpu s':>8}{'ratio':>7}{'x jpeg':>8}{'x conv.':>9}{'faces':>7}{'true':>6}"
        f"{'peak MB':>9}{'loading s':>11}"
    )
    for name, figures in report["contenders"].items():
        ratio, less = figures["photoface_is_faster_by"], figures["photoface_takes_less_processor_time_by"]
        by_processor = "" if less is None else f"{less:.1f}"
        print(
            f"{name:18}{figures['photos_per_second']:9.1f}{'' if ratio is None else f'{ratio:.1f}':>7}"
            f"{figures['processor_seconds_per_photo']:8.3f}{by_processor:>7}"
            f"{figures['processor_seconds_per_photo'] / pace['jpeg_decoding']:8.1f}"
            f"{figures['processor_seconds_per_photo'] / pace['convolution']:9.1f}"
            f"{figures['faces']:7}{figures['true_faces']:6}"
            f"{figures['peak_megabytes']:9.0f}{figures['loading_seconds']:11.1f}"
        )
    if report["unchanged_photos_per_second"]:
        print(f"scanned again, unchanged: {report['unchanged_photos_per_second']:,.0f} photos/s")


if __name__ == "__main__":
    main()

"""Compares other grouping methods (k-means, DBSCAN, Infomap ...) with our own: scores, time and memory.

When they are compared, each runs in a process of its own, so that no memory or loaded libraries of one count for
another. Each is told only what it can use: our own know which faces share a photo, which are poor, and no threshold
chosen for the album. The peers' thresholds were chosen by hand, each where it does best on LFW's development split with
the default model; with another model they are scaled by its verification threshold.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import multiprocessing
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.agglomerative import relabelled
from photoface.clustering.constraints import Constraints
from photoface.clustering.group_faces import Method, group
from photoface.clustering.grouping_threshold import GroupingThresholds
from photoface.clustering.kmeans_clustering import kmeans_groups
from photoface.clustering.neighbours import nearest_neighbours
from photoface.lab.evaluation.clustering_scores import Score, bcubed, pairwise
from photoface.vision.model_registry import DLIB_RESNET, Thresholds

AVERAGE_LINKAGE_DISTANCE = 0.345
"""Where scikit-learn's average linkage reaches its highest B-cubed F at a pairwise precision of .99."""

DBSCAN_DISTANCE = 0.29
"""Where DBSCAN with two faces per core reaches nearly its highest B-cubed F; above it falls apart into one group."""

CHINESE_WHISPERS_DISTANCE = 0.30
"""Where Chinese whispers reaches its highest pairwise F; at dlib's own .5 all of LFW is nearly one group."""

INFOMAP_COSINE = 0.953
"""Least cosine of an edge for Infomap."""

INFOMAP_NEIGHBOURS = 64
"""Neighbours per face in Infomap's graph, as many as our own linkage has."""


@dataclass(frozen=True, slots=True, eq=False)
class FacesToGroup:
    """What a contender is given.

    Attributes:
        embeddings: (n, d) float32, rows of unit length.
        photos: (n,) int64.
        good: (n,) whether a face passes the quality gate.
        thresholds: of the model.
        clusters: of k-means; None lets it estimate the number.
    """

    embeddings: NDArray[np.float32]
    photos: NDArray[np.int64]
    good: NDArray[np.bool_]
    thresholds: Thresholds
    clusters: int | None = None

    @property
    def scale(self) -> float:
        """Distances of this model against those of the default one."""
        return self.thresholds.verification / DLIB_RESNET.thresholds.verification


@dataclass(frozen=True, slots=True)
class Contender:
    """A way of grouping.

    Attributes:
        key: its name on the command line and in JSON.
        title: its name in tables, with what was chosen by hand.
        module: the package that must be installed, or None.
        run: gives (n,) labels; a negative one means alone.
    """

    key: str
    title: str
    module: str | None
    run: Callable[[FacesToGroup], NDArray[np.integer]]

    @property
    def installed(self) -> bool:
        return self.module is None or importlib.util.find_spec(self.module) is not None


@dataclass(frozen=True, slots=True)
class Result:
    """How a contender did.

    Attributes:
        groups: groups of two faces and more.
        alone: faces in no group.
        seconds: of grouping, its libraries loaded before.
        peak_memory: bytes that grouping took at its highest beyond what was there before; None where the system does
            not say.
    """

    key: str
    title: str
    groups: int
    alone: int
    seconds: float
    peak_memory: int | None
    bcubed: Score
    pairwise: Score


def run_contender(contender: Contender, faces: FacesToGroup) -> tuple[NDArray[np.int32], float, int | None]:
    """Group in this process: labels from 0 with -1 for alone, seconds, and bytes at the peak."""
    if contender.module is not None:
        importlib.import_module(contender.module)
    # Once on a few faces: lazy imports and just-in-time compilers are not what is measured.
    few = FacesToGroup(faces.embeddings[:8], faces.photos[:8], faces.good[:8], faces.thresholds)
    with contextlib.suppress(ValueError):
        contender.run(few)
    before = _memory("VmRSS")
    _forget_peak()
    started = time.perf_counter()
    labels = contender.run(faces)
    seconds = time.perf_counter() - started
    peak = _memory("VmHWM")
    return _without_singles(labels), seconds, None if peak is None or before is None else max(peak - before, 0)


def measure_apart(contender: Contender, faces: FacesToGroup, persons: NDArray[np.str_]) -> Result:
    """Group in a process of its own and score the groups.

    Raises:
        RuntimeError: the process ended without an answer.
    """
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(sending, contender.key, faces), daemon=True)
    process.start()
    sending.close()
    try:
        labels, seconds, peak = receiving.recv()
    except EOFError as error:
        raise RuntimeError(f"{contender.title} ended without groups") from error
    finally:
        process.join()
        process.close()
        receiving.close()
    return scored(contender, labels, seconds, peak, persons)


def scored(
    contender: Contender, labels: NDArray[np.integer], seconds: float, peak: int | None, persons: NDArray[np.str_]
) -> Result:
    """A contender's groups against the truth."""
    return Result(
        contender.key,
        contender.title,
        groups=len(np.unique(labels[labels >= 0])),
        alone=int((labels < 0).sum()),
        seconds=seconds,
        peak_memory=peak,
        bcubed=bcubed(persons, labels),
        pairwise=pairwise(persons, labels),
    )


def _answer(sending: Connection, key: str, faces: FacesToGroup) -> None:
    sending.send(run_contender(CONTENDERS[key], faces))
    sending.close()


def _without_singles(labels: NDArray[np.integer]) -> NDArray[np.int32]:
    kept = labels.astype(np.int64)
    sizes = np.bincount(kept[kept >= 0], minlength=1)
    kept[(kept >= 0) & (sizes[kept] < 2)] = -1
    return relabelled(kept)


def _memory(line: str) -> int | None:
    """A line of this process's memory, in bytes, as Linux tells it; `resource` would count the parent's peak too."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    for text in status.read_text(encoding="ascii", errors="replace").splitlines():
        if text.startswith(f"{line}:"):
            return int(text.split()[1]) * 1024
    return None


def _forget_peak() -> None:
    """Reset the highest memory (proc(5), clear_refs); a system without it counts from the process's start."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _ours(method: Method) -> Callable[[FacesToGroup], NDArray[np.integer]]:
    def run(faces: FacesToGroup) -> NDArray[np.integer]:
        thresholds = GroupingThresholds(faces.thresholds.grouping_small, faces.thresholds.grouping_large)
        return group(faces.embeddings, faces.photos, good=faces.good, method=method, thresholds=thresholds).labels

    return run


def _kmeans(faces: FacesToGroup) -> NDArray[np.integer]:
    return kmeans_groups(faces.embeddings, Constraints(range(len(faces.embeddings))), clusters=faces.clusters)


def _hdbscan(faces: FacesToGroup) -> NDArray[np.integer]:
    import hdbscan

    clusterer = hdbscan.HDBSCAN(min_cluster_size=2, min_samples=1, core_dist_n_jobs=1)
    labels: NDArray[np.integer] = clusterer.fit_predict(faces.embeddings.astype(np.float64))
    return labels


def _average_linkage(faces: FacesToGroup) -> NDArray[np.integer]:
    from sklearn.cluster import AgglomerativeClustering

    model = AgglomerativeClustering(
        n_clusters=None, linkage="average", distance_threshold=AVERAGE_LINKAGE_DISTANCE * faces.scale
    )
    labels: NDArray[np.integer] = model.fit_predict(faces.embeddings)
    return labels


def _dbscan(faces: FacesToGroup) -> NDArray[np.integer]:
    from sklearn.cluster import DBSCAN

    labels: NDArray[np.integer] = DBSCAN(eps=DBSCAN_DISTANCE * faces.scale, min_samples=2).fit_predict(faces.embeddings)
    return labels


def _infomap(faces: FacesToGroup) -> NDArray[np.integer]:
    limit = np.sqrt(2 - 2 * INFOMAP_COSINE) * faces.scale
    low, high, distances = nearest_neighbours(faces.embeddings, INFOMAP_NEIGHBOURS).edges(limit)
    network = importlib.import_module("infomap").Infomap("--two-level --silent", seed=1)
    for first, second, distance in zip(low.tolist(), high.tolist(), distances.tolist(), strict=True):
        network.add_link(first, second, 1 - distance * distance / 2)
    labels = np.full(len(faces.embeddings), -1, np.int64)
    if len(low):
        network.run()
        for face, module in network.get_modules().items():
            labels[face] = module
    return labels


def _chinese_whispers(faces: FacesToGroup) -> NDArray[np.integer]:
    dlib = importlib.import_module("dlib")
    vectors = [dlib.vector(vector.tolist()) for vector in faces.embeddings]
    return np.array(dlib.chinese_whispers_clustering(vectors, CHINESE_WHISPERS_DISTANCE * faces.scale), dtype=np.int64)


CONTENDERS = {
    contender.key: contender
    for contender in (
        Contender("photoface-average-linkage", "PhotoFace, average linkage", None, _ours("average-linkage")),
        Contender("photoface-hdbscan", "PhotoFace, HDBSCAN", None, _ours("hdbscan")),
        Contender("photoface-k-means", "PhotoFace, k-means", "sklearn.cluster", _ours("k-means")),
        Contender("hdbscan", "hdbscan (2, 1)", "hdbscan", _hdbscan),
        Contender(
            "sklearn-average-linkage",
            f"scikit-learn average linkage at {AVERAGE_LINKAGE_DISTANCE}",
            "sklearn.cluster",
            _average_linkage,
        ),
        Contender("sklearn-dbscan", f"scikit-learn DBSCAN at {DBSCAN_DISTANCE}", "sklearn.cluster", _dbscan),
        Contender("sklearn-k-means", "scikit-learn k-means", "sklearn.cluster", _kmeans),
        Contender("infomap", f"Infomap at cosine {INFOMAP_COSINE}", "infomap", _infomap),
        Contender(
            "dlib-chinese-whispers",
            f"dlib Chinese whispers at {CHINESE_WHISPERS_DISTANCE}",
            "dlib",
            _chinese_whispers,
        ),
    )
}
"""All there are, by key, in the order of the table."""

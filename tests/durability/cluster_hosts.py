"""Scans with workers on hosts of their own, kills workers and the scheduler meanwhile, and compares with a local scan.

    python tests/durability/cluster_hosts.py FOLDER [--hosts 1 2 4] [--kills 20] [--scheduler-kills 3] [--seed 1]

Linux, as root: each host is a network namespace with an address of its own, joined by a bridge; a worker reaches the
scheduler by mutual TLS only. The hosts see the photos in different ways: under the same path, under another one
(a mapped folder), or not at all (photos come as bytes). Real photos and real models.

First one undisturbed scan for each number of hosts and each way, into a new catalog. Then scans in which, at random
moments, the process of a worker is killed, a whole host is (its worker comes back a moment later), or the scheduler is
and starts again; new catalogs, until so many were killed.

Exit code 0: after each scan the catalog has the photos, faces and groups of the local scan, row by row, with
embeddings of a cosine above .999 to its own.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import psutil
from catalog_image import image_of
from raw_catalog import raw_catalog

from photoface.assembly import open_library
from photoface.cluster.certificates import make_certificates
from photoface.cluster.choices import ClusterChoices
from photoface.cluster.hosting import PORT
from photoface.jobs import JobControl, Progress

BRIDGE, HERE, NETWORK = "photoface-br", "10.77.0.1", "10.77.0"
WAYS = ("same path", "mapped", "bytes")
MAPPED = Path("/mnt/photos")
COMPARED = ("photo", "face", "face_group")
LEAST_COSINE = 0.999
LONGEST_CALM_SECONDS = 6.0
BACK_AFTER_SECONDS = 1.5
STARTING_SECONDS = 60.0


class Host:
    """A network namespace in which one process runs, with what it started."""

    def __init__(self, number: int) -> None:
        self.name, self.address = f"photoface-{number}", f"{NETWORK}.{number + 10}"
        self._process: subprocess.Popen[bytes] | None = None
        run("ip", "netns", "add", self.name)
        run("ip", "link", "add", f"pf{number}", "type", "veth", "peer", "name", "eth0", "netns", self.name)
        run("ip", "link", "set", f"pf{number}", "master", BRIDGE, "up")
        run("ip", "-n", self.name, "addr", "add", f"{self.address}/24", "dev", "eth0")
        for device in ("eth0", "lo"):
            run("ip", "-n", self.name, "link", "set", device, "up")

    def start(self, command: Sequence[str], log: Path, *, before: str = "") -> None:
        """Run `photoface cluster` there; `before` is done first, in file systems of its own."""
        script = f'hostname {self.name}; {before} exec "$@"'
        inside = ["unshare", "--uts", "sh", "-ec", script, "sh", sys.executable, "-m", "photoface", "cluster", *command]
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                ["ip", "netns", "exec", self.name, *inside], stdout=output, stderr=output, start_new_session=True
            )

    def processes(self) -> list[psutil.Process]:
        """All processes of the host, the first one first."""
        if self._process is None or self._process.poll() is not None:
            return []
        with contextlib.suppress(psutil.NoSuchProcess):
            first = psutil.Process(self._process.pid)
            return [first, *first.children(recursive=True)]
        return []

    def kill(self) -> None:
        """As if it was switched off."""
        for process in self.processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()

    def remove(self) -> None:
        self.kill()
        run("ip", "netns", "del", self.name)


@dataclass(slots=True)
class Cluster:
    """A scheduler and workers on their hosts, with how the workers see the photos."""

    scheduler: Host
    workers: list[Host]
    certificates: Path
    photos: Path
    logs: Path
    way: str = WAYS[0]

    def start(self, count: int, way: str) -> None:
        self.way = way
        self.start_scheduler()
        for worker in self.workers[:count]:
            self.start_worker(worker)

    def start_scheduler(self) -> None:
        self.scheduler.start(["scheduler", *self._options()], self.logs / "scheduler.log")

    def start_worker(self, host: Host) -> None:
        command = ["worker", self.address, "--processes", "1", *self._options()]
        host.start(command, self.logs / f"{host.name}.log", before=self._mounts())

    def stop(self) -> None:
        for host in (*self.workers, self.scheduler):
            host.kill()

    @property
    def address(self) -> str:
        return f"tls://{self.scheduler.address}:{PORT}"

    def choices(self) -> ClusterChoices:
        """What the coordinator is told."""
        roots = ((str(self.photos), str(MAPPED / "nas")),) if self.way == "mapped" else ()
        return ClusterChoices(self.address, 0, self.certificates, roots)

    def _options(self) -> list[str]:
        return ["--certificates", str(self.certificates)]

    def _mounts(self) -> str:
        """Shell commands by which a worker sees the photos elsewhere, or not at all."""
        hidden = f"mount -t tmpfs none '{self.photos}';"
        if self.way == "same path":
            return ""
        if self.way == "bytes":
            return hidden
        there = MAPPED / "nas"
        shown = f"mkdir -p {MAPPED}; mount -t tmpfs none {MAPPED}; mkdir {there}; mount --bind '{self.photos}' {there};"
        return f"{shown} {hidden}"


class Killer:
    """Kills at random moments while a scan looks at photos, and starts again what was killed."""

    def __init__(self, cluster: Cluster, count: int, kills: int, scheduler_kills: int, dice: random.Random) -> None:
        self._cluster, self._count, self._dice = cluster, count, dice
        self.left = ["worker process", "host"] * (kills // 2) + ["host"] * (kills % 2) + ["scheduler"] * scheduler_kills
        dice.shuffle(self.left)
        self.done: list[str] = []
        self._is_looking = threading.Event()
        self._ends = threading.Event()

    def noticed(self, progress: Progress) -> None:
        """Called by the scan with what it does."""
        if progress.stage.startswith("Scanning") and progress.done:
            self._is_looking.set()
        else:
            self._is_looking.clear()

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        self._ends.clear()
        thread = threading.Thread(target=self._kill)
        thread.start()
        try:
            yield
        finally:
            self._ends.set()
            thread.join()

    def _kill(self) -> None:
        while self.left and not self._ends.is_set():
            if self._ends.wait(self._dice.uniform(0.2, LONGEST_CALM_SECONDS)) or not self._is_looking.is_set():
                continue
            what = self.left.pop()
            if what == "scheduler":
                self._cluster.scheduler.kill()
                self._ends.wait(BACK_AFTER_SECONDS)
                self._cluster.start_scheduler()
            else:
                host = self._dice.choice(self._cluster.workers[: self._count])
                processes = host.processes()
                if what == "host" or len(processes) < 2:
                    host.kill()
                    self._ends.wait(BACK_AFTER_SECONDS)
                    self._cluster.start_worker(host)
                else:
                    with contextlib.suppress(psutil.NoSuchProcess):
                        processes[-1].kill()
            self.done.append(what)


def run(*command: str) -> None:
    """Run a command that must succeed."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def hosts(count: int) -> Iterator[list[Host]]:
    """So many hosts on one bridge, on which this process has an address as well."""
    made: list[Host] = []
    run("ip", "link", "add", BRIDGE, "type", "bridge")
    try:
        run("ip", "addr", "add", f"{HERE}/24", "dev", BRIDGE)
        run("ip", "link", "set", BRIDGE, "up")
        for number in range(count):
            made.append(Host(number))
        yield made
    finally:
        for host in made:
            host.remove()
        run("ip", "link", "del", BRIDGE)


def scanned(catalog: Path, photos: Path, choices: ClusterChoices | None, killer: Killer | None = None) -> float:
    """Scan into a new catalog; returns the seconds by the clock. Raises what the scan does."""
    started = time.monotonic()
    library = open_library(catalog)
    try:
        library.folders.add(photos)
        control = JobControl(killer.noticed) if killer else None
        with killer.at_work() if killer else contextlib.nullcontext():
            report = library.jobs.scan(control, cluster=choices)
    finally:
        library.close()
    if report.failed:
        sys.exit(f"{report.failed} photos were blamed: {report}")
    return time.monotonic() - started


def compare(catalog: Path, local: Path) -> str:
    """What differs from the local scan's catalog; nothing where it is the same."""
    one, other = image_of(catalog), image_of(local)
    for table in COMPARED:
        if one[table] != other[table]:
            return f"{table} differs: {len(one[table])} rows, local {len(other[table])}"
    vectors = [embeddings(path) for path in (catalog, local)]
    if vectors[0].shape != vectors[1].shape:
        return f"{len(vectors[0])} embeddings, local {len(vectors[1])}"
    lengths = np.linalg.norm(vectors[0], axis=1) * np.linalg.norm(vectors[1], axis=1)
    cosine = float(((vectors[0] * vectors[1]).sum(axis=1) / lengths).min())
    return "" if cosine > LEAST_COSINE else f"a cosine of {cosine:.5f}"


def embeddings(catalog: Path) -> np.ndarray:
    """All embeddings, float32, in the order of the faces."""
    with raw_catalog(catalog) as rows:
        found = [row[0] for row in rows.execute("SELECT vector FROM embedding ORDER BY model, face_id").fetchall()]
    return np.stack([np.frombuffer(vector, np.float32) for vector in found])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path)
    parser.add_argument("--hosts", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--scheduler-kills", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where catalogs and the hosts' output stay; else they are removed")
    chosen = parser.parse_args()
    if sys.platform != "linux" or os.geteuid() or not shutil.which("ip"):
        sys.exit("Network namespaces need Linux, root and the command ip.")
    photos, dice, differences = chosen.photos.resolve(), random.Random(chosen.seed), 0
    with tempfile.TemporaryDirectory() as name, hosts(max(chosen.hosts) + 1) as made:
        folder = chosen.folder or Path(name)
        make_certificates(folder / "certificates", dt.datetime.now(dt.UTC))
        cluster = Cluster(made[0], made[1:], folder / "certificates", photos, folder)
        local = folder / "local.photoface"
        print(f"local: {scanned(local, photos, None):.1f} s, {len(embeddings(local))} faces", flush=True)

        def told(title: str, catalog: Path, seconds: float) -> bool:
            difference = compare(catalog, local)
            print(f"{title}: {seconds:.1f} s, {difference or 'the same'}", flush=True)
            return bool(difference)

        for count in chosen.hosts:
            for way in WAYS:
                catalog = folder / f"{count} {way}.photoface"
                cluster.start(count, way)
                seconds = scanned(catalog, photos, cluster.choices())
                cluster.stop()
                differences += told(f"{count} hosts, {way}", catalog, seconds)
        count = max(chosen.hosts)
        killer = Killer(cluster, count, chosen.kills, chosen.scheduler_kills, dice)
        rounds = 0
        while killer.left:
            rounds += 1
            way = WAYS[rounds % len(WAYS)]
            catalog, before = folder / f"killed {rounds}.photoface", len(killer.done)
            cluster.start(count, way)
            seconds = scanned(catalog, photos, cluster.choices(), killer)
            cluster.stop()
            differences += told(f"{count} hosts, {way}; killed: {', '.join(killer.done[before:])}", catalog, seconds)
    print(f"{len(killer.done)} killed in {rounds} scans; {differences} scans came out differently")
    return int(bool(differences))


if __name__ == "__main__":
    sys.exit(main())

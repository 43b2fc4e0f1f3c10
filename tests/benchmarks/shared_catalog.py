"""A catalog on a PostgreSQL server: who is like this among a million faces.

    python tests/benchmarks/shared_catalog.py [--faces 1000000] [--searches 100]

The server is one of the test suite's on this computer, with its durable settings and 3 GB of shared buffers. Faces are
synthetic, drawn as real embeddings lie. Printed are pgvector's index against the exact search of all distances in the
same server, as a share of its time, with the recall of the twenty nearest; and how long the index takes to build.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import psycopg
import sqlalchemy as sa
from numpy.typing import NDArray
from postgres_server import running_server
from synthetic_faces import FaceDistribution

from photoface.catalog.opening import open_database
from photoface.catalog.postgres import vectors
from photoface.catalog.server_note import read_note
from photoface.catalog.similar_faces import most_alike
from photoface.catalog.stored_values import VectorBytes
from photoface.catalog.tables.faces import Embedding

MODEL = "dlib-resnet"
NEAREST = 20
FACES_IN_A_PHOTO = 2


_PHOTOS = """
INSERT INTO photo (id, content_hash, width, height, file_taken_at, file_dated_by_exif, format, detector)
SELECT number, md5(number::text), 4000, 3000, timestamp '2000-01-01' + number * interval '1 hour', true, 'JPEG', 'made'
FROM generate_series(1, %s) AS number
"""

_FACES = """
INSERT INTO face (
    id, photo_id, "left", top, width, height, score, pixels, sharpness, frontality, quality, passes_gate, status
)
SELECT number, (number + 1) / 2, 0.1, 0.1, 0.1, 0.1, 0.99, 120, 50, 0.9, 0.8, true, 'active'
FROM generate_series(1, %s) AS number
"""


_EXACT = "SELECT face_id FROM embedding WHERE model = :model ORDER BY vector <-> :vector LIMIT :count"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faces", type=int, default=1_000_000)
    parser.add_argument("--searches", type=int, default=50)
    chosen = parser.parse_args()
    embeddings = FaceDistribution.typical().draw(chosen.faces).embeddings
    with tempfile.TemporaryDirectory() as folder, running_server(is_durable=True, shared_buffers="3GB") as server:
        note = server.note(server.create(), Path(folder))
        database = open_database(note)
        _load(read_note(note), embeddings)
        started = time.perf_counter()
        database.prepare_similar_faces(MODEL)
        print(f"index of {chosen.faces:,} faces: {time.perf_counter() - started:.0f} s", flush=True)
        asked = np.random.default_rng(2).choice(chosen.faces, chosen.searches, replace=False)
        by_index, exact, found = [], [], 0
        for place in asked.tolist():
            with database.read() as session:
                started = time.perf_counter()
                near = most_alike(session, place + 1, MODEL, NEAREST)
                by_index.append(time.perf_counter() - started)
            with database.read() as session:
                session.execute(sa.text("SET LOCAL enable_indexscan = off"))
                query = sa.text(_EXACT).bindparams(
                    sa.bindparam("vector", embeddings[place].tobytes(), Embedding.vector.type),
                    model=MODEL,
                    count=NEAREST + 1,
                )
                started = time.perf_counter()
                all_near = session.execute(query).scalars().all()
                exact.append(time.perf_counter() - started)
            found += len({face_id for face_id, _ in near} & {*all_near} - {place + 1})
        database.close()
    print(
        f"who is like this: {1000 * np.median(by_index):.1f} ms by the index, {1000 * np.median(exact):.0f} ms of all "
        f"distances: {np.median(by_index) / np.median(exact):.4f}; recall of {NEAREST}: "
        f"{found / NEAREST / chosen.searches:.4f}"
    )
    return 0


def _load(address: str, embeddings: NDArray[np.float32]) -> None:
    with psycopg.connect(address.replace("+psycopg", "")) as connection:
        vectors.register(connection)
        photos = -(-len(embeddings) // FACES_IN_A_PHOTO)
        connection.execute(_PHOTOS, (photos,))
        connection.execute(_FACES, (len(embeddings),))
        with connection.cursor().copy("COPY embedding (model, face_id, vector) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["text", "int8", "vector"])
            for face_id, row in enumerate(embeddings, 1):
                copy.write_row((MODEL, face_id, VectorBytes(row.tobytes())))
        connection.execute("DELETE FROM photo_words_due")
    with psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("ANALYZE")


if __name__ == "__main__":
    sys.exit(main())

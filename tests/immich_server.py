"""A server on this computer that answers as Immich's does, and keeps what is sent to it."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

KEY = "the-key"


@dataclass
class Immich:
    """What the server holds; `refuse` is a part of a path that it answers with 500."""

    people: list[dict[str, Any]] = field(default_factory=list)
    assets: list[dict[str, Any]] = field(default_factory=list)
    faces: list[dict[str, Any]] = field(default_factory=list)
    sent: list[tuple[str, str]] = field(default_factory=list)
    refuse: str | None = None
    address: str = ""

    def add_photo(self, file: Path, *, path: str | None = None) -> str:
        """Keep a photo as an upload of this file."""
        data = file.read_bytes()
        key = f"asset-{len(self.assets)}"
        checksum = base64.b64encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()
        self.assets.append(
            {
                **{"id": key, "originalPath": path or f"/data/upload/{key}/{file.name}", "checksum": checksum},
                "exifInfo": {"fileSizeInByte": len(data)},
            }
        )
        return key

    def add_person(self, name: str, born: str | None = None) -> str:
        key = f"person-{len(self.people)}"
        self.people.append({"id": key, "name": name, "birthDate": born, "isHidden": False, "isFavorite": False})
        return key

    def add_face(
        self, asset: str, person: str | None, corners: tuple[int, int, int, int], size: tuple[int, int]
    ) -> str:
        key = f"face-{len(self.faces)}"
        names = ("boundingBoxX1", "boundingBoxY1", "boundingBoxX2", "boundingBoxY2")
        self.faces.append(
            {
                **{"id": key, "assetId": asset, "personId": person, "imageWidth": size[0], "imageHeight": size[1]},
                **dict(zip(names, corners, strict=True)),
            }
        )
        return key

    def answer(self, method: str, path: str, body: dict[str, Any]) -> Any:
        if method != "GET" and "search" not in path:
            self.sent.append((method, path))
        match (method, path.split("/")[2:]):
            case ("GET", ["people"]):
                return {"people": self.people, "hasNextPage": False}
            case ("POST", ["people"]):
                return self.people[int(self.add_person(body["name"], body.get("birthDate")).split("-")[1])]
            case ("PUT", ["people", key]):
                (person,) = (one for one in self.people if one["id"] == key)
                person.update(body)
                return person
            case ("POST", ["search", "metadata"]):
                return {"assets": {"items": [self._asset(one) for one in self.assets], "nextPage": None}}
            case ("POST", ["faces"]):
                corners = (body["x"], body["y"], body["x"] + body["width"], body["y"] + body["height"])
                size = (body["imageWidth"], body["imageHeight"])
                self.add_face(body["assetId"], body["personId"], corners, size)
                return None
            case ("PUT", ["faces", person]):
                (face,) = (one for one in self.faces if one["id"] == body["id"])
                face["personId"] = person
                return self.people[0]
        raise AssertionError(f"{method} {path}")

    def _asset(self, asset: dict[str, Any]) -> dict[str, Any]:
        faces = [one for one in self.faces if one["assetId"] == asset["id"]]
        owners = dict.fromkeys(one["personId"] for one in faces if one["personId"])
        people = [{"id": key, "faces": [one for one in faces if one["personId"] == key]} for key in owners]
        return {**asset, "people": people, "unassignedFaces": [one for one in faces if not one["personId"]]}


@contextlib.contextmanager
def serving(immich: Immich) -> Iterator[Immich]:
    """Serve on a free port of this computer until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path = self.path.partition("?")[0]
            if self.headers.get("x-api-key") != KEY:
                self._reply(401, {"message": "Invalid API key"})
            elif immich.refuse is not None and immich.refuse in f"{self.command} {path}":
                self._reply(500, {"message": "no"})
            else:
                self._reply(200, immich.answer(self.command, path, json.loads(body or b"{}")))

        do_GET = do_POST = do_PUT = handle_any  # noqa: N815

        def _reply(self, code: int, answer: Any) -> None:
            data = b"" if answer is None else json.dumps(answer).encode()
            self.send_response(code)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        immich.address = f"http://127.0.0.1:{server.server_port}"
        yield immich
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

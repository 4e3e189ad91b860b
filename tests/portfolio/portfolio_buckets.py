"""Object storage on this machine: moto's server, and one of our own that keeps a record and can answer badly."""

import hashlib
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import escape

from portfolio_killers import SECONDS, wait

KEY, SECRET = "AKIANOBODYMAYSEE", "a-secret-that-nobody-may-see"  # of no use anywhere
ACCOUNT = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_DEFAULT_REGION": "us-east-1"}


@contextmanager
def moto(folder: Path) -> Iterator[str]:
    """The address of a server that behaves as S3 does."""
    said = folder / "moto.log"
    with said.open("wb") as log:
        server = subprocess.Popen([sys.executable, "-u", "-m", "moto.server", "-p", "0"], stdout=log, stderr=log)
    try:
        wait(lambda: re.search(rb"http://127.0.0.1:\d+", said.read_bytes()))
        yield re.search(rb"http://127.0.0.1:\d+", said.read_bytes())[0].decode()
    finally:
        server.kill()
        server.wait(timeout=SECONDS)


def upload(storage, folder: Path, bucket: str) -> None:
    """All files of a folder."""
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            storage.pipe_file(f"{bucket}/{file.relative_to(folder).as_posix()}", file.read_bytes())


class Grudging:
    """A server that lists and gives objects of one bucket, and records for what it was asked.

    Attributes:
        objects: by key.
        asked: methods and keys.
        mood: how it answers: well, refuse, fail, cut, garbage, replaced.
    """

    def __init__(self, objects: dict[str, bytes]) -> None:
        self.objects, self.mood = dict(objects), "well"
        self.asked: list[tuple[str, str]] = []

    @contextmanager
    def running(self) -> Iterator[str]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"store": self}))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


class _Handler(BaseHTTPRequestHandler):
    store: Grudging
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        key = unquote(urlsplit(self.path).path).lstrip("/").partition("/")[2]
        self.store.asked.append((self.command, key))
        if self.store.mood in ("refuse", "fail"):
            code = "AccessDenied" if self.store.mood == "refuse" else "InternalError"
            told = f"<Error><Code>{code}</Code><Message>{escape(str(self.headers))} {SECRET}</Message></Error>"
            self._answer(403 if self.store.mood == "refuse" else 500, told.encode())
        elif self.store.mood == "garbage":
            self._answer(200, b"\x00<html>not what was asked for")
        elif not key:
            self._answer(200, self._listing())
        elif key not in self.store.objects:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            self._object(self.store.objects[key])

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    do_HEAD = do_GET  # noqa: N815 - what the server calls it

    def _listing(self) -> bytes:
        rows = (
            f"<Contents><Key>{escape(key)}</Key><LastModified>2026-11-22T00:00:00Z</LastModified>"
            f"<ETag>&quot;{tag(data)}&quot;</ETag><Size>{len(data)}</Size></Contents>"
            for key, data in sorted(self.store.objects.items())
        )
        head = "<IsTruncated>false</IsTruncated>"
        return f"<ListBucketResult>{head}{''.join(rows)}</ListBucketResult>".encode()

    def _object(self, data: bytes) -> None:
        if self.store.mood == "replaced":
            data = data.replace(b"MIT", b"PPL")
        bounds = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        part = data[int(bounds[1]) : int(bounds[2]) + 1] if bounds else data
        self._answer(206 if bounds else 200, part, ETag=f'"{tag(data)}"', Last_Modified="Sun, 22 Nov 2026 00:00:00 GMT")

    def _answer(self, status: int, data: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            cut = self.store.mood == "cut" and "ETag" in headers
            self.wfile.write(data[: len(data) // 2] if cut else data)
            self.close_connection = cut

    def log_message(self, *_arguments: object) -> None:
        """Nothing to the terminal."""


def tag(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()

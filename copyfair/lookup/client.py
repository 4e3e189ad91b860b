"""One register, asked politely: slowly, with an end to every wait, and never what was asked before.

Nothing an answer says is followed: no redirect to elsewhere, no address inside it.
"""

import datetime
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from threading import Thread
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from copyfair.errors import MissingExtraError, RegisterError
from copyfair.lookup.cache import Answer, Cache

__all__ = ["Client", "Limits"]

_OK, _NOT_FOUND, _TOO_MANY, _UNAVAILABLE = 200, 404, 429, 503


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How long and how much.

    Attributes:
        pause: seconds between two questions, at least.
        wait: seconds for one answer as a whole.
        longest_pause: seconds that a register may ask us to wait; longer, and the run stops.
        tries: questions sent for one answer where the register is busy.
        most_bytes: of one answer.
        max_age: days for which a kept answer is not asked for again.
    """

    pause: float = 1.1
    wait: float = 20
    longest_pause: float = 65
    tries: int = 3
    most_bytes: int = 4_000_000
    max_age: int = 30


class Client:
    """Asks one register.

    Args:
        base: its address, ``https://register.example/api/v1``; http only on this machine.
        cache: where answers are kept.
        as_of: today.
        offline: ask nobody; a kept answer counts, however old.
        announce: called with the host once, before the first question goes out.
        limits: see `Limits`.
        sleep: waits so many seconds.

    Raises:
        RegisterError: the address is none that may be asked.
    """

    def __init__(
        self,
        base: str,
        cache: Cache,
        as_of: datetime.date,
        *,
        offline: bool = False,
        announce: Callable[[str], None] = lambda _host: None,
        limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.base, self.host = base.rstrip("/"), _host(base)
        self.cache, self.as_of, self.offline = cache, as_of, offline
        self.announce, self.limits = announce, limits or Limits()
        self.sleep = sleep
        self._last: float | None = None

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        """The answer to one question.

        Args:
            path: below the base, in parts that are quoted here.
            query: names and values.

        Raises:
            RegisterError: nobody answers, or not as JSON of a sensible size; or nothing is kept and this is offline.
        """
        url = f"{self.base}/{quote(path)}" + (f"?{urlencode(query)}" if query else "")
        kept = self.cache.get(url)
        if kept is not None and (self.offline or (self.as_of - kept.on).days <= self.limits.max_age):
            return kept
        if self.offline:
            raise RegisterError(f"{self.host}: is not asked offline, and no answer is kept to: {url}")
        answer = Answer(url=url, on=self.as_of, body=self._ask(url))
        self.cache.put(answer)
        return answer

    def _ask(self, url: str) -> Any:
        for _ in range(self.limits.tries):
            self._pause()
            status, after, body = self._send(url)
            if status == _OK:
                return _decoded(body, self.host)
            if status == _NOT_FOUND:
                return None
            if status not in (_TOO_MANY, _UNAVAILABLE):
                raise RegisterError(f"{self.host}: answers with status {status}, which is no answer; try again later")
            if after > self.limits.longest_pause:
                break
            self.sleep(after)
        raise RegisterError(f"{self.host}: is too busy; run the command again later, it goes on from here")

    def _pause(self) -> None:
        if self._last is None:
            self.announce(self.host)
        else:
            self.sleep(max(0.0, self._last + self.limits.pause - time.monotonic()))
        self._last = time.monotonic()

    def _send(self, url: str) -> tuple[int, float, bytes]:
        """Status, seconds to wait, body. A server that drips its answer would outlast every limit of a socket."""
        answer: Future[tuple[int, float, bytes]] = Future()

        def work() -> None:
            try:
                answer.set_result(self._exchange(url))
            except BaseException as error:  # noqa: BLE001 - told to whoever waits
                answer.set_exception(error)

        Thread(target=work, daemon=True).start()
        try:
            return answer.result(timeout=self.limits.wait)
        except TimeoutError:
            raise RegisterError(f"{self.host}: does not finish its answer in {self.limits.wait:g} seconds") from None

    def _exchange(self, url: str) -> tuple[int, float, bytes]:
        try:
            import requests  # noqa: PLC0415 - comes with an extra, and is not needed before
        except ImportError:
            raise MissingExtraError("Asking a register", "lookup") from None
        headers = {"Accept": "application/vnd.api+json, application/json", "User-Agent": "copyfair"}
        question = requests.Request("GET", url, headers=headers).prepare()
        try:
            with requests.Session() as session:
                around = session.merge_environment_settings(url, {}, True, None, None)
                # Past the session itself, which would follow redirects and send along a password kept for the host.
                got = session.get_adapter(url).send(question, timeout=self.limits.wait, **around)
                with got as response:
                    body = self._read(response.iter_content(65536)) if response.status_code == _OK else b""
                    return response.status_code, _seconds(response.headers.get("Retry-After")), body
        except (requests.RequestException, OSError, ValueError) as error:
            raise RegisterError(
                f"{self.host}: cannot be asked: {type(error).__name__}; is the address right?"
            ) from None

    def _read(self, chunks: Iterable[bytes]) -> bytes:
        body = bytearray()
        for chunk in chunks:
            body += chunk
            if len(body) > self.limits.most_bytes:
                raise RegisterError(f"{self.host}: answers with more than {self.limits.most_bytes} bytes")
        return bytes(body)


def _seconds(given: str | None) -> float:
    """What Retry-After says in seconds; some time where it says nothing, or a date."""
    return float(given) if given is not None and given.isascii() and given.isdigit() and len(given) < 6 else 5.0


def _decoded(body: bytes, host: str) -> Any:
    try:
        return msgspec.json.decode(body)
    except (ValueError, RecursionError):
        raise RegisterError(f"{host}: answers with something that is no JSON, or only half of it") from None


def _host(base: str) -> str:
    """The host of an address that may be asked."""
    try:
        parts = urlsplit(base)
        host = parts.hostname or ""
        local = host in ("localhost", "127.0.0.1", "::1")
        fit = parts.scheme == "https" or (parts.scheme == "http" and local)
        plain = not (parts.username or parts.password or parts.query or parts.fragment)
        _ = parts.port
    except ValueError:
        fit = plain = False
        host = ""
    if not (fit and plain and host):
        raise RegisterError(f"{base[:80]!r} is no address of a register, like https://register.example/api/v1")
    return host

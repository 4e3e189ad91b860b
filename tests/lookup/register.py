"""A register on this machine that answers in the shapes of the real one, or as badly as it is told to."""

import gzip
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

__all__ = ["COOP", "GROUP", "OTHER", "Register", "record"]

COOP = "529900T8BM49AURSDO55"
GROUP = "W38RGI023J3WT1HWRP32"
OTHER = "5493001KJTIIGC8Y1R12"


def record(lei, name, *, form="NFFH", country="NL", number="12345678", **more):
    entity = {
        "legalName": {"name": name, "language": "nl"},
        "legalForm": {"id": form, "other": None},
        "jurisdiction": country,
        "category": "GENERAL",
        "status": "ACTIVE",
        "registeredAt": {"id": "RA000463", "other": None},
        "registeredAs": number,
        "legalAddress": {"country": country, "addressLines": ["Straat 1"]},
        **more.pop("entity", {}),
    }
    attributes = {
        "lei": lei,
        "entity": entity,
        "registration": {"status": more.pop("registration", "ISSUED"), "corroborationLevel": "FULLY_CORROBORATED"},
        "bic": None,
    }
    links = {"links": {"reporting-exception": f"https://evil.example/{lei}"}}
    return {
        "type": "lei-records",
        "id": lei,
        "attributes": attributes,
        "relationships": {"direct-parent": links},
        "links": {"self": f"https://evil.example/lei-records/{lei}"},
    }


def exception(reason):
    return {"data": {"type": "reporting-exceptions", "attributes": {"category": "DIRECT", "reason": reason}}}


class Register:
    """Serves until it is closed. `asked`: paths in order. `bad`: what to do instead of answering, once per entry."""

    def __init__(self):
        self.asked, self.bad = [], []
        self.records = {
            COOP: record(COOP, "Coöperatie De Kaart U.A."),
            GROUP: record(GROUP, "Kaart Holding N.V.", form="B5PM", number="87654321"),
            OTHER: record(OTHER, "Coöperatie De Kaart U.A.", number="11112222"),
        }
        self.pages = {
            f"{COOP}/direct-parent": {"data": self.records[GROUP]},
            f"{COOP}/ultimate-parent-reporting-exception": exception("NATURAL_PERSONS"),
            f"{OTHER}/direct-parent-reporting-exception": exception("NO_LEI"),
        }
        register = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                register.answer(self)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}/api/v1"

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, handler):
        self.asked.append(unquote(handler.path))
        if self.bad:
            self.bad.pop(0)(handler)
            return
        parts = urlsplit(handler.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        path = parts.path.removeprefix("/api/v1/lei-records").strip("/")
        send(handler, self.page(path, query))

    def page(self, path, query):
        if not path:
            name, number = query.get("filter[entity.legalName]"), query.get("filter[entity.registeredAs]")
            own = [
                one
                for one in self.records.values()
                if one["attributes"]["entity"]["legalName"]["name"] == name
                or one["attributes"]["entity"]["registeredAs"] == number
            ]
            return {"meta": {"pagination": {"total": len(own)}}, "data": own}
        if path in self.records:
            return {"data": self.records[path]}
        return self.pages.get(path)


def send(handler, body, status=None, **headers):
    data = body if isinstance(body, bytes) else json.dumps(body or {"errors": [{"status": "404"}]}).encode()
    handler.send_response(status or (200 if body is not None else 404))
    for name, value in {
        "Content_Type": "application/vnd.api+json",
        "Content_Length": str(len(data)),
        **headers,
    }.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(data)


def busy(handler):
    send(handler, b"{}", 429, Retry_After="0")


def busy_for_a_minute(handler):
    send(handler, b"{}", 429, Retry_After="60")


def busy_for_an_hour(handler):
    send(handler, b"{}", 429, Retry_After="3600")


def broken(handler):
    send(handler, b"{}", 500)


def page(handler):
    send(handler, b"<html>maintenance</html>")


def half(handler):
    send(handler, b'{"data": {"attr', Content_Length="5000")


def elsewhere(handler):
    send(handler, b"", 302, Location="http://127.0.0.1:9/steal")


def drips(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def huge(handler):
    send(handler, b" " * 300_000)


def bomb(handler):
    send(handler, gzip.compress(b" " * 20_000_000), Content_Encoding="gzip")


def nested(handler):
    send(handler, b"[" * 100_000)


def of(body):
    return lambda handler: send(handler, body)

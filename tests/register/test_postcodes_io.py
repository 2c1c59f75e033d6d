"""The live fallback, against a local server that answers as the contract of Postcodes.io says."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from register.authorities import Register
from register.find_place import Place, PlaceKind
from register.postcodes_io import SOURCE, ask, http_get, parse_answer

HTML = b"<!DOCTYPE html><title>Too many attempts</title>"


def _reply(district: str | None, county: str = "E99999999") -> bytes:
    codes = {"admin_district": district, "admin_county": county}
    result = {"postcode": "XX1 1XX", "quality": 1, "country": "England", "admin_county": None, "codes": codes}
    return json.dumps({"status": 200, "result": result}).encode()


TERMINATED = {
    "postcode": "AB1 0AA",
    "year_terminated": 1996,
    "month_terminated": 6,
    "longitude": -2.2,
    "latitude": 57.1,
}
REPLIES: dict[str, tuple[int, bytes]] = {
    "BR8 7RE": (200, _reply("E07000111", "E10000016")),
    "S1 9ZZ": (200, _reply("E08000039")),
    "S1 7ZZ": (200, _reply("E08000039")),
    "S1 6ZZ": (200, _reply("E08000039")),
    "S1 8ZZ": (200, _reply("E08000019")),
    "GY9 9ZZ": (200, _reply("L99999999", "L99999999")),
    "IM9 9ZZ": (200, _reply("M99999999", "M99999999")),
    "AA1 1AA": (200, _reply("E08999999")),
    "AA1 1AB": (200, _reply(None)),
    "AA1 1AC": (200, b'{"status": 200, "result": null}'),
    "AA1 1AD": (200, b"[1, 2]"),
    "AA1 1AE": (200, HTML),
    "AA1 1AF": (200, b"[" * 5000),
    "AA1 1AG": (200, b'{"status":200,' + b" " * 200_000 + b'"result": null}'),
    "AB1 0AA": (404, json.dumps({"status": 404, "error": "Postcode not found", "terminated": TERMINATED}).encode()),
    "AB1 0AB": (404, b'{"status": 404, "error": "Postcode not found"}'),
    "AB1 0AC": (404, b'{"status": 404, "error": "Postcode not found", "terminated": {"month_terminated": 13}}'),
    "AA2 1AA": (429, HTML),
    "AA2 1AB": (500, b""),
    "AA2 1AC": (302, _reply("E08000039")),
}


IN_PIECES = ("S1 7ZZ", "S1 6ZZ")
"""Postcodes whose reply comes in pieces of twenty bytes; of the second the last ones do not come."""


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        postcode = self.path.removeprefix("/postcodes/").replace("%20", " ")
        self.server.asked.append(postcode)
        status, body = REPLIES.get(postcode, (404, b'{"status": 404, "error": "Postcode not found"}'))
        self.send_response(status)
        if postcode in IN_PIECES:
            self._in_pieces(body, whole=postcode == IN_PIECES[0])
            return
        self.send_header("Location", "/postcodes/S1%209ZZ")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _in_pieces(self, body: bytes, whole: bool) -> None:
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        pieces = [body[at : at + 20] for at in range(0, len(body), 20)]
        for piece in pieces if whole else pieces[:3]:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n" if whole else b"")

    def log_message(self, *_: object) -> None:
        """Keep the output of the tests free of requests."""


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadingHTTPServer]:
    service = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    service.asked = []
    thread = threading.Thread(target=service.serve_forever)
    thread.start()
    yield service
    service.shutdown()
    thread.join()
    service.server_close()


def _place(postcode: str | None, kind: PlaceKind = PlaceKind.UNKNOWN) -> Place:
    return Place(kind, postcode, (), (), "our own answer")


def _ask(server: ThreadingHTTPServer, register: Register, place: Place) -> Place:
    return ask(http_get, register, place, f"http://127.0.0.1:{server.server_address[1]}")


@pytest.mark.parametrize(
    ("postcode", "slugs"), [("BR8 7RE", ["sevenoaks", "kent"]), ("S1 9ZZ", ["sheffield"]), ("S1 8ZZ", ["sheffield"])]
)
def test_a_postcode_the_service_knows_is_found(
    server: ThreadingHTTPServer, register: Register, postcode: str, slugs: list[str]
) -> None:
    place = _ask(server, register, _place(postcode))
    assert (place.kind, [one.slug for one in place.authorities], place.list_date) == (PlaceKind.FOUND, slugs, SOURCE)


@pytest.mark.parametrize("postcode", ["GY9 9ZZ", "IM9 9ZZ"])
def test_a_pseudo_code_is_a_crown_dependency(server: ThreadingHTTPServer, register: Register, postcode: str) -> None:
    assert _ask(server, register, _place(postcode)).kind is PlaceKind.CROWN_DEPENDENCY


def test_a_terminated_postcode_stays_unknown_and_says_when_it_ended(
    server: ThreadingHTTPServer, register: Register
) -> None:
    place = _ask(server, register, _place("AB1 0AA"))
    assert (place.kind, place.message) == (PlaceKind.UNKNOWN, "AB1 0AA is no longer in use: it ended in 06/1996.")


@pytest.mark.parametrize(
    "postcode",
    [one for one in REPLIES if one.startswith("AA")] + ["AB1 0AB", "AB1 0AC"],
)
def test_a_reply_that_settles_nothing_leaves_our_own_answer(
    server: ThreadingHTTPServer, register: Register, postcode: str
) -> None:
    assert _ask(server, register, _place(postcode)) == _place(postcode)


def test_no_reply_at_all_leaves_our_own_answer(register: Register) -> None:
    assert ask(http_get, register, _place("S1 9ZZ"), "http://127.0.0.1:1") == _place("S1 9ZZ")


@pytest.mark.parametrize("kind", [kind for kind in PlaceKind if kind is not PlaceKind.UNKNOWN])
def test_nothing_but_an_unknown_postcode_leaves_the_machine(
    server: ThreadingHTTPServer, register: Register, kind: PlaceKind
) -> None:
    before = len(server.asked)
    assert _ask(server, register, _place("S1 9ZZ", kind)) == _place("S1 9ZZ", kind)
    assert len(server.asked) == before


def test_parsing_the_same_reply_twice_gives_the_same_answer(register: Register) -> None:
    status, body = REPLIES["BR8 7RE"]
    assert parse_answer(status, body, register, _place("BR8 7RE")) == parse_answer(
        status, body, register, _place("BR8 7RE")
    )


def test_a_reply_that_comes_in_pieces_is_read_to_its_end_or_settles_nothing(
    server: ThreadingHTTPServer, register: Register
) -> None:
    whole, cut = (_ask(server, register, _place(postcode)) for postcode in IN_PIECES)
    assert [one.code for one in whole.authorities] == ["E08000039"]
    assert cut == _place(IN_PIECES[1])

"""A card in the page of another site, as a browser shows it; nothing else of ours can be put there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.browser.conftest import Visit


@pytest.fixture
def elsewhere(site: str) -> Iterator[str]:
    """The address of another site, whose page frames a card and a page of ours."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            frames = "".join(f'<iframe src="{site}{path}"></iframe>' for path in ("/embed/simford", "/council/simford"))
            self.wfile.write(f"<!doctype html><title>Elsewhere</title>{frames}".encode())

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_another_site_can_frame_a_card_and_nothing_else(visit: Visit, elsewhere: str):
    page = visit.page
    page.goto(elsewhere)
    card, refused = page.frames[1:]
    assert card.locator("h1").text_content() == "Simford Council"
    with page.context.expect_page() as opened:
        card.locator("a").click()
    assert opened.value.url.endswith("/council/simford") and page.url == elsewhere
    assert refused.url == "chrome-error://chromewebdata/"


@pytest.mark.parametrize("visit", [{"viewport": {"width": 300, "height": 460}}], indirect=True)
@pytest.mark.parametrize("path", ["/embed/simford", "/embed/insight/share-B11"])
def test_a_card_is_accessible_narrow_and_asks_nobody_else(visit: Visit, path: str):
    assert visit.go(path) == 200
    assert (visit.elsewhere, visit.overflow()) == ([], 0)
    assert (visit.refused, visit.violations()) == ([], [])

"""Pins the style sheets that Dash and Plotly write into /explore/: `python -m tests.browser.pin_styles`.

Run it after every upgrade of Dash or Plotly. It opens the explorer with styles allowed, uses everything on it,
hashes the text of each style element and writes serving/explorer_styles.json.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import tempfile
import threading
from pathlib import Path

import dash
from playwright.sync_api import Page, sync_playwright
from plotly.offline import get_plotlyjs_version
from werkzeug.serving import make_server

from app import create_app
from tests.browser.conftest import FLAGS
from tests.small_edition import build
from web.serving import headers

COLLECT = "Array.from(document.querySelectorAll('style'), sheet => sheet.textContent)"


def used(page: Page, url: str) -> list[str]:
    """Return the texts of all style elements after everything on the explorer at `url` was used."""
    page.goto(url)
    page.get_by_role("button", name="Show chart").click()
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    page.locator(".js-plotly-plot").first.hover()
    page.wait_for_timeout(500)
    return page.evaluate(COLLECT)


def pinned(texts: list[str]) -> list[str]:
    """Return the base64 SHA-256 of each text and of the empty sheet that Plotly fills by script, sorted."""
    digests = {hashlib.sha256(text.encode()).digest() for text in [*texts, ""]}
    return sorted(base64.b64encode(digest).decode() for digest in digests)


def main() -> None:
    """Write the file of hashes."""
    headers.explorer_policy = lambda: headers._policy("'self' 'unsafe-inline'", "'self' data:")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = make_server("127.0.0.1", 0, create_app(build(Path(folder) / "p.db")).server, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        page = playwright.chromium.launch(executable_path=path, args=list(FLAGS)).new_page()
        hashes = pinned(used(page, f"http://127.0.0.1:{server.server_port}/explore/"))
        server.shutdown()
    record = {"dash": dash.__version__, "plotly": get_plotlyjs_version(), "sha256": hashes}
    headers.STYLES.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(f"{len(hashes)} style sheets pinned")


if __name__ == "__main__":
    main()

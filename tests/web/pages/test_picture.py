"""The picture beside a shared link: its size, its letters, and that nothing runs out of it."""

from __future__ import annotations

import io
import sqlite3
from html import escape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image

from tests.small_edition import COUNCILS, EDITION, figures
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup
from web.pages.picture import FOOT, HEIGHT, MARGIN, WIDTH, lay_out
from web.pages.pictures import png
from web.pages.words import TYPES, type_plural
from web.site import Site
from web.words.catalogue import SOURCE

BASE = "https://index.example"
BRAND = (23, 63, 59)
LONGEST = """
SELECT a.slug FROM authorities a JOIN scores s USING (authority) LEFT JOIN ways_in w USING (authority)
WHERE s.ranked = ? GROUP BY a.slug ORDER BY count(w.source) DESC, length(a.name) DESC LIMIT 3
"""


def opened(client: FlaskClient, slug: str) -> Image.Image:
    answer = client.get(f"/card/{slug}.png")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert len(answer.data) < 100_000 and answer.headers["ETag"]
    return Image.open(io.BytesIO(answer.data))


def holds(picture: Image.Image) -> bool:
    """Whether the margins and the strip above the foot are free of ink."""
    colours = picture.convert("RGB")
    strips = ((0, 20, MARGIN - 6, HEIGHT - FOOT), (WIDTH - MARGIN + 6, 20, WIDTH, HEIGHT - FOOT),
              (0, HEIGHT - FOOT - 8, WIDTH, HEIGHT - FOOT - 1))  # fmt: skip
    return all(len(colours.crop(strip).getcolors() or []) == 1 for strip in strips)


def test_the_longest_of_the_real_edition_fit(real_published: Path):
    """The longest names and the longest reasons: what fits for them fits for all."""
    client, asked = make_server(real_published).test_client(), sqlite3.connect(real_published)
    slugs = [slug for ranked in (0, 1) for (slug,) in asked.execute(LONGEST, (ranked,))]
    assert len(slugs) == 6
    for slug in slugs:
        picture = opened(client, slug)
        assert picture.size == (WIDTH, HEIGHT) and holds(picture), slug


def glyph(text: str) -> bytes:
    drawn = f'<text x="5" y="45" font-size="40">{escape(text)}</text>'
    whole = f'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60">{drawn}</svg>'
    return Image.open(io.BytesIO(png(whole, 60))).tobytes()


def test_the_font_has_every_letter_of_names_sources_and_our_own_words(real_published: Path):
    asked = sqlite3.connect(real_published)
    texts = [text for (text,) in asked.execute("SELECT name FROM council_names UNION SELECT title FROM sources")]
    texts += [(SOURCE / "outputs.po").read_text(encoding="utf-8"), *(type_plural(slug) for slug in TYPES)]
    none = {glyph("\u0378"), glyph(" ")}  # a code point that stands for no character, and nothing
    assert [one for one in sorted(set("".join(texts)) - {" ", "\n"}) if glyph(one) in none] == []


def test_lines_break_at_spaces_and_lose_nothing():
    name = "A council of a very long name indeed, " * 4
    found = lay_out(name, "No score yet", ["First", "Second"], "Foot", None, None)
    assert " ".join(line.text for line in found.lines if line.kind == "name") == name.strip()
    heights = [line.y for line in found.lines[:-1]]
    assert heights == sorted(set(heights)) and found.lines[-1].text == "Foot" and found.bar is None


def test_only_a_score_is_marked_on_the_bar(client: FlaskClient, published: Path):
    found = [lay_out("Name", "Figure", ["Line"], "Foot", (0.2, 0.6), value).bar for value in (0.4, None)]
    assert [bar.at if bar else 0 for bar in found] == [MARGIN + 0.4 * (WIDTH - 2 * MARGIN), None]
    for slug in ("simford", next(slug for slug in COUNCILS if not figures(published, slug)["ranked"])):
        below_name = opened(client, slug).convert("RGB").crop((MARGIN, 130, WIDTH - MARGIN, HEIGHT - FOOT))
        width, height = below_name.size
        marks = [x for x in range(width) if sum(below_name.getpixel((x, y)) == BRAND for y in range(height)) > 35]
        assert bool(marks) == bool(figures(published, slug)["ranked"])


@pytest.mark.parametrize("prefix", ["", f"/{EDITION}"])
def test_a_page_names_its_picture_where_the_site_has_an_address(server, client: FlaskClient, prefix: str):
    known = make_server(server.config["PUBLISHED"], Site(base_url=BASE)).test_client()
    head = soup(known, f"{prefix}/council/simford").select("meta[property]")
    told = {tag["property"]: tag["content"] for tag in head}
    assert told["og:image"] == f"{BASE}{prefix}/card/simford.png" and told["og:image:alt"] == told["og:description"]
    assert opened(known, "simford").size == (int(told["og:image:width"]), int(told["og:image:height"]))
    assert soup(client, "/council/simford").select('meta[property^="og:image"]') == []


@pytest.mark.parametrize("path", ["/card/nope.png", "/card/simford.jpg", "/card/%00.png"])
def test_there_is_none_of_what_there_is_not(client: FlaskClient, path: str):
    assert client.get(path).status_code == 404

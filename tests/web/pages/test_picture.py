"""The picture beside a shared link: its size, its letters, and that nothing runs out of it."""

from __future__ import annotations

import io
import sqlite3
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image, ImageChops, ImageFont

from tests.small_edition import EDITION
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup
from web.pages.picture import HEIGHT, MARGIN, WIDTH, draw, fitting
from web.pages.words import TYPES, type_plural
from web.site import Site
from web.words.catalogue import SOURCE

BASE = "https://index.example"
LONGEST = """
SELECT a.slug FROM authorities a JOIN scores s USING (authority) LEFT JOIN ways_in w USING (authority)
WHERE s.ranked = ? GROUP BY a.slug ORDER BY count(w.source) DESC, length(a.name) DESC LIMIT 3
"""


def opened(client: FlaskClient, slug: str) -> Image.Image:
    answer = client.get(f"/card/{slug}.png")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert len(answer.data) < 40_000 and answer.headers["ETag"]
    return Image.open(io.BytesIO(answer.data))


def holds(picture: Image.Image) -> bool:
    """Whether the margins and the strip above the foot are free of ink."""
    colours = picture.convert("RGB")
    strips = ((0, 20, MARGIN - 6, HEIGHT - 84), (WIDTH - MARGIN + 6, 20, WIDTH, HEIGHT - 84),
              (0, HEIGHT - 92, WIDTH, HEIGHT - 85))  # fmt: skip
    return all(len(colours.crop(strip).getcolors() or []) == 1 for strip in strips)


def test_the_longest_of_the_real_edition_fit(real_published: Path):
    """The longest names and the longest reasons: what fits for them fits for all."""
    client, asked = make_server(real_published).test_client(), sqlite3.connect(real_published)
    slugs = [slug for ranked in (0, 1) for (slug,) in asked.execute(LONGEST, (ranked,))]
    assert len(slugs) == 6
    for slug in slugs:
        picture = opened(client, slug)
        assert picture.size == (WIDTH, HEIGHT) and holds(picture), slug


def test_the_font_has_every_letter_of_names_sources_and_our_own_words(real_published: Path):
    font, asked = ImageFont.load_default(40), sqlite3.connect(real_published)
    texts = [text for (text,) in asked.execute("SELECT name FROM authorities UNION SELECT title FROM sources")]
    texts += [(SOURCE / "outputs.po").read_text(encoding="utf-8"), *(type_plural(slug) for slug in TYPES)]
    none = bytes(font.getmask("\u0378"))  # a code point that stands for no character
    assert any(none)
    assert [one for one in sorted(set("".join(texts)) - {" ", "\n"}) if bytes(font.getmask(one)) == none] == []


def test_lines_break_at_spaces_and_lose_nothing():
    font = ImageFont.load_default(60)
    text = "A council of a very long name indeed, " * 4 + "x" * 80
    lines = fitting(text, font)
    assert " ".join(lines) == text and lines[-1] == "x" * 80
    assert all(font.getlength(line) <= WIDTH - 2 * MARGIN for line in lines[:-1])
    assert fitting("", font) == []


def test_the_same_words_give_the_same_bytes_and_only_a_score_is_marked_on_the_bar():
    with_score, without = (draw("Name", "Figure", ["Line"], "Foot", (0.2, 0.6), value) for value in (0.4, None))
    assert with_score == draw("Name", "Figure", ["Line"], "Foot", (0.2, 0.6), 0.4)
    marked, plain = (Image.open(io.BytesIO(body)).convert("RGB") for body in (with_score, without))
    differs = ImageChops.difference(marked, plain).point(lambda shade: 255 if shade > 90 else 0).getbbox()
    assert differs and (differs[0] + differs[2]) / 2 == pytest.approx(MARGIN + 0.4 * (WIDTH - 2 * MARGIN), abs=2)
    assert draw("Name", "No score yet", [], "Foot", None, None) not in (with_score, without)


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

"""The pack of one council: opens without a server, shows its marks, and has a reply that can be filled in and read."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from itertools import islice
from pathlib import Path

import flask
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from cli import main
from edition.right_of_reply import load_replies
from errors import EditionError
from tests.edition.test_right_of_reply import KNOWN, written
from tests.small_edition import Rows, build, values
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import words
from web.offline import offline, relative
from web.pages.pack import pack

UNTIL = date(2027, 1, 5)


def made(server: flask.Flask, slug: str = "simford", until: date | None = UNTIL) -> dict[str, bytes]:
    return {path.as_posix(): content for path, content in pack(server, slug, until)}


@pytest.fixture(scope="module")
def files(published: Path) -> dict[str, bytes]:
    return made(make_server(published))


@pytest.fixture(scope="module")
def pages(files: dict[str, bytes]) -> dict[str, BeautifulSoup]:
    return {name: BeautifulSoup(text, "lxml") for name, text in files.items() if name.endswith(".html")}


def test_there_is_a_receipt_for_each_mark_and_a_cover_with_the_last_day(files, pages):
    assert {name for name in files if name.startswith("marks/")} == {f"marks/{code}.html" for code in values("simford")}
    cover = words(pages["index.html"].main)
    assert "You can answer until 5 January 2027" in cover and "600 characters" in cover
    found = {row.th.a["href"]: words(row) for row in pages["index.html"].select("tbody tr")}
    assert set(found) == {f"marks/{code}.html" for code in values("simford")}
    assert "Uses GovWifi B11 No 0 of 33.3 1 October 2026" in found["marks/B11.html"]


def test_every_link_and_everything_loaded_is_in_the_folder_or_elsewhere_on_purpose(files, pages):
    wrong = []
    for name, page in pages.items():
        folder = name.rpartition("/")[0]
        for tag in page.select("[href], [src]"):
            url = tag.get("href") or tag["src"]
            if tag.name == "a" and re.match(r"(https?|mailto|tel):", url):
                continue
            path, _, fragment = url.partition("#")
            target = relative_to(folder, path) if path else name
            if target not in files or (fragment and target in pages and not pages[target].find(id=fragment)):
                wrong.append((name, url))
    assert wrong == []
    assert len(pages) > 8 and {"assets/site.css", "reply.toml", "marks.csv", "council.json"} <= set(files)


def relative_to(folder: str, path: str) -> str:
    return Path("/", folder, path).resolve().relative_to("/").as_posix()


def test_no_page_asks_a_server_and_each_says_that_it_is_a_copy_before_publication(pages):
    for name, page in pages.items():
        assert not page.select("script, form, iframe, nav, link[rel=canonical], [property]"), name
        assert page.select_one('meta[name="robots"]')["content"] == "noindex"
        assert any("Copy for Simford Council before publication" in words(one) for one in page.select("aside")), name
        assert any("invented for testing" in words(one) for one in page.select("aside")), name


def test_the_reply_says_nothing_until_it_is_filled_in_and_is_then_read_as_the_council_s(files, tmp_path):
    text = files["reply.toml"].decode()
    assert tomllib.loads(text) == {"council": "simford"}
    assert load_replies(written(tmp_path, text), KNOWN) == ()
    head, _, block = text.partition("# B11, ")
    block, _, rest = block.partition("\n\n")
    block = re.sub(r"^# (?=\[\[|\w+ +=)", "", "# B11, " + block, flags=re.MULTILINE)
    said = {
        "kind": '"disagree"', "text": '"We have it."', "evidence": '"https://a.example/b"', "reviewed_by": '"Us"',
        "received_on": "2026-12-01", "reviewed_on": "2026-12-02",
    }  # fmt: skip
    for field, value in said.items():
        block, times = re.subn(rf'^{field} += *(?:"")?', f"{field} = {value}", block, flags=re.MULTILINE)
        assert times == 1, field
    (reply,) = load_replies(written(tmp_path, f"{head}{block}\n\n{rest}"), KNOWN)
    assert (reply.indicator, reply.kind, reply.edition, reply.status) == ("B11", "disagree", "2026-11", "open")
    assert all(f'# indicator = "{code}"' in text for code in values("simford"))


def test_without_a_last_day_the_pack_says_so(server):
    files = made(server, until=None)
    assert "The last day for answers has not been set yet" in files["index.html"].decode()
    assert "# The last day is not set yet." in files["reply.toml"].decode()


def test_security_findings_of_ours_stand_in_the_pack_of_the_council_alone(published: Path, tmp_path: Path):
    def crawled(rows: Rows) -> None:
        rows["editions"][0].update(scope="website")
        text = rows["framework"][0]["text"]
        entry = text.index('code = "B11"')
        rows["framework"][0]["text"] = f"{text[:entry]}security = true\n{text[entry:]}"

    server = make_server(build(tmp_path / "published.db", crawled))
    cover = {path.name: content for path, content in islice(pack(server, "simford", UNTIL), 2)}["index.html"]
    section = BeautifulSoup(cover, "lxml").find(id="security")
    assert "Uses GovWifi" in words(section.find_next("ul")) and "30 days" in words(section.find_next("p"))
    assert 'id="security"' not in made(make_server(published))["index.html"].decode()


def test_a_published_edition_has_no_pack(tmp_path: Path):
    path = build(tmp_path / "published.db", lambda rows: rows["editions"][0].update(status="published"))
    with pytest.raises(EditionError, match='field "status": found "published", expected "preview"'):
        made(make_server(path))


def asked(published: Path, slug: str, out: Path) -> Exception | None:
    return CliRunner().invoke(main, ["preview", slug, "--published", str(published), "--out", str(out)]).exception


def test_a_pack_of_no_council_or_into_a_folder_that_is_there_is_refused(published: Path, tmp_path: Path):
    out = tmp_path / "pack"
    assert "did you mean simford" in str(asked(published, "simfrd", out))
    assert "expected its short name, such as leeds" in str(asked(published, "../../etc/passwd", out))
    assert list(tmp_path.iterdir()) == []
    out.mkdir()
    assert "is there already; expected a new folder" in str(asked(published, "simford", out))
    assert list(out.iterdir()) == []


PAGE = (
    '<html><head><link rel="stylesheet" href="/assets/a.css?v=1"><script src="/assets/a.js"></script></head><body>'
    '<header>H</header><main id="main">{}</main></body></html>'
)
FILES = {"/": "index.html", "/council/x": "council.html", "/council/x/marks/A1": "marks/A1.html"}


@pytest.mark.parametrize(
    ("link", "led"),
    [
        ("/council/x", "../council.html"), ("/council/x#marks", "../council.html#marks"), ("/", "../index.html"),
        ("/council/x/marks/A1", "A1.html"), ("#main", "#main"), ("#gone", None), ("/league?type=county", None),
        ("/council/x?a=b", None), ("/nowhere", None), ("https://a.example/", "https://a.example/"),
        ("mailto:a@b.example", "mailto:a@b.example"), ("//a.example/x", "//a.example/x"),
    ],
)  # fmt: skip
def test_a_link_leads_to_a_file_elsewhere_or_to_nothing(link: str, led: str | None):
    text, assets = offline(PAGE.format(f'<a class="k" href="{link}">words</a>'), "marks/A2.html", FILES, "A copy.")
    page = BeautifulSoup(text, "lxml")
    found = page.select_one("main .k")
    assert (found.get("href"), found.name) == (led, "a" if led else "span") and words(found) == "words"
    assert assets == {"/assets/a.css?v=1"}
    assert page.select_one("link[rel=stylesheet]")["href"] == "../assets/a.css"
    assert relative("marks/A1.html", "index.html") == "marks/A1.html"

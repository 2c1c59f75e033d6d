"""Slips of the pen in the declared files of data/: each is refused with file, field, value and what was expected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from collectors.probes.browser.libraries import load_advisories
from collectors.probes.browser.tracking import cookies, trackers
from errors import BenchmarkError
from paths import DATA
from register.life_events import load_life_events
from register.services import load_services

SERVICES = tuple(one.code for one in load_services(DATA / "register"))
READERS: dict[str, Callable[[Path], Any]] = {
    "cookies.toml": cookies,
    "library-advisories.toml": load_advisories,
    "life-events.toml": lambda path: load_life_events(path, SERVICES),
    "trackers.csv": trackers,
}
"""A file of data/ -> what reads it."""

SLIPS = [
    ("cookies.toml", 'purpose = "statistics"', 'purpose = "statistic"',
     "cookie 1: field \"purpose\": found 'statistic', expected one of necessary, statistics, advertising"),
    ("cookies.toml", 'purpose = "statistics"\n', "", 'cookie 1: field "purpose": found nothing, expected one of'),
    ("cookies.toml", 'patterns = ["_ga"', 'pattern = ["_ga"', 'cookie 1: field "pattern": found ['),
    ("cookies.toml", '["nmstat"]', '"nmstat"', "cookie 7: field \"patterns\": found 'nmstat', expected a list of text"),
    ("cookies.toml", '["nmstat"]', "[3]", 'cookie 7: field "patterns": found 3, expected a list of texts'),
    ("cookies.toml", '["nmstat"]', '["*"]', "field \"patterns\": found '*', expected a name that no other entry has"),
    ("cookies.toml", '["nmstat"]', '[""]', "field \"patterns\": found '', expected a list of texts"),
    ("cookies.toml", '["nmstat"]', '["_ga"]', "field \"patterns\": found '_ga', expected a name that no other entry"),
    ("cookies.toml", 'source = "https', 'source = "javascript', "found 'javascript://policies.google.com/"),
    ("cookies.toml", "[[cookie]]", "[[cookies]]", 'field "cookies": found [{'),
    ("library-advisories.toml", 'mended = "3.5.0"', 'mended = "1.0.2"',
     "advisory 1: field \"mended\": found '1.0.2', expected a version later than 1.0.3"),
    ("library-advisories.toml", 'mended = "3.5.0"', "mended = 3.5", 'field "mended": found 3.5, expected a text'),
    ("library-advisories.toml", "2020-04-29", "2020-04-29T10:00:00",
     'field "published_on": found datetime.datetime(2020, 4, 29, 10, 0), expected a day without quotation marks'),
    ("library-advisories.toml", 'id = "GHSA-gxr4-xjj5-5px2"', "id = 3", 'advisory 2: field "id": found 3, expected a'),
    ("library-advisories.toml", 'introduced = "1.2.0"\nmended = "3.5.0"\nid = "GHSA-gxr4-xjj5-5px2"',
     'introduced = "1.0.3"\nmended = "3.5.0"\nid = "GHSA-jpcq-cgw6-v4j6"',
     "advisory 2: field \"id\": found 'GHSA-jpcq-cgw6-v4j6', expected one that no other entry has"),
    ("life-events.toml", '["S03", "S01",', '["S03", "S03",', "field \"services\": found 'S03', expected each service"),
    ("life-events.toml", '["S03", "S01",', '["S99", "S01",', "event \"moving-in\": field \"services\": found 'S99', "),
    ("life-events.toml", 'phone = "999"', "phone = 999", 'routes 1: field "phone": found 999, expected a text'),
    ("life-events.toml", '"https://www.moneyhelper.org.uk/"', "3", 'routes 1: field "url": found 3, expected a text'),
    ("life-events.toml", "urgent = true\nser", 'urgent = "yes"\nser', "field \"urgent\": found 'yes', expected true"),
    ("life-events.toml", "reviewed_on = 2026-11-29", "reviewed_on = 2026-11-29T10:00:00", "expected a day without"),
    ("life-events.toml", "owner = ", 'ownr = "x"\nowner = ', "field \"ownr\": found 'x', expected one of the fields"),
    ("life-events.toml", "routes = [", "routes = [3,", 'field "routes": found [3, '),
    ("life-events.toml", '"moneyhelper"', "3", 'event "money-trouble": routes 1: field "id": found 3, expected a text'),
    ("life-events.toml", '"moving-in"', '"Moving in/"', "field \"slug\": found 'Moving in/', expected lower-case"),
    ("trackers.csv", "domain,", "domian,", 'line 1: field "domain": is missing from the header, which has domian'),
    ("trackers.csv", ",advertising,", ",advertisng,", 'line 2: field "purpose": found "advertisng", expected one of'),
    ("trackers.csv", "*.01net.com", "*.01Net.com", 'line 2: field "domain": found "*.01Net.com", expected a domain'),
    ("trackers.csv", ",advertising,", ",", 'line 2: field "company": 2 cells, expected 3'),
]  # fmt: skip


@pytest.mark.parametrize(("file", "right", "slip", "says"), SLIPS)
def test_a_slip_of_the_pen_is_refused_with_file_field_and_value(tmp_path: Path, file, right, slip, says):
    text = (DATA / file).read_text(encoding="utf-8")
    assert right in text
    written = tmp_path / Path(file).name
    written.write_text(text.replace(right, slip, 1), encoding="utf-8")
    with pytest.raises(BenchmarkError) as refused:
        READERS[file](written)
    assert str(refused.value).startswith(f"{written.name}: ") and says in str(refused.value)


@pytest.mark.parametrize("file", READERS)
@pytest.mark.parametrize("content", [b"", b"\xff", b"x", b"x = 3\n", b"[[x]]\n"])
def test_a_file_of_something_else_is_refused_by_name(tmp_path: Path, file: str, content: bytes):
    written = tmp_path / Path(file).name
    written.write_bytes(content)
    with pytest.raises(BenchmarkError, match=f"{written.name}: ..."):
        READERS[file](written)


@pytest.mark.parametrize("file", READERS)
def test_a_file_that_is_not_there_is_named(tmp_path: Path, file: str):
    with pytest.raises(BenchmarkError, match=f"{Path(file).name}: cannot be read"):
        READERS[file](tmp_path / Path(file).name)

"""Real addresses: a small table of our own, and GOV.UK's register where it is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from detectors.addresses import WORDS
from evaluation.real_addresses import (
    RealAddressesError,
    addresses_report,
    causes,
    judges,
    named_by,
    usable_links,
    words_of_building_half,
    worst,
)

REAL = os.environ.get("GOVUK_LOCAL_LINKS", "")
HOST = "https://www.testham.gov.uk"
ROWS = (
    ("E06000001", 57, f"{HOST}/paycounciltax", 0),
    ("E06000001", 477, f"{HOST}/transport/dropped-kerbs", 0),
    ("E06000001", 477, f"{HOST}/index.aspx?articleid=12", 0),
    ("E06000001", 40, f"{HOST}/school-transport", 0),
    ("E06000001", 528, f"{HOST}/bins/fly-tipping", 0),
    ("E06000001", 528, f"{HOST}/bins/bulky", 1),
    ("E06000001", 528, f"{HOST}/", 0),
    ("E06000001", 860, "https://www.ukwelcomes.businesslink.gov.uk/premises-licence", 0),
    ("E06000001", 1, f"{HOST}/nothing-of-ours", 0),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [f"{authority},{lgsl},{url},{cut}" for authority, lgsl, url, cut in ROWS]
    (tmp_path / "links.csv").write_text("\n".join(["authority,lgsl,url,cut", *rows]) + "\n", encoding="utf-8")
    return tmp_path


def test_addresses_are_asked_for_the_service_of_their_code(folder: Path) -> None:
    links = usable_links(folder)
    assert [link.url.removeprefix(HOST) for link in links] == [
        "/paycounciltax", "/transport/dropped-kerbs", "/index.aspx?articleid=12", "/school-transport",
        "/bins/fly-tipping",
    ]  # fmt: skip
    found = named_by(links)
    assert (found["all"].links, found["all"].named, found["all"].other) == (5, 3, 1)
    assert found["S01"].alone == 1 and found["S19"].share == 0.5 and found["S19"].without == ("",)
    assert found["C07"].named == 1 and found["S09"].other == 1
    assert next(code for code, _ in worst(found)) == "S09"
    assert causes(found["S19"]) == "1 have no words of a subject, 0 have words of another"


@pytest.mark.parametrize("text", ["", "authority,url\n1,2\n", "authority,lgsl,url,cut\n1,x,2,0\n"])
def test_a_table_that_is_not_as_agreed_is_refused_by_name(tmp_path: Path, text: str) -> None:
    with pytest.raises(RealAddressesError, match="links.csv: is not a table of local links"):
        usable_links(tmp_path)
    (tmp_path / "links.csv").write_text(text, encoding="utf-8")
    if text:
        with pytest.raises(RealAddressesError):
            usable_links(tmp_path)


def test_the_halves_are_fixed_and_about_equal() -> None:
    codes = [f"E{number:08}" for number in range(1000)]
    assert 450 < sum(map(judges, codes)) < 550 and judges("E06000001") is judges("E06000001")


@pytest.mark.skipif(not REAL, reason="GOVUK_LOCAL_LINKS names no folder")
def test_real_addresses_name_their_service() -> None:
    links = usable_links(Path(REAL))
    assert len(links) == 11_191
    found = named_by(tuple(link for link in links if judges(link.authority)))["all"]
    assert found.share >= 0.88 and found.other <= 0.03 * found.links
    assert len(list(addresses_report(Path(REAL)))) == 6


@pytest.mark.skipif(not REAL, reason="GOVUK_LOCAL_LINKS names no folder")
def test_the_vocabulary_of_addresses_is_learnt_from_the_building_half_alone() -> None:
    learnt = words_of_building_half(Path(REAL))
    shipped = dict(line.split() for line in WORDS.read_text(encoding="utf-8").splitlines() if line[0] != "#")
    counted = {word: int(councils) for word, councils in shipped.items() if int(councils) > 1}
    assert counted == {word: learnt.get(word) for word in counted}

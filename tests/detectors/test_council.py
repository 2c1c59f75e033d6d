"""Whole simulated councils: the choice among pages, the rule for "absent", and what can be claimed at all."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from commands.inspect import command
from detectors.pages import FileReply
from detectors.records import COMPLETED, FAILED, NONE, AuthorityObservations, SearchRecord
from evaluation.corpus.rows import corpus_rows
from evaluation.simulated_internet.councils import SimCouncil, make_council, make_councils
from register.services import load_duties, load_services
from tests.detectors.pages import FORM, shell
from tests.detectors.whole_site import observe_simulated, read_council

REGISTER = Path(__file__).resolve().parents[2] / "data" / "register"


@cache
def councils_read() -> list[tuple[SimCouncil, list[FileReply]]]:
    return [(council, read_council(council)) for council in make_councils(3, seed=5)]


@cache
def marked() -> list[tuple[SimCouncil, AuthorityObservations]]:
    services, duties = load_services(REGISTER), load_duties(REGISTER)
    return [(one, observe_simulated(one, services, duties, replies=pages)) for one, pages in councils_read()]


def test_the_marks_of_simulated_councils_are_right() -> None:
    pairs = [
        (truth.level, mark.level)
        for council, seen in marked()
        for mark in seen.services
        if (truth := council.services.get(mark.service)) is not None
    ]
    claimed = [truth for truth, found in pairs if (found or 0) >= 3]
    real = [found for truth, found in pairs if truth >= 3]
    assert sum(t >= 3 for t in claimed) / len(claimed) >= 0.97
    assert sum((f or 0) >= 3 for f in real) / len(real) >= 0.93
    assert sum(t == f for t, f in pairs) / len(pairs) >= 0.90


def test_no_decoy_is_taken_for_a_service() -> None:
    for council, seen in marked():
        decoys = {decoy.url for decoy in council.decoys}
        credited = [m.page_url for m in seen.services if (m.level or 0) >= 2 and m.page_url in decoys]
        assert credited == [], council.authority.slug


def test_every_mark_above_nothing_carries_a_receipt() -> None:
    for _, seen in marked():
        for mark in seen.services:
            if (mark.level or 0) >= 1:
                receipt = mark.receipts[0]
                assert receipt.sha256 and receipt.version and len(receipt.phrase.split()) <= 13


def test_every_complex_need_has_its_gate_decided() -> None:
    for _, seen in marked():
        gates = {o.measure for o in seen.observations}
        assert {f"C{n:02d}G" for n in range(1, 13)} <= gates


def test_a_search_cut_short_never_says_absent() -> None:
    council = make_council(3, "district", "goss", maturity=0.3)
    services, duties = load_services(REGISTER), load_duties(REGISTER)
    pages = read_council(council)
    full = observe_simulated(council, services, duties, replies=pages)
    cut = observe_simulated(council, services, duties, SearchRecord("ok", complete=False), pages)
    assert any(mark.level == 0 for mark in full.services)
    assert not any(mark.level == 0 for mark in cut.services)
    assert {m.status for m in cut.services if m.level is None} <= {"not_checked", "not_applicable"}


@pytest.mark.parametrize("status", ["blocked", "needs_javascript", "unreachable"])
def test_a_site_that_could_not_be_read_has_no_marks(status: str) -> None:
    council = make_council(3, "wales", "jadu")
    seen = observe_simulated(council, load_services(REGISTER), load_duties(REGISTER), SearchRecord(status), [])
    assert {m.status for m in seen.services} <= {status, "not_applicable"}
    assert {o.status for o in seen.observations} == {status}


def test_an_earlier_run_of_another_day_makes_a_second_look() -> None:
    council, seen = marked()[0]
    services, duties = load_services(REGISTER), load_duties(REGISTER)
    mark = next(m for m in seen.services if m.level == 2)
    from detectors.observe import observe_authority
    from detectors.owners import owners_for

    given = {s.code: duties.duty(council.authority, s) for s in services}
    search = SearchRecord("ok", complete=True)
    earlier = {mark.service: (2, "2026-10-01")}
    again = observe_authority(
        council.authority,
        councils_read()[0][1],
        services,
        given,
        search,
        owners_for((council.authority,), council.authority),
        earlier,
    )
    assert next(m for m in again.services if m.service == mark.service).looks == 2
    assert mark.looks == 1


@pytest.mark.parametrize(
    ("routes", "complete"),
    [
        (dict.fromkeys(("govuk", "search", "az", "sitemap", "links"), COMPLETED), True),
        ({"govuk": COMPLETED, "search": NONE, "az": NONE, "sitemap": COMPLETED, "links": COMPLETED}, True),
        ({"govuk": COMPLETED, "search": FAILED, "az": NONE, "sitemap": COMPLETED, "links": COMPLETED}, False),
        ({"govuk": NONE, "search": NONE, "az": NONE, "sitemap": NONE, "links": COMPLETED}, False),
        ({}, False),
    ],
)
def test_a_search_is_complete_when_every_route_offered_was_gone(routes: dict[str, str], complete: bool) -> None:
    assert SearchRecord("ok", routes).is_complete is complete
    assert not replace(SearchRecord("ok", routes), site_status="blocked").is_complete


def test_the_corpus_is_large_and_split_by_council() -> None:
    rows = list(corpus_rows())
    sides = {split: {r["council"] for r in rows if r["split"] == split} for split in ("build", "judge")}
    assert len(rows) >= 800 and not sides["build"] & sides["judge"]
    assert sum(bool(r["trap"]) and (r["level"] is None or r["level"] < 3) for r in rows) >= 250
    assert {r["service"] for r in rows} >= {s.code for s in load_services(REGISTER)}
    assert {r["level"] for r in rows} >= {0, 1, 2, 3, 4} and any(r["lang"] == "cy" for r in rows)


def test_inspect_explains_a_file(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(shell("Garden waste subscription", f"<p>Pay once a year.</p>{FORM}"))
    args = [str(file), "--url", "https://www.ashford.gov.uk/garden-waste", "--service", "S08", "--authority", "ashford"]
    told = json.loads(CliRunner().invoke(command, [*args, "--json"]).output)
    assert {"service", "level", "status", "page_url", "action_url", "vendor", "confidence", "reasons"} <= told.keys()
    assert (told["level"], told["status"]) == (3, "measured")
    assert "Level 3" in CliRunner().invoke(command, args).output


def test_inspect_says_when_it_is_not_the_councils_job(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(shell("Garden waste", FORM))
    args = [str(file), "--service", "S08", "--authority", "kent", "--json"]
    assert json.loads(CliRunner().invoke(command, args).output)["status"] == "not_applicable"


@pytest.mark.parametrize(
    ("args", "error"),
    [
        (["nowhere.html", "--service", "S08"], "neither an address"),
        (["x", "--service", "S99"], "not a service"),
        (["x", "--service", "S08", "--authority", "atlantis"], "expected a slug"),
    ],
)
def test_inspect_names_what_is_wrong(args: list[str], error: str) -> None:
    assert error in str(CliRunner().invoke(command, args).exception)

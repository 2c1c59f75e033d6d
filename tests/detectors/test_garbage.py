"""Judging is done without Python's search for circles of objects: it must leave none, and the search as it was."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Iterator
from functools import cache

import pytest

from detectors.pages import FileReply, PageModel
from detectors.records import AuthorityObservations, SearchRecord
from evaluation.simulated_internet.councils import SimCouncil, make_council
from paths import REGISTER, ROOT
from register.services import load_duties, load_services
from tests.detectors.whole_site import observe_simulated, read_council


@cache
def council_read() -> tuple[SimCouncil, list[FileReply]]:
    council = make_council(3, "wales", "jadu")
    return council, read_council(council)


def judged(council: SimCouncil, replies: list[FileReply]) -> AuthorityObservations:
    return observe_simulated(
        council, load_services(REGISTER), load_duties(REGISTER), SearchRecord(complete=True), replies
    )


@pytest.fixture(params=[True, False], ids=["searched", "not searched"])
def searched(request: pytest.FixtureRequest) -> Iterator[bool]:
    """Whether the process searches for circles."""
    before = gc.isenabled()
    (gc.enable if request.param else gc.disable)()
    yield request.param
    (gc.enable if before else gc.disable)()


def left_over() -> int:
    gc.disable()
    council, replies = council_read()
    judged(council, replies)  # reads vocabulary and patterns, whose compilers leave some
    gc.collect()
    judged(council, replies)
    return gc.collect()


def test_judging_leaves_nothing_in_memory_that_only_a_search_for_circles_would_find() -> None:
    # In a process of its own: threads that other tests leave running make circles of theirs meanwhile.
    asked = f"from {__name__} import left_over; print(left_over())"
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout == "0\n"


def test_judging_keeps_no_page_of_a_council_once_it_is_judged() -> None:
    council, replies = council_read()
    before = {id(one) for one in gc.get_objects() if isinstance(one, PageModel)}
    judged(council, replies)
    assert not [one.url for one in gc.get_objects() if isinstance(one, PageModel) and id(one) not in before]


def test_after_judging_the_process_searches_for_circles_as_it_did_before(searched: bool) -> None:
    council, replies = council_read()
    judged(council, replies)
    assert gc.isenabled() is searched


def test_after_pages_that_cannot_be_judged_the_process_searches_as_before(searched: bool) -> None:
    council, replies = council_read()
    with pytest.raises(AttributeError):
        judged(council, [*replies, None])  # type: ignore[list-item]
    assert gc.isenabled() is searched

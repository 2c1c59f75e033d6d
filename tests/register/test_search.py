"""What one line of text means: postcode, council, service, or a service at a council."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.names import NameIndex, load_names
from register.search import Understood, load_service_words, understand
from register.services import load_services
from tests.committed import committed_register

FOLDER = Path(__file__).resolve().parents[2] / "data" / "register"
REGISTER = committed_register()
NAMES, WORDS = NameIndex(load_names(FOLDER, REGISTER)), load_service_words(FOLDER)
LISTED = {"LS1 4AP", "SO14 0AA", "SW1A 2AA"}


def asked(text: str) -> Understood:
    return understand(text, NAMES, WORDS, LISTED.__contains__)


@pytest.mark.parametrize(
    ("typed", "postcode", "instead_of"),
    [
        ("LS1 4AP", "LS1 4AP", ""),
        ("ls14ap", "LS1 4AP", ""),
        ("LSI 4AP", "LS1 4AP", "LSI 4AP"),
        ("S014 0AA", "SO14 0AA", "S014 0AA"),
        ("10 Downing Street, London SW1A 2AA, England", "SW1A 2AA", ""),
        ("10 High St LS1 4AP", "LS1 4AP", ""),
        ("my postcode is SW1A2AA please", "SW1A 2AA", ""),
        ("ZZ1 1ZZ", "ZZ1 1ZZ", ""),
    ],
)
def test_a_postcode_is_found_wherever_it_stands_and_what_was_amended_is_said(typed, postcode, instead_of):
    found = asked(typed)
    assert (found.postcode, found.instead_of) == (postcode, instead_of)


@pytest.mark.parametrize(
    ("typed", "services"),
    [
        ("bins", ("S05", "S06", "S07")),
        ("Potholes", ("S11",)),
        ("homless", ("C09",)),
        ("missed bin in Maidstone", ("S06",)),
        ("council tax leeds", ("S01",)),
        ("biniau", ("S05", "S06", "S07")),
        ("treth gyngor Caerdydd", ("S01",)),
        ("sŵn", ("S16",)),
        ("Barking", ()),
        ("Leeds", ()),
    ],
)
def test_a_service_is_found_by_everyday_words(typed, services):
    assert asked(typed).services == services


def test_a_service_at_a_council_is_both():
    found = asked("missed bin in Maidstone")
    assert [REGISTER.by_code(one.authority).slug for one in found.named.names] == ["maidstone"]


@pytest.mark.parametrize("typed", ["", "SW1", "😀", "\u200f", "a" * 10_000, "javascript:alert(1)", "\x00\x01"])
def test_what_means_nothing_is_said_to_mean_nothing(typed):
    assert asked(typed).nothing


@given(st.text(max_size=400))
def test_any_text_has_an_answer(text):
    assert isinstance(asked(text), Understood)


def test_every_service_has_everyday_words():
    assert {code for codes in WORDS.codes.values() for code in codes} == {one.code for one in load_services(FOLDER)}

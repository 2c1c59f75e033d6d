"""One box for names: what a council may be called, and what a slip is taken for."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import RegisterError
from register.authorities import Register
from register.names import Name, NameIndex, NameKind, Sureness, load_names, names_in_hosts
from tests.committed import committed_register

FOLDER = Path(__file__).resolve().parents[2] / "data" / "register"
REGISTER = committed_register()
INDEX = NameIndex(load_names(FOLDER, REGISTER))


def slugs(text: str) -> list[str]:
    return [REGISTER.by_code(one.authority).slug for one in INDEX.find(text).names]


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("Leeds", "leeds"),
        ("leeds city", "leeds"),
        ("LEEDS CITY COUNCIL", "leeds"),
        ("Kingston upon Hull", "kingston-upon-hull"),
        ("Hull", "kingston-upon-hull"),
        ("St Helens", "st-helens"),
        ("st. helens", "st-helens"),
        ("Durham", "county-durham"),
        ("Bristol", "bristol"),
        ("Caerdydd", "cardiff"),
        ("Sir Gâr", "carmarthenshire"),
        ("sir gar", "carmarthenshire"),
        ("Ynys Mon", "isle-of-anglesey"),
        ("Western Isles", "eilean-siar"),
        ("Comhairle nan Eilean Siar", "eilean-siar"),
        ("Craven", "north-yorkshire"),
        ("Bournemouth", "bournemouth-christchurch-poole"),
    ],
)
def test_a_name_of_one_council_is_sure(typed: str, slug: str):
    sure = INDEX.find(typed).sure
    assert sure is not None and REGISTER.by_code(sure.authority).slug == slug


def test_two_councils_of_one_name_are_both_listed_and_none_is_decided():
    both = NameIndex([Name("Simton Council", code, NameKind.CURRENT) for code in ("E07990001", "E07990002")])
    for typed in ("Simton Council", "simton"):
        found = both.find(typed)
        assert found.sure is None and [one.authority for one in found.names] == ["E07990001", "E07990002"]


def test_every_council_is_found_by_its_full_and_its_short_name():
    for one in REGISTER.authorities:
        for name in (one.name, one.short_name):
            sure = INDEX.find(name).sure
            assert sure is not None and sure.authority == one.code, name


def test_a_name_of_an_ended_council_says_so():
    (name,) = INDEX.find("Craven").names
    assert (name.kind, name.text, name.ended_on.isoformat()) == (
        NameKind.ENDED,
        "Craven District Council",
        "2023-04-01",
    )


@pytest.mark.parametrize(
    ("typed", "sureness", "first"),
    [
        ("Newcastle", Sureness.PART, {"newcastle-upon-tyne", "newcastle-under-lyme"}),
        ("Cheshire", Sureness.PART, {"cheshire-east", "cheshire-west-and-chester"}),
        ("12 Acacia Avenue, Maidstone", Sureness.PART, {"maidstone"}),
        ("Birmingam", Sureness.LIKE, {"birmingham"}),
        ("bins", Sureness.NONE, set()),
        ("SW1", Sureness.NONE, set()),
        ("😀", Sureness.NONE, set()),
    ],
)
def test_what_is_not_sure_is_listed_and_never_decided(typed: str, sureness: Sureness, first: set[str]):
    found = INDEX.find(typed)
    assert (found.sureness, found.sure, set(slugs(typed))) == (sureness, None, first)


def test_london_is_a_place_of_many_councils():
    assert INDEX.find("London").sure is None and len(slugs("London")) == 20


@given(st.text(max_size=300))
def test_any_text_has_an_answer_of_at_most_twenty_councils_each_once(text: str):
    names = INDEX.find(text).names
    assert len(names) <= 20 and len({one.authority for one in names}) == len(names)


@pytest.mark.parametrize(
    ("row", "field"),
    [("E99999999,cy,Cyngor", "authority"), ("W06000015,xx,Cyngor", "language"), ("W06000015,cy,", "name")],
)
def test_a_row_of_names_that_cannot_be_used_is_refused(tmp_path: Path, row: str, field: str):
    (tmp_path / "names.csv").write_text(f"authority,language,name\n{row}\n", encoding="utf-8")
    with pytest.raises(RegisterError, match=f"names.csv.*{field}"):
        load_names(tmp_path, Register(REGISTER.authorities))


def test_a_domain_may_call_a_council_by_each_of_its_names_and_never_by_one_of_two():
    names = [
        Name("Cyngor Sir y Fflint", "W1", NameKind.CURRENT, "cy"),
        Name("Flintshire County Council", "W1", NameKind.CURRENT),
        Name("Sutton", "E1", NameKind.OTHER),
        Name("Borough of Sutton", "E2", NameKind.CURRENT),
        Name("Clwyd", "W1", NameKind.ENDED),
        Name("City of London", "E3", NameKind.CURRENT),
    ]
    assert names_in_hosts(names) == {
        "W1": {"cyngorsiryfflint", "siryfflint", "yfflint", "flintshirecountycouncil", "flintshire"},
        "E2": {"boroughofsutton"},
        "E3": {"cityoflondon"},
    }


def test_welsh_councils_are_known_by_the_domains_of_their_welsh_names():
    known = names_in_hosts(load_names(FOLDER, REGISTER))
    called = {"W06000001": "ynysmon", "W06000004": "sirddinbych", "W06000010": "sirgar", "W06000011": "abertawe"}
    assert all(letters in known[code] for code, letters in called.items())

"""Who has which duty: the powers matrix of the framework, its exceptions, and files that contradict it."""

import shutil
from pathlib import Path

import pytest

from errors import RegisterError
from models import AuthorityType
from paths import REGISTER
from register.authorities import Register
from register.services import Duties, duty, load_duties, load_services
from register.tiers import disagreements, require_agreement

CORE = "S01 S02 S03 S05 S06 S09 S11 S13 S17 S18 S20 S24 S25 S26 C01 C04 C06 C07 C09 C10 C11"
NUMBERED = [f"S{n:02d}" for n in range(1, 29)] + [f"C{n:02d}" for n in range(1, 13)]


@pytest.fixture(scope="module")
def duties() -> Duties:
    return load_duties(REGISTER)


def test_there_are_the_forty_services_of_the_framework_in_order() -> None:
    services = load_services(REGISTER)
    assert [one.code for one in services] == NUMBERED
    assert " ".join(one.code for one in services if one.core) == CORE
    assert {one.dimension for one in services[:28]} == {"D1"}
    assert {one.dimension for one in services[28:]} == {"D2"}


def test_only_the_safeguarding_concern_is_capped_below_four() -> None:
    assert {one.code: one.cap for one in load_services(REGISTER) if one.cap != 4} == {"C05": 3}


# Letters of the framework's tables, section 7: county, district, unitary, metropolitan, London, Scotland, Wales, NI.
MATRIX = [
    ("S01", "none full full full full full full none"),
    ("S05", "none full full full full full full full"),
    ("S10", "full none full part part full full full"),
    ("S11", "full none full full part full full none"),
    ("S13", "none full full full full full full full"),
    ("S17", "part part full full full full full none"),
    ("S18", "part part full full full full full none"),
    ("S20", "part full full full full full full full"),
    ("S23", "none full full full full part full part"),
    ("S24", "full none full full full full full full"),
    ("S25", "full none full full full part full none"),
    ("S26", "full none full full full full full none"),
    ("S28", "full none full none part part part none"),
    ("C01", "full none full full full part full none"),
    ("C04", "full part full full full part full part"),
    ("C06", "full none full full full full full none"),
    ("C09", "none full full full full full full none"),
    ("C11", "part full full full full full full none"),
    ("C12", "part full full full full part full none"),
]


@pytest.mark.parametrize(("service", "expected"), MATRIX)
def test_duties_are_those_of_the_powers_matrix(duties: Duties, service: str, expected: str) -> None:
    assert " ".join(duties.types[service, kind][0] for kind in AuthorityType) == expected


def test_every_duty_that_is_not_full_says_why(duties: Duties) -> None:
    assert [key for key, (word, note) in duties.types.items() if word != "full" and not note] == []


@pytest.mark.parametrize(
    ("slug", "service", "expected"),
    [
        ("isles-of-scilly", "S17", "part"), ("isles-of-scilly", "S01", "full"), ("isles-of-scilly", "C01", "part"),
        ("city-of-london", "S24", "part"), ("camden", "S24", "full"), ("cambridgeshire", "S28", "part"),
        ("kent", "S28", "full"), ("leeds", "S28", "none"), ("cornwall", "S28", "full"), ("bristol", "S28", "part"),
        ("belfast", "S05", "full"), ("belfast", "S01", "none"), ("maidstone", "C01", "none"),
    ],
)  # fmt: skip
def test_a_council_has_the_duty_of_its_type_unless_it_is_an_exception(
    register: Register, duties: Duties, slug: str, service: str, expected: str
) -> None:
    assert duty(duties, register.by_slug(slug), service)[0] == expected


def test_every_exception_names_a_council_gives_a_reason_and_never_adds_a_duty(
    register: Register, duties: Duties
) -> None:
    for (code, service), (word, reason) in duties.exceptions.items():
        authority = register.by_code(code)
        assert authority is not None and authority.code == code
        assert reason.endswith(".")
        assert (duties.types[service, authority.type][0], word) == ("full", "part")


def _folder(tmp_path: Path, file: str, old: str, new: str) -> Path:
    for name in ("services.csv", "duties.csv", "exceptions.csv"):
        shutil.copy(REGISTER / name, tmp_path / name)
    text = (REGISTER / file).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("duties.csv", "S01,district,full", "S01,district,mostly", 'field "duty": found "mostly", expected full, part'),
        ("duties.csv", "S01,district,full", "S99,district,full", 'field "service": found "S99"'),
        ("duties.csv", "S01,district,full", "S01,borough,full", 'field "type": found "borough"'),
        ("duties.csv", "S01,district,full", "S01,county,full", "each service once per type"),
        ("duties.csv", "S01,district,full,\n", "", "service S01: field \"type\": no line for district"),
        ("duties.csv", "S01,district,full,", "S01,district,none,", 'field "note": found "", expected a value'),
        ("services.csv", "S01,Council", "S02,Council", "each service once"),
        ("services.csv", "D1,57,4", "D2,57,4", 'field "dimension": found "D2", expected D1 for S'),
        ("services.csv", "D1,57,4", "D1,57,5", 'field "cap": found "5", expected a ladder level 1-4'),
        ("services.csv", "D1,57,4", "D1,fifty,4", 'field "lgsl": found "fifty"'),
        ("services.csv", "D1,57,4,1", "D1,57,4,yes", 'field "core": found "yes"'),
        ("services.csv", "D1,57,4,1,1", "D1,57,4,1,7", 'field "position": found "7", expected 1'),
        ("exceptions.csv", "S28,part,", "S28,some,", 'field "duty": found "some"'),
        ("exceptions.csv", "S28,part,\"In a combined authority, which may issue passes in its place.\"", "S28,part,",
         'field "reason": found "", expected a value'),
    ],
)  # fmt: skip
def test_a_file_that_contradicts_the_framework_is_refused(
    tmp_path: Path, file: str, old: str, new: str, says: str
) -> None:
    with pytest.raises(RegisterError) as error:
        load_services(_folder(tmp_path, file, old, new))
    assert str(error.value).startswith(file)
    assert says in str(error.value)


def test_duties_that_govuks_tiers_contradict_are_named() -> None:
    services = load_services(REGISTER)
    assert disagreements(services, {57: "district/unitary", 474: "all", 279: "county/unitary"}) == []
    with pytest.raises(RegisterError, match="S01 county: duty is none.*S01 district: duty is full"):
        require_agreement(services, {57: "county/unitary"})

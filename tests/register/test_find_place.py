"""What somebody types leads to the right councils, or to an honest sentence."""

import sqlite3
import struct
from collections.abc import Callable

import pytest

from register.authorities import Register
from register.find_place import PlaceKind, find_place, outcode_places


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("LS1 4AP", ["leeds"]),
        ("ME14 1XX", ["maidstone", "kent"]),
        ("cf104uw", ["cardiff"]),
        ("EH8 8BG", ["edinburgh"]),
        ("BT1 5GS", ["belfast"]),
        ("S70 2TA", ["barnsley"]),
        ("S1 2HH", ["sheffield"]),
        ("KY7 5LT", ["fife"]),
        ("G2 1DU", ["glasgow"]),
        ("TA1 4DY", ["somerset"]),
        ("DL7 8AD", ["north-yorkshire"]),
        ("TR21 0LW", ["isles-of-scilly"]),
        ("EC2V 7HH", ["city-of-london"]),
        ("GU1 1AA", ["guildford", "surrey"]),
    ],
)
def test_a_postcode_leads_to_its_councils_the_county_last(
    places: sqlite3.Connection, register: Register, text: str, slugs: list[str]
) -> None:
    place = find_place(places, text)
    assert (place.kind, [one.slug for one in place.authorities]) == (PlaceKind.FOUND, slugs)
    for one in place.authorities:
        known = register.by_code(one.code)
        assert (one.code, one.name, one.type) == (known.code, known.name, known.type)
        assert one.name in place.message
    assert place.list_date == "November 2025"
    assert "straddle" in place.note


@pytest.mark.parametrize(
    ("text", "kind", "postcode", "says"),
    [
        ("GY1 1AA", PlaceKind.CROWN_DEPENDENCY, "GY1 1AA", "the Channel Islands"),
        ("im1 1aa", PlaceKind.CROWN_DEPENDENCY, "IM1 1AA", "the Isle of Man"),
        ("ZZ99 9ZZ", PlaceKind.UNKNOWN, "ZZ99 9ZZ", "not in the postcode list of November 2025"),
        ("hello", PlaceKind.MALFORMED, None, "not a full UK postcode"),
        ("", PlaceKind.MALFORMED, None, "not a full UK postcode"),
        ("x" * 10_240, PlaceKind.MALFORMED, None, "not a full UK postcode"),
        ("' OR 1=1 --", PlaceKind.MALFORMED, None, "not a full UK postcode"),
        ("AB11 3AG", PlaceKind.NO_COUNCIL, "AB11 3AG", "no UK council's area"),
    ],
)
def test_what_has_no_council_gets_an_answer_of_its_own(
    places: sqlite3.Connection, text: str, kind: PlaceKind, postcode: str | None, says: str
) -> None:
    place = find_place(places, text)
    assert (place.kind, place.postcode, place.authorities) == (kind, postcode, ())
    assert says in place.message


def test_an_unknown_postcode_offers_the_councils_of_its_outward_code(small: Callable[..., sqlite3.Connection]) -> None:
    codes = ["E08000016", "E08000035", "E08000035", "E07000110"]
    connection = small([(["LS1 4AA", "LS1 4AB", "LS1 4AP", "LS1 5AA"], codes)])
    place = find_place(connection, "LS1 9ZZ")
    assert place.kind is PlaceKind.UNKNOWN
    assert [one.slug for one in place.nearby] == ["leeds", "maidstone", "barnsley"]
    assert place.nearby == outcode_places(connection, "LS1")


def test_an_outward_code_alone_offers_its_councils(places: sqlite3.Connection) -> None:
    place = find_place(places, "ls1")
    assert (place.kind, [one.slug for one in place.nearby]) == (PlaceKind.MALFORMED, ["leeds"])


def test_an_outward_code_that_does_not_exist_has_no_councils(places: sqlite3.Connection) -> None:
    assert outcode_places(places, "ZZ99") == ()


def test_a_copy_without_northern_ireland_says_so_and_only_about_bt(small: Callable[..., sqlite3.Connection]) -> None:
    connection = small([(["LS1 4AP", "BT1 1AA"], ["E08000035", "N09000003"])], include_ni=False)
    place = find_place(connection, "bt1 1aa")
    assert place.kind is PlaceKind.NOT_INCLUDED
    assert place.message == "BT1 1AA: this copy was built without Northern Ireland postcodes."
    assert find_place(connection, "BT99 9ZZ").kind is PlaceKind.NOT_INCLUDED
    assert find_place(connection, "ZZ99 9ZZ").kind is PlaceKind.UNKNOWN
    assert find_place(connection, "LS1 4AP").kind is PlaceKind.FOUND


def test_a_copy_with_northern_ireland_calls_an_unlisted_bt_postcode_unknown(places: sqlite3.Connection) -> None:
    assert find_place(places, "BT99 9ZZ").kind is PlaceKind.UNKNOWN


def test_every_postcode_of_a_sample_is_found_as_the_list_has_it(places: sqlite3.Connection) -> None:
    areas = dict(places.execute("SELECT code, authority FROM postcode_areas WHERE answer = 'council'"))
    for postcode, area in _sample(places):
        place = find_place(places, postcode)
        assert (place.postcode, [one.code for one in place.authorities][:1]) == (
            postcode,
            [areas[area]] if area in areas else [],
        )


def _sample(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """One postcode per outward code: its middle one."""
    found = []
    for outcode, blob in connection.execute("SELECT outcode, units FROM outcodes"):
        unit, area = struct.unpack_from("<HH", blob, len(blob) // 8 * 4)
        digit, rest = divmod(unit, 676)
        found.append((f"{outcode} {digit}{chr(65 + rest // 26)}{chr(65 + rest % 26)}", area))
    return found

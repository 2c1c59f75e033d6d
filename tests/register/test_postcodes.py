"""How a postcode is written, and the tables built from the whole list."""

import sqlite3
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import RegisterError
from register.authorities import Register
from register.postcode_tables import PostcodeCounts, build_postcode_tables, read_package
from register.postcodes import normalise_outcode, normalise_postcode, unit_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LS1 4AP", "LS1 4AP"), ("ls14ap", "LS1 4AP"), ("  l s 1\t4 a P\n", "LS1 4AP"), ("LS1\u00a04AP", "LS1 4AP"),
        ("m1 1ae", "M1 1AE"), ("SW1A1AA", "SW1A 1AA"), ("w1a 0ax", "W1A 0AX"), ("B33 8TH", "B33 8TH"),
        ("CR2 6XH", "CR2 6XH"), ("DN55 1PT", "DN55 1PT"), ("GIR 0AA", "GIR 0AA"), ("GY1 1AA", "GY1 1AA"),
        ("ZZ99 9ZZ", "ZZ99 9ZZ"),
        ("hello", None), ("", None), ("   ", None), ("LS1", None), ("LS1 4A", None), ("LS1 4APX", None),
        ("1LS 4AP", None),
        ("LS1-4AP", None), ("LS111 4AP", None), ("LLS1 4AP", None), ("LS1 AAP", None), ("L\u0660S1 4AP", None),
        ("LS1 4A\u00df", None), ("LS\uff11 4AP", None), ("<script>alert(1)</script>", None),
        ("LS1 4AP; DROP TABLE", None),
        ("\x00LS1 4AP", None), ("A" * 10_240, None), ("LS1 4AP" * 1500, None),
    ],
)  # fmt: skip
def test_a_postcode_is_read_in_any_spacing_and_case_and_nothing_else_is(text: str, expected: str | None) -> None:
    assert normalise_postcode(text) == expected


def test_ten_kilobytes_of_spaces_around_a_postcode_are_only_spaces() -> None:
    assert normalise_postcode(" " * 10_240 + "LS1 4AP") == "LS1 4AP"


LETTERS = st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
DIGITS = st.sampled_from("0123456789")
OUTWARD = st.one_of(
    *(st.tuples(*parts).map("".join) for parts in (
        (LETTERS, DIGITS), (LETTERS, DIGITS, DIGITS), (LETTERS, LETTERS, DIGITS), (LETTERS, LETTERS, DIGITS, DIGITS),
        (LETTERS, DIGITS, LETTERS), (LETTERS, LETTERS, DIGITS, LETTERS),
    )),
)  # fmt: skip
INWARD = st.tuples(DIGITS, LETTERS, LETTERS).map("".join)


@given(OUTWARD, INWARD, st.data())
def test_spacing_and_case_never_change_a_postcode(outward: str, inward: str, data: st.DataObject) -> None:
    spaces = st.text(alphabet=" \t\n\u00a0\u2003", max_size=3)
    typed = "".join(
        data.draw(spaces) + data.draw(st.sampled_from((letter, letter.lower()))) for letter in outward + inward
    )
    assert normalise_postcode(typed) == f"{outward} {inward}"


@given(st.text(max_size=40))
def test_whatever_is_typed_the_answer_is_none_or_a_fixed_point(text: str) -> None:
    found = normalise_postcode(text)
    assert found is None or normalise_postcode(found) == found


@given(INWARD, INWARD)
def test_unit_numbers_keep_the_order_of_inward_codes_and_fit_sixteen_bits(one: str, other: str) -> None:
    assert (unit_number(one) < unit_number(other)) == (one < other)
    assert 0 <= unit_number(one) <= 6759


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ls1", "LS1"), (" E C 1 A", "EC1A"), ("LS1 4AP", None), ("", None), ("LS1 4A", "LS1"), ("ls14a", "LS1"),
     ("SK1 4", "SK1"), ("SK14", "SK14"), ("SW1A 1", "SW1A"), ("SW1A1A", "SW1A"), ("LS1 4APP", None), ("bins 4", None)],
)  # fmt: skip
def test_the_outward_code_of_what_begins_a_postcode_is_recognised(text: str, expected: str | None) -> None:
    assert normalise_outcode(text) == expected


def test_the_whole_list_is_built_and_all_361_codes_join(built: tuple[Path, PostcodeCounts]) -> None:
    counts = built[1]
    assert (counts.read, counts.kept, counts.left_out) == (2_720_556, 2_720_556, 0)
    assert counts.councils == 361
    assert counts.without_council == 11_007 + 7_052 + 6_100


def test_all_382_councils_are_reached_by_some_postcode(register: Register, places: sqlite3.Connection) -> None:
    areas = dict(places.execute("SELECT code, authority FROM postcode_areas"))
    units = b"".join(blob for (blob,) in places.execute("SELECT units FROM outcodes"))
    reached = {areas[area] for area in {area for _, area in struct.iter_unpack("<HH", units)}} - {None}
    parents = {register.by_code(code).parent for code in reached} - {None}
    assert reached | parents == {one.code for one in register.authorities}
    assert len(reached) == 361


def test_every_blob_is_sorted_by_unit_without_a_repeat(places: sqlite3.Connection) -> None:
    for outcode, blob in places.execute("SELECT outcode, units FROM outcodes WHERE outcode LIKE 'S%'"):
        units = [unit for unit, _ in struct.iter_unpack("<HH", blob)]
        assert units == sorted(set(units)), outcode


def test_the_tables_stay_under_sixteen_megabytes(built: tuple[Path, PostcodeCounts]) -> None:
    assert built[0].stat().st_size < 16_500_000


BATCH = (
    ["LS1 4AP", "BT1 1AA", "AB101AA", "GY1 1AA", "LS1 4AB"],
    ["E08000035", "N09000003", None, "L99999999", "E08000016"],
)


def test_the_same_rows_in_another_order_make_the_same_tables(small: Callable[..., sqlite3.Connection]) -> None:
    one = small([BATCH])
    other = small([tuple(list(reversed(column)) for column in BATCH)])
    for table in ("outcodes", "postcode_areas"):
        rows = [connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for connection in (one, other)]
        assert rows[0] == rows[1]
    blob = one.execute("SELECT units FROM outcodes WHERE outcode = 'LS1'").fetchone()[0]
    assert [unit for unit, _ in struct.iter_unpack("<HH", blob)] == [unit_number("4AB"), unit_number("4AP")]


def test_without_northern_ireland_no_bt_postcode_is_kept(register: Register, tmp_path: Path) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE outcodes (outcode TEXT PRIMARY KEY, units BLOB)")
    connection.execute("CREATE TABLE postcode_areas (code INTEGER PRIMARY KEY, authority TEXT, answer TEXT)")
    counts = build_postcode_tables(connection, [BATCH], register, include_ni=False)
    outcodes = {outcode for (outcode,) in connection.execute("SELECT outcode FROM outcodes")}
    connection.close()
    assert (counts.kept, counts.left_out) == (4, 1)
    assert outcodes == {"LS1", "AB10", "GY1"}


@pytest.mark.parametrize(
    ("batches", "says"),
    [
        ([(["LS1 4AP"], ["E08999999"])], "'E08999999' is no council of authorities.csv"),
        ([(["LS1 4AP"], ["E10000016"])], "'E10000016' is no council"),
        ([(["LS14AP"], ["E08000035"])], 'found "LS14AP", expected seven characters'),
        ([(["HELLO!!"], ["E08000035"])], 'found "HELLO!!", expected seven characters'),
        ([(["LS1 AAP"], ["E08000035"])], 'found "LS1 AAP", expected seven characters'),
        ([(["LS1 4A\u00c4"], ["E08000035"])], "expected seven characters"),
        ([(["LS1 4AP", "LS1 4AP"], ["E08000035", "E08000035"])], "a postcode of LS1 is given twice"),
        ([(["LS1 4AP"], ["E08000035"]), (["LS1 4AB"], ["E08000035"])], "comes in two batches"),
    ],
)
def test_a_list_that_is_not_as_agreed_is_refused(
    small: Callable[..., sqlite3.Connection], batches: list, says: str
) -> None:
    with pytest.raises(RegisterError) as error:
        small(batches)
    assert says in str(error.value)


def test_an_empty_batch_changes_nothing(small: Callable[..., sqlite3.Connection]) -> None:
    assert small([([], []), BATCH]).execute("SELECT count(*) FROM outcodes").fetchone()[0] == 4


def test_a_package_without_its_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="no postcodes_"):
        list(read_package(tmp_path))


@pytest.mark.parametrize("raw", [b"", b"not brotli", b"\x0b\x02\x80" + b"\x80" + b"\x03"])
def test_a_damaged_file_of_the_package_is_named(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "postcodes_A.msgpack.br").write_bytes(raw)
    with pytest.raises(RegisterError, match="postcodes_A.msgpack.br: cannot be unpacked"):
        list(read_package(tmp_path))

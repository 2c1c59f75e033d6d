"""The map of hexagons: the committed cells are whole and recognisable, are read strictly, and seating keeps them."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from errors import RegisterError
from models import Authority, AuthorityType
from paths import REGISTER
from register.authorities import Register
from register.hexes import Cell, centre, load_hexes, neighbours
from register.map_layout import CENTRE_OF_IRISH_GRID, middles, settle


@pytest.fixture(scope="module")
def hexes(register: Register) -> dict[str, Cell]:
    return load_hexes(REGISTER, register)


def parts(cells: set[Cell]) -> list[set[Cell]]:
    """Return the sets of cells that hang together, largest first."""
    left, found = set(cells), []
    while left:
        part, edge = set(), [left.pop()]
        while edge:
            part.add(cell := edge.pop())
            near = left & set(neighbours(cell))
            left -= near
            edge += near
        found.append(part)
    return sorted(found, key=len, reverse=True)


def test_every_council_but_counties_has_a_cell_of_its_own(register: Register, hexes: dict[str, Cell]) -> None:
    assert set(hexes) == {one.code for one in register.authorities if one.type is not AuthorityType.COUNTY}
    assert len(set(hexes.values())) == len(hexes) == 361


def test_britain_and_northern_ireland_hang_together_and_only_islands_lie_apart(
    register: Register, hexes: dict[str, Cell]
) -> None:
    name = {hexes[one.code]: one.slug for one in register.authorities if one.code in hexes}
    britain, ireland, *islands = parts(set(hexes.values()))
    assert {name[cell] for cell in ireland} == {one.slug for one in register.of_type(AuthorityType.NORTHERN_IRELAND)}
    assert {name[cell] for part in islands for cell in part} == {
        "eilean-siar", "isle-of-wight", "isles-of-scilly", "orkney-islands", "shetland-islands",
    }  # fmt: skip
    assert len(britain) == 361 - 11 - 5


def test_no_land_has_a_hole_in_it(hexes: dict[str, Cell]) -> None:
    taken = set(hexes.values())
    sea = {(column, row) for column in range(-1, 40) for row in range(-1, 50)} - taken
    assert len(parts(sea)) == 1


@pytest.mark.parametrize(
    ("west", "east"),
    [("cornwall", "exeter"), ("belfast", "dumfries-and-galloway"), ("swansea", "newport"),
     ("bristol", "city-of-london"), ("liverpool", "leeds"), ("glasgow", "edinburgh"),
     ("exeter", "dover"), ("birmingham", "norwich")],
)  # fmt: skip
def test_what_lies_west_is_left_of_what_lies_east(
    register: Register, hexes: dict[str, Cell], west: str, east: str
) -> None:
    at = {one.slug: centre(hexes[one.code]) for one in register.authorities if one.code in hexes}
    assert at[west][0] < at[east][0]


def test_nearly_every_council_touches_one_of_its_region(register: Register, hexes: dict[str, Cell]) -> None:
    council = {hexes[one.code]: one for one in register.authorities if one.code in hexes}
    region = {cell: one.region for cell, one in council.items()}
    alone = {cell for cell in region if not any(region.get(near) == region[cell] for near in neighbours(cell))}
    on_land = {council[cell].slug for cell in alone if set(neighbours(cell)) & set(region)}
    assert on_land == {"cumberland", "milton-keynes"}


def test_cells_that_touch_are_one_width_apart() -> None:
    for cell in ((3, 4), (3, 5), (0, 1)):
        gaps = [math.dist(centre(cell), centre(near)) for near in neighbours(cell)]
        assert gaps == pytest.approx([1.0] * 6) and len(set(neighbours(cell))) == 6
        assert all(cell in neighbours(near) for near in neighbours(cell))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("E10000003,1,1", 'line 3: field "authority": found "E10000003", expected the ONS code of a council'),
        ("X,1,1", 'field "authority": found "X"'),
        ("E06000001,1,1", 'field "authority"'),
        ("E06000002,5,6", 'field "column": found "5", expected a cell of its own'),
        ("E06000002,five,6", 'field "column": found "five", expected a whole number from 0 to 99'),
        ("E06000002,5,-1", 'field "row": found "-1"'),
        ("E06000002,5,100", 'field "row": found "100"'),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, register: Register, line: str, message: str) -> None:
    (tmp_path / "hexes.csv").write_text(f"authority,column,row\nE06000001,5,6\n{line}\n", encoding="utf-8")
    with pytest.raises(RegisterError) as error:
        load_hexes(tmp_path, register)
    assert message in str(error.value)


def test_the_middle_of_a_council_is_the_median_of_its_postcodes_in_one_grid(register: Register) -> None:
    belfast, home = CENTRE_OF_IRISH_GRID
    batch = (
        ["E06000001", "E06000001", None, "E06000001", "N09000003", "E06000001"],
        [100.0, 900.0, 5.0, 200.0, belfast[0], math.nan],
        [10.0, 30.0, 5.0, 20.0, belfast[1], math.nan],
    )
    found = middles([batch], register)
    assert found == {"E06000001": (200.0, 20.0), "N09000003": pytest.approx(home)}


def test_the_committed_cells_are_what_the_command_makes(tmp_path: Path) -> None:
    made = CliRunner().invoke(main, ["lay-out-map", "--out", str(tmp_path / "hexes.csv")])
    assert made.exit_code == 0 and "361 councils, 0 in another cell than before" in made.output
    assert (tmp_path / "hexes.csv").read_bytes() == (REGISTER / "hexes.csv").read_bytes()


def council(code: str, parent: str | None = None) -> Authority:
    return Authority(
        code, code.lower(), code, code, AuthorityType.DISTRICT, "England", "X", parent, "", None, None, None, None
    )


def test_councils_swap_until_each_neighbour_lies_the_right_way() -> None:
    places = {"W": (0.0, 0.0), "M": (10.0, 0.0), "E": (20.0, 0.0)}
    wrong = {"M": (0, 0), "E": (1, 0), "W": (2, 0)}
    people = [council(code) for code in places]
    assert settle(wrong, places, people) == {"W": (0, 0), "M": (1, 0), "E": (2, 0)}
    settled = settle(wrong, places, people)
    assert settle(settled, places, people) == settled


def test_a_council_without_a_middle_keeps_its_cell() -> None:
    hexes = {"A": (1, 0), "B": (0, 0), "C": (2, 0)}
    assert settle(hexes, {"A": (0.0, 0.0), "B": (5.0, 0.0)}, []) == {"A": (0, 0), "B": (1, 0), "C": (2, 0)}

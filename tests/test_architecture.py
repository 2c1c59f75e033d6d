"""The rooms and the arrows between them (docs/rooms.py), and no clock where an edition is made."""

import ast
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from docs.rooms import NOT_PRODUCT, PAGE, ROOT, arrows, circle, imports, page, rooms, table

ROOMS = rooms()
PACKAGES = [name for name, paths in ROOMS.items() if paths[0].name == "__init__.py"]
ONLY_IN = {
    "babel": {"web/words"},
    "dash": {"web/explorer", "app.py"},
    "bs4": {"web/offline"},
    "pandas": {"collectors", "edition"},
    "sqlite_utils": {"collectors/sqlite.py"},
    "requests": {"collectors", "register", "evaluation/contract_server"},
}


class Used(NamedTuple):
    """What stands in a file: its strings, the attributes it names, and the functions it calls by their bare name."""

    strings: frozenset[str]
    attributes: frozenset[str]
    called: frozenset[str]


@cache
def used(path: Path) -> Used:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    calls = (node.func for node in nodes if isinstance(node, ast.Call))
    return Used(
        frozenset(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)),
        frozenset(node.attr for node in nodes if isinstance(node, ast.Attribute)),
        frozenset(func.id for func in calls if isinstance(func, ast.Name)),
    )


def test_the_page_on_architecture_is_drawn_from_the_code():
    text = PAGE.read_text(encoding="utf-8")
    assert text == page(text, table()), "draw it again: python -m docs.rooms"


def test_no_rooms_stand_in_a_circle():
    assert circle(arrows(ROOMS)) == set()


def test_nothing_of_the_product_imports_tests_or_benchmarks():
    assert {name: wrong for name, to in arrows(ROOMS).items() if (wrong := to & NOT_PRODUCT)} == {}


def test_the_types_of_every_room_are_checked():
    checker = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    named = {paths[0].parent.name if name in PACKAGES else paths[0].name for name, paths in ROOMS.items()}
    assert named <= set(checker["files"])
    unsaid = [
        one.get("module", "all")
        for one in (checker, *checker["overrides"])
        if {"exclude", "follow_imports"} & one.keys()
    ]
    assert unsaid == [], "nothing is left out of the check or taken at its word"


def test_the_product_has_at_most_eight_packages():
    assert len(PACKAGES) <= 8


@pytest.mark.parametrize(
    ("bottom", "to", "standing"),
    [
        ("", set(), set()),
        ("from . import near", set(), set()),
        ("import tests.reading", {"tests"}, set()),
        ("def late():\n    from middle import x", {"middle"}, {"bottom", "middle", "top"}),
        ("import importlib\nimportlib.import_module(f'top.{1}')", {"top"}, {"bottom", "middle", "top"}),
    ],
)
def test_an_arrow_is_found_wherever_it_stands_and_a_circle_with_it(tmp_path, bottom, to, standing):
    for name, text in (("bottom", bottom), ("middle", "import bottom"), ("top", "from middle.x import y")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(f'"""What it is for."""\n{text}\n')
    drawn = arrows(rooms(tmp_path))
    assert drawn == {"bottom": to, "middle": {"bottom"}, "top": {"middle"}}
    assert circle(drawn) == standing


def test_a_room_that_does_not_say_what_it_is_for_is_refused(tmp_path):
    (tmp_path / "silent").mkdir()
    (tmp_path / "silent" / "__init__.py").write_text("")
    with pytest.raises(ValueError, match="silent"):
        table(tmp_path)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_room_imports_another_by_a_string(package):
    for path in ROOMS[package]:
        for text in used(path).strings:
            assert text.partition(".")[0] not in PACKAGES or ":" not in text, f"{path}: {text}"


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_stays_where_it_belongs(library):
    for path in (path for paths in ROOMS.values() for path in paths):
        if library in imports(path):
            home = path.relative_to(ROOT).as_posix()
            assert home.startswith((*ONLY_IN[library], "commands")), f"{home} imports {library}"


@pytest.mark.parametrize("package", ["edition", "scoring", "register", "detectors"])
def test_making_an_edition_reads_no_clock_and_no_chance(package):
    for path in ROOMS[package]:
        assert not used(path).attributes & {"now", "today", "utcnow", "getrandbits", "default_rng_"}, path
        assert "random" not in imports(path), path


def test_models_and_errors_need_only_the_standard_library():
    for name in ("models", "errors"):
        assert imports(ROOT / f"{name}.py") <= set(sys.stdlib_module_names)


def test_the_app_is_a_list_of_parts():
    assert len((ROOT / "app.py").read_text().splitlines()) <= 60


@pytest.mark.parametrize("package", sorted({*PACKAGES} - {"evaluation"}))
def test_only_the_server_says_where_it_listens_by_print(package):
    for path in ROOMS[package]:
        if path.parent == ROOT / "web" / "serving":
            continue
        assert "print" not in used(path).called, path

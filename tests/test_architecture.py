"""The layers: who may import whom (docs/architecture.md), and no clock where an edition is made."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BASE = {"models", "errors"}
MAY_IMPORT = {
    "register": BASE,
    "detectors": BASE | {"register"},
    "collectors": BASE | {"register", "detectors"},
    "scoring": BASE,
    "edition": BASE | {"register", "collectors", "detectors", "scoring"},
    "web": BASE | {"register", "scoring", "edition"},
    "evaluation": BASE | {"register", "collectors", "detectors", "scoring"},
}
OURS = {*MAY_IMPORT, *BASE, "commands", "cli", "app", "tests", "benchmarks"}
ONLY_IN = {
    "babel": {"web/words"},
    "dash": {"web/explorer", "app.py"},
    "bs4": {"collectors", "detectors"},
    "pandas": {"collectors", "edition"},
    "sqlite_utils": {"collectors", "edition"},
    "requests": {"collectors", "register"},
}


def imports(path: Path) -> set[str]:
    """The first words of everything a file imports, wherever it does so."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.split(".")[0])
    return found


def files(package: str) -> list[Path]:
    found = sorted((ROOT / package).rglob("*.py"))
    assert found, package
    return found


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_layer_imports_only_the_layers_it_may(package):
    for path in files(package):
        wrong = (imports(path) & OURS) - MAY_IMPORT[package] - {package}
        assert not wrong, f"{path.relative_to(ROOT)} imports {wrong}"


def test_the_document_on_architecture_says_the_same():
    table = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").partition("| may import |")[2]
    for line in table.splitlines()[2:]:
        if not line.startswith("| `"):
            break
        name, _, may = (cell.strip() for cell in line.strip("|").split("|"))
        package = name.strip("`").split("/")[0]
        if package in MAY_IMPORT:
            assert set(may.split(", ")) - {"standard library"} == MAY_IMPORT[package], package


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_stays_where_it_belongs(library):
    packages = [path for package in (*MAY_IMPORT, "commands") for path in files(package)]
    for path in [*packages, ROOT / "app.py", ROOT / "cli.py"]:
        if library in imports(path):
            home = path.relative_to(ROOT).as_posix()
            assert home.startswith((*ONLY_IN[library], "commands")), f"{home} imports {library}"


@pytest.mark.parametrize("package", ["edition", "scoring", "register", "detectors"])
def test_making_an_edition_reads_no_clock_and_no_chance(package):
    for path in files(package):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not called & {"now", "today", "utcnow", "getrandbits", "default_rng_"}, path
        assert "random" not in imports(path), path


def test_models_and_errors_need_only_the_standard_library():
    for name in BASE:
        assert imports(ROOT / f"{name}.py") <= set(sys.stdlib_module_names) | BASE


def test_the_app_is_a_list_of_parts():
    assert len((ROOT / "app.py").read_text().splitlines()) <= 60


@pytest.mark.parametrize("package", sorted({*MAY_IMPORT, "commands"} - {"evaluation"}))
def test_only_the_server_says_where_it_listens_by_print(package):
    for path in files(package):
        if path.parent == ROOT / "web" / "serving":
            continue
        names = {node.func.id for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                 if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}  # fmt: skip
        assert "print" not in names, path

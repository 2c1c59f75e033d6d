"""The table of rooms and arrows in docs/architecture.md, drawn from the code: `python -m docs.rooms` writes it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "architecture.md"
NOT_PRODUCT = frozenset({"tests", "benchmarks"})
START, END = "<!-- rooms: python -m docs.rooms -->\n", "<!-- end of rooms -->\n"


def rooms(root: Path = ROOT) -> dict[str, tuple[Path, ...]]:
    """Return the product's rooms, name -> modules: each package at the top level, and each module that stands there."""
    found: dict[str, tuple[Path, ...]] = {path.stem: (path,) for path in root.glob("*.py")}
    found |= {path.parent.name: tuple(sorted(path.parent.rglob("*.py"))) for path in root.glob("*/__init__.py")}
    return {name: found[name] for name in sorted(found) if name not in NOT_PRODUCT}


@cache
def imports(path: Path) -> frozenset[str]:
    """Return the first words of all that a file imports, wherever it does so, by a name in a string too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            found |= {str(part.value) for part in ast.walk(node) if isinstance(part, ast.Constant)}
    return frozenset(name.partition(".")[0] for name in found)


def arrows(built: Mapping[str, tuple[Path, ...]]) -> dict[str, set[str]]:
    """Return which others each room imports; `tests` and `benchmarks` count among them."""
    ours = built.keys() | NOT_PRODUCT
    return {name: set[str]().union(*map(imports, paths)) & ours - {name} for name, paths in built.items()}


def circle(arrows: Mapping[str, set[str]]) -> set[str]:
    """Return the rooms that stand in a circle or above one; none if each can be built after those it imports."""
    left = dict(arrows)
    while ready := [name for name, to in left.items() if not to & left.keys()]:
        for name in ready:
            del left[name]
    return set(left)


def table(root: Path = ROOT) -> str:
    """Return the table in Markdown, who imports least first. Raises ValueError for a room without a docstring."""
    built = rooms(root)
    drawn = arrows(built)
    rows = [
        f"| `{_shown(built[name][0])}` | {_job(built[name][0])} | {', '.join(sorted(drawn[name])) or 'none'} |\n"
        for name in sorted(built, key=lambda name: (len(drawn[name]), name))
    ]
    return "| room | job | imports |\n|---|---|---|\n" + "".join(rows)


def page(text: str, drawn: str) -> str:
    """Return the text of the page with `drawn` between its two marks. Raises ValueError if a mark is not there."""
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError(f"{PAGE}: the lines {START.strip()!r} and {END.strip()!r} are needed around the table")
    return before + start + drawn + end + after


def _shown(path: Path) -> str:
    return f"{path.parent.name}/" if path.name == "__init__.py" else path.name


def _job(path: Path) -> str:
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    if not said:
        raise ValueError(f"{path}: its first line must say what the room is for")
    return said.splitlines()[0].replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), table()), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)} is drawn\n")

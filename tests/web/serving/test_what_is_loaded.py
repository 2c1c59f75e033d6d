"""What a server of a built edition loads: its requirements are enough, and what draws figures waits till asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.reading import ROOT
from tests.docs.test_libraries import MODULES, pins

PAGES = (
    "/", "/league", "/council/simford", "/postcode/GY11AA", "/methodology", "/data", "/data/scores.csv", "/explore/",
)  # fmt: skip
SERVE = """
import sys
from pathlib import Path
for name in {absent}:
    sys.modules[name] = None  # an import of it fails, as where it is not installed
from app import create_app
import commands.place, commands.roll_back, commands.serve, commands.swap_in
client = create_app(Path({published!r})).server.test_client()
print([client.get(page).status_code for page in {pages}], "plotly.graph_objs._layout" in sys.modules)
"""

PLACE = """
import sys
import cli
try:
    cli.main(["place", {asked!r}, "--published", {published!r}])
except SystemExit as end:
    print(end.code, sorted({absent} & set(sys.modules)))
"""


@pytest.mark.parametrize(("asked", "needed"), [("SM1 1AA", set()), ("Simford", {"rapidfuzz"})])
def test_a_look_up_loads_neither_numbers_nor_the_site(published: Path, asked: str, needed: set[str]) -> None:
    absent = {"numpy", "pandas", "flask", "dash", "plotly", "babel", "rapidfuzz"} - needed
    script = PLACE.format(absent=absent, asked=asked, published=str(published))
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout.splitlines()[-1], done.stderr) == ("0 []", "")


def test_pages_need_nothing_of_what_collecting_needs_and_draw_no_figure(published: Path) -> None:
    absent = [MODULES.get(name, name.lower()).replace("-", "_") for name in pins("requirements-collect.txt")]
    script = SERVE.format(absent=absent, published=str(published), pages=PAGES)
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout.split(), done.stderr) == (f"{[200] * len(PAGES)} False".split(), "")

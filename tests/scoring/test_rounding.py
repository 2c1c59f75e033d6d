"""The one rounding rule, and that there is no other (scoring method, section 8)."""

import ast

import pytest

from docs.rooms import rooms
from scoring.rounding import out_of_100, published_value, whole_percent
from tests.scoring.make import NAN


@pytest.mark.parametrize(
    "score, value",
    [
        (0.928288, 92.8),
        (0.37745, 37.7),
        (0.3785, 37.9),
        (0.12345, 12.3),
        (0.0, 0.0),
        (1.0, 100.0),
        (NAN, NAN),
        (0.5715, 57.2),
    ],
)
def test_half_a_tenth_rounds_up(score, value):
    assert float(published_value(score)) == pytest.approx(value, nan_ok=True)


@pytest.mark.parametrize("share, percent", [(0.125, 13), (0.285, 29), (0.0049, 0), (1.0, 100)])
def test_half_a_per_cent_rounds_up(share, percent):
    assert whole_percent(share) == percent


def test_what_is_not_known_stays_so():
    assert out_of_100(None) is None


def test_no_other_module_rounds_a_score_or_a_share_for_people():
    found = []
    for path in (path for name in ("edition", "scoring", "web") for path in rooms()[name]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.BinOp)):
                continue
            numbers = {one.value for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant)}
            if getattr(node.func, "id", getattr(node.func, "attr", "")) in ("round", "floor") and numbers & {100, 1000}:
                found.append(f"{path}: {ast.unparse(node)}")
    assert found == []

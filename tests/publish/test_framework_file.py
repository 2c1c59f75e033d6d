"""A wrong framework file is refused, naming entry and field; the shipped one is complete."""

import re
from pathlib import Path

import pytest

from errors import FrameworkError
from publish.build import load_framework, measure_units
from scoring.framework_file import parse_framework

FILE = Path("data/framework.toml")
TEXT = FILE.read_text(encoding="utf-8")
UNITS = measure_units()


def changed(old: str, new: str) -> str:
    """The shipped file with the first `old` replaced; `old` must be there."""
    assert old in TEXT, old
    return TEXT.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "entry", "field", "says"),
    [
        ('measure = "homepage_bytes"', 'measure = "homepage_byte"', "T09W", "measure", 'did you mean "homepage_bytes"'),
        ('measure = "homepage_bytes"', 'measure = "xyzzy"', "T09W", "measure", "no collector promises it"),
        ("weight = 2\n", "weight = -1\n", "A06H", "weight", "from 0 to 3"),
        ("weight = 2\n", "weight = 0\n", "A06H", "weight", "above 0"),
        ("weight = 2\n", "weight = 3\n", "A06H", "weight_reason", "needs its reason"),
        ("weight = 2\n", 'weight = "2"\n', "A06H", "weight", "expected int or float"),
        ("weight = 2\n", "weight = true\n", "A06H", "weight", "expected int or float"),
        ("weight = 2\n", "weight = nan\n", "A06H", "weight", "from 0 to 3"),
        ("worst = 5\n", "worst = 0\n", "A06H", "best", "goalposts must differ"),
        ("worst = 5\n", "worst = inf\n", "A06H", "worst", "expected a number"),
        ("worst = 5\n", "", "A06H", "worst", "is missing"),
        ('kind = "goalpost"', 'kind = "goalpost2"', "A06H", "kind", 'did you mean "goalpost"'),
        ('kind = "goalpost"', 'kind = "binary"', "A06H", "best", "runs between 0 and 1"),
        ('applies_to = "all"', 'applies_to = "parish"', "A06H", "applies_to", "unknown council type 'parish'"),
        ('applies_to = "all"', "applies_to = []", "A06H", "applies_to", "at least one"),
        ('variant_of = "A06"', 'variant_of = "A99"', "A06H", "variant_of", "unknown value"),
        ('dimension = "D4"\nmeasure', 'dimension = "D9"\nmeasure', "A06H", "dimension", "unknown value"),
        ("reliability = 0.90", "reliability = 1.5", "A06H", "reliability", "from 0.01 to 1"),
        ("half_life_days = 365", "half_life_days = 0", "A06H", "half_life_days", "from 1"),
        ('rationale = "A rule', 'rationale = ""\nwas = "A rule', "A06H", "rationale", "must not be empty"),
        ('code = "T09W"', 'code = "A06H"', "A06H", "code", "used twice"),
        ("county = 22", "county = 23", "dimension weights", "county", "sum to 101"),
        ("county = 22", "county = -22", "D1", "county", "from 0 to 100"),
        ("county = 22", "countys = 22", "D1", "county", "is missing"),
        ('name = "Everyday services online"', "", "D1", "name", "is missing"),
        ("coverage_minimum = 0.60", "coverage_minimum = 60", "open-data", "coverage_minimum", "from 0 to 1"),
        ('["S01", "Council', '["S01", 7, "Council', "D1", "list", "expected"),
        ('["S02", ', '["S01", ', "S01", "code", "used twice"),
        ('version = "0.1.0"', 'verion = "0.1.0"', "top level", "version", "is missing"),
        ('why_not = "Every home', 'why = "Every home', "T01H", "why_not", "is missing"),
        ("[[dimension]]", "[[dimension", "whole file", "syntax", "not valid TOML"),
    ],
)
def test_a_wrong_framework_is_refused_naming_entry_and_field(old, new, entry, field, says):
    with pytest.raises(FrameworkError) as caught:
        parse_framework(changed(old, new), UNITS)
    message = str(caught.value)
    assert entry in message and f'"{field}"' in message.replace("(", "").replace(")", "") and says in message, message


def test_a_field_nobody_asked_for_is_refused_rather_than_ignored():
    with pytest.raises(FrameworkError, match="is not a field"):
        parse_framework(changed('code = "A06H"', 'code = "A06H"\nwieght = 3'), UNITS)


def test_the_catalogue_holds_every_question_of_the_framework_once():
    framework = load_framework(FILE)
    counts = {d.code: sum(q.dimension == d.code for q in framework.questions) for d in framework.dimensions}
    assert counts == {"D1": 28, "D2": 12, "D3": 11, "D4": 12, "D5": 12, "D6": 11, "D7": 9, "D8": 11}
    assert len(framework.questions) == 106


def test_every_indicator_says_why_it_is_asked_and_how_to_do_better():
    for indicator in load_framework(FILE).indicators:
        for field in ("question", "rationale", "rule", "goalpost_note", "citation", "improve"):
            assert re.search(r"\w{3}.*[\w.)?]$", getattr(indicator, field)), (indicator.code, field)

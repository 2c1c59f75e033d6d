"""A wrong framework file is refused, naming entry and field; the shipped one is complete."""

import re
from pathlib import Path

import pytest

from detectors.measures import LADDER, MEASURES
from detectors.site.view import YES_NO
from edition.build import load_framework, measure_units
from edition.grades import load_grades
from errors import EditionError, FrameworkError
from evaluation.grading import CEILING as GRADED_AT_MOST
from register.services import load_services
from scoring.framework import CEILING, EFFORTS, PROMISED, Graded
from scoring.framework_file import parse_framework
from web.words.catalogue import word

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
        ('measure = "homepage_bytes"', 'measure = "xyzzy"', "T09W", "measure", "expected a measure that a"),
        ("weight = 2\n", "weight = -1\n", "A06H", "weight", "from 0 to 3"),
        ("weight = 2\n", "weight = 0\n", "A06H", "weight", "above 0"),
        ("weight = 2\n", "weight = 3\n", "A06H", "weight_reason", "expected the reason for a weight of 3"),
        ("weight = 2\n", 'weight = "2"\n', "A06H", "weight", "expected a number from 0 to 3"),
        ("weight = 2\n", "weight = true\n", "A06H", "weight", "expected a number from 0 to 3"),
        ("weight = 2\n", "weight = nan\n", "A06H", "weight", "from 0 to 3"),
        ("worst = 5\n", "worst = 0\n", "A06H", "best", "goalposts must differ"),
        ('part_of = "P06"', 'part_of = "T09W"', "P07", "part_of", "expected a proportion, of which a binary"),
        ('without = ["D4"]', 'without = ["A06H"]', "open-data", "without", "found 'A06H', expected"),
        ("worst = 5\n", "worst = inf\n", "A06H", "worst", "expected a number"),
        ("worst = 5\n", "", "A06H", "worst", "found nothing"),
        ('kind = "goalpost"', 'kind = "goalpost2"', "A06H", "kind", 'did you mean "goalpost"'),
        ('kind = "goalpost"', 'kind = "binary"', "A06H", "best", "runs between 0 and 1"),
        ('applies_to = "all"', 'applies_to = "parish"', "A06H", "applies_to", "found 'parish', expected one of"),
        ('applies_to = "all"', "applies_to = []", "A06H", "applies_to", "found [], expected a list of texts"),
        ('variant_of = "A06"', 'variant_of = "A99"', "A06H", "variant_of", "did you mean"),
        ('dimension = "D4"\nmeasure', 'dimension = "D9"\nmeasure', "A06H", "dimension", "found 'D9', expected one"),
        ("reliability = 0.90", "reliability = 1.5", "A06H", "reliability", "from 0.01 to 1"),
        ("half_life_days = 365", "half_life_days = 0", "A06H", "half_life_days", "from 1"),
        ('rationale = "A rule', 'rationale = ""  # A rule', "A06H", "rationale", "expected a text"),
        ('code = "T09W"', 'code = "A06H"', "A06H", "code", "expected one that no other entry has"),
        ("county = 22", "county = 23", "dimension weights", "county", "found 101.0, expected 100, the sum"),
        ("county = 22", "county = -22", "D1", "county", "from 0 to 100"),
        ("county = 22", "countys = 22", "D1", "countys", 'did you mean "county"'),
        ('name = "Everyday services online"', "", "D1", "name", "found nothing"),
        ("coverage_minimum = 0.60", "coverage_minimum = 60", "open-data", "coverage_minimum", "from 0 to 1"),
        ('["S01", "Council', '["S01", 7, "Council', "D1", "list", "expected"),
        ('["S02", ', '["S01", ', "D1", "list", "found 'S01', expected a code"),
        ('version = "0.3.0"', 'verion = "0.3.0"', "whole file", "verion", 'did you mean "version"'),
        ('why_not = "Every home', 'why = "Every home', "T01H", "why", 'did you mean "why_not"'),
        ('evidence_class = "open-data"', 'evidence_class = "opendata"', "A06H", "evidence_class", 'mean "open-data"'),
        ('reliability = "measured"\ndetector', 'reliability = "guess"  # ', "S01", "reliability", "a number from"),
        ('detector = "service-ladder"', "", "S01", "detector", "found nothing"),
        ('unit = "rules"', "", "A06", "unit", "found nothing"),
        ('applies_to = "all"', 'applies_to = ["all", "all"]', "A06H", "applies_to", "each of them once"),
        ('["open-data"]', "[]", "open-data", "evidence_classes", "found [], expected a list"),
        ('["open-data"]', '["open-data", "open-data"]', "open-data", "evidence_classes", "each of them once"),
        ("half_life_days = 365", "half_life_days = 365.5", "A06H", "half_life_days", "found 365.5, expected a whole"),
        ("half_life_days = 365", "half_life_day = 365", "A06H", "half_life_day", 'did you mean "half_life_days"'),
        ('kind = "goalpost"', 'kind = "Goalpost"', "A06H", "kind", 'did you mean "goalpost"'),
        ("reliability = 0.90", 'reliability = 0.90\ndetector = "service-ladder"', "A06H", "detector", "one of the"),
        ("level = 1\n", "level = 0\n", "ladder 2", "level", "expected one that no other entry has"),
        ("without = ", "witout = ", "open-data", "witout", 'did you mean "without"'),
        ("[[ladder]]", "[[lader]]", "whole file", "lader", 'did you mean "ladder"'),
    ],
)
def test_a_wrong_framework_is_refused_naming_entry_and_field(old, new, entry, field, says):
    with pytest.raises(FrameworkError) as caught:
        parse_framework(changed(old, new), UNITS)
    message = str(caught.value)
    assert entry in message and f'"{field}"' in message.replace("(", "").replace(")", "") and says in message, message


def test_a_field_nobody_asked_for_is_refused_rather_than_ignored():
    with pytest.raises(FrameworkError, match="wieght.: found 3, expected one of the fields"):
        parse_framework(changed('code = "A06H"', 'code = "A06H"\nwieght = 3'), UNITS)


def test_the_catalogue_holds_every_question_of_the_framework_once():
    framework = load_framework(FILE)
    codes = [question.code for question in framework.questions]
    assert len(codes) == len(set(codes))
    letters = {question.dimension: question.code[0] for question in framework.questions}
    assert letters == dict(zip(("D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"), "SCFATPBG", strict=True))
    for letter in letters.values():
        numbers = [int(code[1:]) for code in codes if code[0] == letter]
        assert numbers == list(range(1, len(numbers) + 1)), letter


def test_every_indicator_says_why_it_is_asked_and_how_to_do_better():
    for indicator in load_framework(FILE).indicators:
        for field in ("question", "rationale", "rule", "goalpost_note", "citation", "improve", "effort_reason"):
            assert re.search(r"\w{3}.*[\w.)?]$", getattr(indicator, field)), (indicator.code, field)
        assert indicator.effort in EFFORTS, indicator.code


EFFORT_OF_A06H = re.search(r"(?m)^effort = .*\neffort_reason = .*", TEXT)[0]


@pytest.mark.parametrize(
    ("lines", "field", "told"),
    [
        ('effort = "quik"\neffort_reason = "As it is."', "effort", 'did you mean "quick"'),
        ('effort = "quick"', "effort_reason", "found nothing, expected a text"),
        ('effort = 3\neffort_reason = "As it is."', "effort", "found 3, expected one of quick"),
    ],
)
def test_an_effort_that_is_none_or_has_no_reason_is_refused_with_its_field(lines: str, field: str, told: str):
    with pytest.raises(FrameworkError, match=told) as found:
        parse_framework(changed(EFFORT_OF_A06H, lines), UNITS)
    assert "A06H" in str(found.value) and field in str(found.value)


def test_every_question_is_declared_with_the_class_of_evidence_that_decides_it():
    framework = load_framework(FILE)
    declared = {indicator.code: indicator for indicator in framework.indicators}
    assert {question.code for question in framework.questions} <= declared.keys()
    for question in framework.questions:
        assert declared[question.code].dimension == question.dimension, question
    assert {c.code for c in framework.indicators if c.evidence_class == "person"} == {"A09", "G04"}


def test_what_the_detectors_promise_is_declared_as_they_mean_it():
    promised = {measure.code: measure for measure in MEASURES}
    for indicator in load_framework(FILE).indicators:
        if indicator.evidence_class == "website":
            measure = promised[indicator.measure]
            assert indicator.detector == measure.detector, indicator.code
            assert (indicator.kind == "binary") == (measure.unit == YES_NO), indicator.code
            assert (indicator.kind == "ordinal") == (measure.detector == LADDER), indicator.code
        assert indicator.evidence_class in PROMISED or indicator.measure == indicator.code


def test_services_are_asked_of_the_types_with_a_duty_and_reach_full_marks_at_their_cap():
    declared = {indicator.code: indicator for indicator in load_framework(FILE).indicators}
    for service in load_services(Path("data/register")):
        indicator = declared[service.code]
        assert (indicator.worst, indicator.best, indicator.name) == (0, service.cap, service.name)
        assert set(indicator.applies_to) == {kind.value for kind, duty in service.duty.items() if duty != "none"}


@pytest.mark.parametrize(
    ("grade", "reliability", "withheld"),
    [
        (Graded(0.97, True, 0.7), 0.80, ""),
        (Graded(0.74, True, 0.7), 0.74, ""),
        (Graded(0.62, False, 0.7), 0.0, "right in 62 % of what it claims; 70 %"),
        (Graded(None, False, 0.7), 0.0, "not been graded"),
        (None, 0.0, "not been graded"),
    ],
)
def test_a_detector_counts_as_far_as_it_was_right_and_not_at_all_below_its_floor(grade, reliability, withheld):
    framework = parse_framework(TEXT, UNITS, {"service-ladder": grade, "S06": Graded(0.71, True, 0.7)} if grade else {})
    bins = next(indicator for indicator in framework.indicators if indicator.code == "S05")
    assert bins.reliability == reliability and withheld in word(bins.withheld) and bool(bins.withheld) == bool(withheld)
    website = framework.scope("website")
    assert (bins in framework.indicators_in(website)) != bool(withheld)
    assert bins not in framework.indicators_in(framework.scope("open-data"))
    assert CEILING == GRADED_AT_MOST
    missed = next(indicator for indicator in framework.indicators if indicator.code == "S06")
    assert missed.reliability == (0.71 if grade else 0.0)  # graded by itself


@pytest.mark.parametrize(
    "text", ["[]", "{", '{"detectors": {"x": {}}}',
             '{"detectors": {"x": {"precision": 2, "floor": 0.7, "scored": true}}}',
             '{"detectors": {"x": {"precision": 0.9, "floor": 0.7, "scored": "yes"}}}'],
)  # fmt: skip
def test_a_wrong_file_of_grades_is_refused_by_name(text, tmp_path):
    path = tmp_path / "detector-grades.json"
    path.write_text(text)
    with pytest.raises(EditionError, match="detector-grades.json"):
        load_grades(path)
    assert load_grades(tmp_path / "none.json") == {}

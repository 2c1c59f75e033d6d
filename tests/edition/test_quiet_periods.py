"""When nothing is published because people vote, and that a file that cannot be read stops everything."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from edition.quiet_periods import first_thursday_in_may, load_quiet_periods, quiet_on
from errors import QuietPeriodError
from tests.committed import ROOT, committed_inputs
from tests.small_edition import COUNCILS

EVERYONE = tuple(COUNCILS.values())
SOURCE = 'source = "An Act"\nurl = "https://law.example.org/act"\n'
ONE = f'[[election]]\nname = "A poll"\npolling_on = 2027-06-10\nquiet_days = 20\nnations = ["Wales"]\n{SOURCE}'


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "quiet-periods.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("year", "day"), [(2025, 1), (2026, 7), (2027, 6), (2028, 4), (2031, 1)])
def test_the_first_thursday_in_may(year, day):
    assert first_thursday_in_may(year) == date(year, 5, day)
    assert first_thursday_in_may(year).strftime("%A") == "Thursday"


@pytest.mark.parametrize(
    ("day", "quiet"),
    [(date(2027, 5, 20), False), (date(2027, 5, 21), True), (date(2027, 6, 10), True), (date(2027, 6, 11), False),
     (date(2028, 6, 1), False)],
)  # fmt: skip
def test_the_quiet_lasts_from_so_many_days_before_to_polling_day(tmp_path, day, quiet):
    told = quiet_on(day, load_quiet_periods(written(tmp_path, ONE), EVERYONE), EVERYONE)
    assert bool(told) == quiet
    assert all("A poll: quiet from 2027-05-21 to 2027-06-10" in one and "(An Act)" in one for one in told)


def test_where_nobody_votes_nothing_is_quiet(tmp_path):
    elections = load_quiet_periods(written(tmp_path, ONE), EVERYONE)
    assert quiet_on(date(2027, 6, 10), elections, [one for one in EVERYONE if one.nation != "Wales"]) == []
    by_name = written(tmp_path, ONE.replace('nations = ["Wales"]', 'councils = ["simford"]\ntypes = ["county"]'))
    (told,) = quiet_on(date(2027, 6, 10), load_quiet_periods(by_name, EVERYONE), EVERYONE)
    voting = sum(one.slug == "simford" or one.type == "county" for one in EVERYONE)
    assert f"where {voting} councils may vote" in told


def test_what_is_shipped_is_quiet_before_the_first_thursday_in_may_of_any_year_and_at_no_other_time():
    councils = committed_inputs().register.authorities
    elections = load_quiet_periods(ROOT / "data" / "quiet-periods.toml", councils)
    for year in (2027, 2028, 2035):
        polled = first_thursday_in_may(year)
        days = [day for day in (date.fromordinal(n) for n in range(date(year, 1, 1).toordinal(),
                date(year + 1, 1, 1).toordinal())) if quiet_on(day, elections, councils)]  # fmt: skip
        assert days[-1] == polled and len(days) == 43
    assert all("legislation.gov.uk" in one.url and one.polling_on is None for one in elections)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("election = [", "it is not TOML in UTF-8: .*; without it nothing is published"),
        ("", 'field "election": found nothing, expected tables'),
        ("election = []", r'field "election": found \[\], expected'),
        ("[election]\nname = 1\n", r'field "election": found \{'),
        (ONE + "[other]\n", 'field "other"'),
        (ONE.replace("name", "nom"), 'election 1: field "nom": found .A poll., expected one of the fields'),
        (ONE.replace('"A poll"', '""'), 'field "name": found .., expected a text'),
        (ONE.replace("https://law.example.org/act", "law"), 'field "url": found .law., expected an address'),
        (
            ONE.replace("Wales", "Cymru"),
            r'field "nations": found .Cymru., expected a list of texts, of England,',
        ),
        (ONE.replace('nations = ["Wales"]', 'councils = ["atlantis"]'), 'field "councils": found .*short names'),
        (ONE.replace('nations = ["Wales"]', 'types = ["shire"]'), 'field "types": .*county'),
        (ONE.replace('["Wales"]', '"Wales"'), 'field "nations": found .Wales., expected a list'),
        (ONE.replace('nations = ["Wales"]\n', ""), 'field "nations": found nothing, expected whom it concerns'),
        (ONE.replace("polling_on = 2027-06-10\n", ""), 'field "polling_on": found nothing, expected a day, or instead'),
        (ONE + 'held = "first Thursday in May"\n', 'field "polling_on"'),
        (ONE.replace("polling_on = 2027-06-10", 'held = "in spring"'), 'field "held": found .in spring.'),
        (ONE.replace("2027-06-10", '"soon"'), 'field "polling_on": found .soon., expected a day'),
        (ONE.replace("2027-06-10", "2027-06-10T08:00:00"), 'field "polling_on"'),
        (ONE.replace("= 20\n", "= 0\n"), 'field "quiet_days": found 0, expected a whole number from 1 to 120'),
        (ONE.replace("= 20\n", "= true\n"), 'field "quiet_days": found True'),
        (ONE.replace('["Wales"]', '["Wales", "Wales"]'), 'field "nations": found .Wales., expected each of them once'),
        (ONE.replace('nations = ["Wales"]', 'councils = ["simford", "simford"]'), "found .simford., .* each once"),
        (ONE.replace('nations = ["Wales"]', 'councils = ["Simford"]'), "found .Simford., .*did you mean .simford."),
        (ONE + ONE, 'election 2: field "name": found .A poll., expected one that no other entry has'),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_entry_field_and_value(tmp_path, text, says):
    with pytest.raises(QuietPeriodError, match=f"quiet-periods.toml: .*{says}"):
        load_quiet_periods(written(tmp_path, text), EVERYONE)


def test_a_file_that_is_not_there_is_no_leave_to_publish(tmp_path):
    with pytest.raises(QuietPeriodError, match="without it nothing is published"):
        load_quiet_periods(tmp_path / "quiet-periods.toml", EVERYONE)

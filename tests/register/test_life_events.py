"""The file of life events: every service in one, and nothing without an owner."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from commands.declared_words import events_without_words
from errors import RegisterError
from register.life_events import load_life_events
from register.services import load_services

DATA = Path(__file__).resolve().parents[2] / "data"
FILE = DATA / "life-events.toml"
SERVICES = tuple(one.code for one in load_services(DATA / "register"))


def test_eleven_events_hold_every_service():
    found = load_life_events(FILE, SERVICES)
    assert len(found.events) == 11 and len(found.most_wanted) == 5
    assert {code for one in found.events for code in one.services} == set(SERVICES)


def test_hard_moments_have_a_phone_in_every_nation():
    for event in load_life_events(FILE, SERVICES).events:
        if event.urgent:
            phones = {nation for route in event.routes if route.phone for nation in route.nations}
            assert len(phones) == 4, event.slug


@pytest.mark.parametrize(
    ("right", "slip", "says"),
    [("moneyhelper", "moneyhelpr", 'event "money-trouble": field "id": found \'moneyhelpr\', expected one that'),
     ("moving-in", "moving-inn", 'event "moving-inn": field "slug": found \'moving-inn\', expected one that')],
)  # fmt: skip
def test_an_event_or_a_route_without_words_is_named(tmp_path: Path, right: str, slip: str, says: str):
    text = FILE.read_text(encoding="utf-8").replace(f'"{right}"', f'"{slip}"', 1)
    (tmp_path / "life-events.toml").write_text(text, encoding="utf-8")
    (error,) = events_without_words(tmp_path)
    assert str(error).startswith(f"life-events.toml: {says}")
    answer = CliRunner().invoke(main, ["build", "--data", str(tmp_path), "--out", str(tmp_path / "out.db")])
    assert str(answer.exception) == str(error) and not (tmp_path / "out.db").exists()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('owner = "Council Digital Index"', 'owner = ""', "owner"),
        ("reviewed_on = 2026-11-29", "", "reviewed_on"),
        ('slug = "getting-around"', 'slug = "moving-in"', "found 'moving-in', expected one that no other"),
        ('["S04", "S23", "S20", "S22"]', '["S04", "S99"]', "S99"),
        ('["S04", "S23", "S20", "S22"]', '["S20"]', "S04"),
        ('phone = "999"', 'phone = "999", fax = "1"', "fax"),
        ('["Wales"]', '["Cornwall"]', "nations"),
        ("https://thestreetlink.org.uk/", "javascript:alert(1)", "url"),
        ("urgent = true", "urgent = ", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, old: str, new: str, said: str):
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "life-events.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RegisterError, match=f"life-events.toml.*{said}"):
        load_life_events(path, SERVICES)

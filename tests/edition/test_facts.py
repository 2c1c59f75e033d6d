"""The compiled facts are read strictly, naming file, row and column."""

import pytest

from collectors.open_data.facts_file import HEADER
from edition.facts import load_facts
from errors import SourceError
from models import Status

HEAD = ",".join(HEADER) + "\n"
MESSAGE = '"[""govuk_pay.services"",{""n"":2}]"'
ROW = f"E06000001,pay_services,2,,measured,2026-08-03,govuk_pay,{MESSAGE},https://example.org/\n"


def folder(tmp_path, text, name="govuk_pay.csv"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_facts_are_read_whole(tmp_path):
    (fact,) = load_facts(folder(tmp_path, HEAD + ROW))
    assert (fact.authority, fact.value, fact.status, fact.observed_on.isoformat()) == (
        "E06000001", 2.0, Status.MEASURED, "2026-08-03")  # fmt: skip


def test_the_facts_of_a_source_that_is_switched_off_are_left_out(tmp_path):
    assert load_facts(folder(tmp_path, HEAD + ROW), without={"govuk_pay"}) == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "header"),
        (HEAD.replace("value", "worth") + ROW, "header"),
        (HEAD + "E06000001,pay_services\n", "row 2.*2 cells, expected 9"),
        (HEAD + ROW.replace(",2,", ",two,"), 'row 2.*column "value"'),
        (HEAD + ROW.replace(",2,", ",nan,"), 'column "value"'),
        (HEAD + ROW.replace(",2,", ",inf,"), 'column "value"'),
        (HEAD + ROW.replace("measured", "found"), 'column "status"'),
        (HEAD + ROW.replace("2026-08-03", "3 August"), 'column "observed_on"'),
        (HEAD + ROW.replace("{", "["), 'column "message"'),
        (HEAD + ROW.replace(",2,", ",,"), "None with status measured"),
        (HEAD + ROW.replace("measured", "blocked"), "2.0 with status blocked"),
        (HEAD + ROW + ROW, "row 3.*the same measure"),
    ],
)
def test_a_wrong_facts_file_is_refused_by_place(tmp_path, text, says):
    with pytest.raises(SourceError, match=says):
        load_facts(folder(tmp_path, text))


def test_a_missing_folder_is_said_plainly(tmp_path):
    with pytest.raises(SourceError, match="not found"):
        load_facts(tmp_path / "none")

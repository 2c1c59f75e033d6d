"""GOV.UK's own pages: each address from a record, none made up."""

from datetime import date
from pathlib import Path

import pytest

from errors import RegisterError
from register.govuk_pages import load_govuk_pages
from register.services import load_services

FOLDER = Path(__file__).resolve().parents[2] / "data" / "register"
SERVICES = {one.code for one in load_services(FOLDER)}


def test_every_page_is_govuks_and_says_which_record_of_which_commit_holds_its_address():
    pages = load_govuk_pages(FOLDER, SERVICES)
    council_tax = next(one for one in pages if one.service == "S01")
    assert council_tax.url == "https://www.gov.uk/pay-council-tax"
    assert council_tax.nations == ("England", "Wales", "Scotland") and council_tax.seen_on == date(2026, 11, 30)
    for one in pages:
        assert "/blob/" in one.seen_at and len(one.seen_at.split("/blob/")[1].split("/")[0]) == 40, one


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("S99,England,https://www.gov.uk/x,https://a.example/,2026-11-30", "service"),
        ("S01,Cornwall,https://www.gov.uk/x,https://a.example/,2026-11-30", "nations"),
        ("S01,,https://www.gov.uk/x,https://a.example/,2026-11-30", "nations"),
        ("S01,England,https://www.gov.uk.example/x,https://a.example/,2026-11-30", "url"),
        ("S01,England,javascript:alert(1),https://a.example/,2026-11-30", "url"),
        ("S01,England,https://www.gov.uk/x y,https://a.example/,2026-11-30", "url"),
        ("S01,England,https://www.gov.uk/x,seen somewhere,2026-11-30", "seen_at"),
        ("S01,England,https://www.gov.uk/x,https://a.example/,yesterday", "seen_on"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_by_its_field(tmp_path: Path, row: str, field: str):
    (tmp_path / "govuk_pages.csv").write_text(f"service,nations,url,seen_at,seen_on\n{row}\n", encoding="utf-8")
    with pytest.raises(RegisterError, match=f'govuk_pages.csv: line 2: field "{field}"'):
        load_govuk_pages(tmp_path, SERVICES)


def test_a_service_has_one_page(tmp_path: Path):
    row = "S01,England,https://www.gov.uk/x,https://a.example/,2026-11-30\n"
    (tmp_path / "govuk_pages.csv").write_text(f"service,nations,url,seen_at,seen_on\n{row}{row}", encoding="utf-8")
    with pytest.raises(RegisterError, match="S01"):
        load_govuk_pages(tmp_path, SERVICES)

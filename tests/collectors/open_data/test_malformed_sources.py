"""Every file of every source, spoilt in every way a published file can be: refused with its place, never half-read."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from collectors.open_data import SOURCES
from collectors.open_data.tables import DAY, FLAG, NEEDED, NUMBER, TEXT, WHOLE, one_of, optional, read_table
from errors import EmptySourceError, SourceError
from tests.collectors.open_data.extracts import EXTRACTS
from tests.collectors.open_data.reading import parsed

FILES = [(source.name, file) for source in SOURCES for file in source.inputs]
MAY_REPEAT = {
    "website-page-weight/homepage_fcp_monthly.csv",
    "homepage-accessibility-scan/homepage_scan_2026_02.csv",
    "planning-data-endpoints/la_planning_data_endpoints.csv",
    "bin-lookup-platforms/bin_lookup_platform_hints.csv",
    "polling-station-data/council_polling_station_imports.csv",
}
"""Files whose publishers list one thing twice; the same line again changes nothing."""

every_file = pytest.mark.parametrize(("name", "file"), FILES)


def spoilt(name: str, file: str, raw: bytes) -> SourceError:
    """Return the error a spoilt file meets."""
    with pytest.raises(SourceError) as caught:
        parsed(name, {file: raw})
    assert caught.value.source == name
    return caught.value


def cells(name: str, file: str) -> list[list[str]]:
    """Return a small extract as lists of cells."""
    return list(csv.reader(io.StringIO(EXTRACTS[name][file])))


def written(rows: list[list[str]]) -> bytes:
    """Return lists of cells as a file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def test_every_source_has_an_extract_of_every_input():
    assert {name: set(files) for name, files in EXTRACTS.items()} == {s.name: set(s.inputs) for s in SOURCES}


@every_file
def test_an_empty_file_is_refused(name, file):
    assert "is empty" in str(spoilt(name, file, b" \n"))


@every_file
def test_a_web_page_instead_of_data_is_refused(name, file):
    error = spoilt(name, file, b"<!DOCTYPE html>\n<title>Not found</title>\n")
    assert "is a web page" in str(error) and error.row == 1


@every_file
def test_another_encoding_is_refused_with_its_line(name, file):
    lines = EXTRACTS[name][file].encode().splitlines(keepends=True)
    error = spoilt(name, file, lines[0] + b"\xe9" + b"".join(lines[1:]))
    assert "is not UTF-8" in str(error) and error.row == 2


def names_the_council(header):
    """The column by which a file names councils: its slug, or a code where it has none."""
    return next(column for column in ("slug", "authority", "gss") if column in header)


@every_file
def test_a_missing_column_is_named(name, file):
    rows = cells(name, file)
    column = names_the_council(rows[0])
    rows[0][rows[0].index(column)] = "other"
    error = spoilt(name, file, written(rows))
    assert (error.row, error.column) == (1, column) and file in str(error)


@every_file
def test_the_same_column_twice_is_refused(name, file):
    rows = cells(name, file)
    column = names_the_council(rows[0])
    place = rows[0].index(column)
    rows = [[*row, row[place]] for row in rows]
    assert spoilt(name, file, written(rows)).column == column


@every_file
def test_a_file_cut_off_in_a_line_is_refused(name, file):
    raw = EXTRACTS[name][file].encode()
    assert spoilt(name, file, raw[:-1]).row == raw.count(b"\n")
    assert spoilt(name, file, raw[: raw.rindex(b",")]).row == raw.count(b"\n")


@every_file
def test_a_line_with_too_few_cells_is_named(name, file):
    rows = cells(name, file)
    rows[1] = rows[1][:-2]
    assert spoilt(name, file, written(rows)).row == 2


@every_file
def test_a_header_without_rows_yields_nothing(name, file):
    assert isinstance(spoilt(name, file, written(cells(name, file)[:1])), EmptySourceError)


@every_file
def test_a_repeated_key_is_refused_unless_the_publisher_repeats_itself(name, file):
    rows = cells(name, file)
    raw = written([*rows, rows[1]])
    if file in MAY_REPEAT:
        assert parsed(name, {file: raw}).facts == parsed(name).facts
    else:
        error = spoilt(name, file, raw)
        assert "the same" in str(error) and error.row == len(rows) + 1


@every_file
def test_more_columns_in_another_order_change_nothing(name, file):
    rows = cells(name, file)
    changed = [["new" if at == 0 else "x", *reversed(row)] for at, row in enumerate(rows)]
    assert parsed(name, {file: written(changed)}) == parsed(name)


@every_file
def test_a_byte_order_mark_and_windows_line_ends_change_nothing(name, file):
    raw = b"\xef\xbb\xbf" + EXTRACTS[name][file].encode().replace(b"\n", b"\r\n")
    assert parsed(name, {file: raw}) == parsed(name)


HAVE_NO_CODE = {
    "website-page-weight/homepage_fcp_monthly.csv",
    "planning-data-endpoints/la_planning_data_history.csv",
    "govuk-local-links-2026/links.csv",
    "govuk-local-links-2026/link_status.csv",
    "govuk-local-links-2026/links_checked_2026-09-28.csv",
}
"""Files of which only the slug, or only the days, are used."""


@pytest.mark.parametrize(("name", "file"), [pair for pair in FILES if pair[1] not in HAVE_NO_CODE])
def test_a_slug_and_a_code_of_two_councils_are_refused(name, file):
    header, *rows = cells(name, file)
    code = next(header.index(column) for column in ("gss", "gss_source", "gss_register", "code") if column in header)
    changed, other = (header.index("slug"), ("cardiff", "aberdeen")) if header[code] == "gss_source" else (
        code, ("W06000015", "S12000033"))  # fmt: skip
    for row in rows:
        if row[header.index("slug")]:
            row[changed] = other[row[changed] == other[0]]
    assert spoilt(name, file, written([header, *rows])).column == "slug"


WRONG_CELLS = [
    ("website_page_weight", "website-page-weight/homepage_weight_monthly.csv", 2, "page_bytes", "heavy"),
    ("website_page_weight", "website-page-weight/homepage_weight_monthly.csv", 2, "page_bytes", "nan"),
    ("website_page_weight", "website-page-weight/homepage_weight_monthly.csv", 2, "date", "27/05/2021"),
    ("website_page_weight", "website-page-weight/homepage_weight_monthly.csv", 4, "blocked", "perhaps"),
    ("website_page_weight", "website-page-weight/homepage_fcp_monthly.csv", 3, "first_contentful_paint_s", "-1"),
    ("homepage_accessibility_scan", "homepage-accessibility-scan/homepage_scan_2026_02.csv", 2, "axe_passed", "many"),
    ("homepage_accessibility_scan", "homepage-accessibility-scan/homepage_scan_2026_02.csv", 2, "axe_executed", "ja"),
    ("planning_data", "planning-data-endpoints/la_planning_data_endpoints.csv", 2, "pipelines", "new-pipeline"),
    ("planning_data", "planning-data-endpoints/la_planning_data_endpoints.csv", 2, "endpoint_entry_date", "2019"),
    ("planning_data", "mhclg-digital-programmes/expected_planning_datasets.csv", 2, "reason", "because"),
    ("planning_data", "mhclg-digital-programmes/expected_planning_datasets.csv", 2, "dataset", "new-dataset"),
    ("open_data_scotland", "open-data-scotland/scottish_council_open_data_history.csv", 2, "open_licensed", "9"),
    ("open_data_scotland", "open-data-scotland/scottish_council_open_data_history.csv", 2, "datasets", "8.5"),
    (
        "open_data_scotland",
        "open-data-scotland/scottish_council_open_data_history.csv",
        2,
        "latest_dataset_update",
        "2024-01-01",
    ),
    ("govuk_pay", "govuk-pay/council_pay_services_history.csv", 2, "live_services", "three"),
    ("govuk_pay", "govuk-pay/council_pay_services_history.csv", 2, "snapshot_date", ""),
    ("open_source_platforms", "planx-open-digital-planning/bops_councils.csv", 2, "first_seen", "soon"),
    ("mhclg_programmes", "mhclg-digital-programmes/awards_by_council.csv", 2, "fund", "new-fund"),
    ("mhclg_programmes", "mhclg-digital-programmes/project_membership_history.csv", 5, "start_date", "spring"),
    ("govwifi", "govwifi/govwifi_councils_history.csv", 2, "as_of", "2026-06-31"),
    ("hsts_preload", "hsts-preload/council_hsts_preload.csv", 2, "host_preloaded", "2"),
    ("ukbcd", "ukbcd-bin-collection/ukbcd_council_current.csv", 2, "needs_browser", "perhaps"),
    ("bin_platforms", "bin-lookup-platforms/bin_lookup_platform_hints.csv", 2, "source", "third"),
    ("fixmystreet", "fixmystreet-pro/fixmystreet_cobrands.csv", 2, "status", "paused"),
    ("councillor_systems", "lgsf-councillor-pages/lgsf_current.csv", 2, "cms_type", "Parchment"),
    ("councillor_systems", "lgsf-councillor-pages/lgsf_current.csv", 2, "base_url", ""),
]


@pytest.mark.parametrize(("name", "file", "line", "column", "wrong"), WRONG_CELLS)
def test_a_wrong_cell_is_named_by_line_and_column(name, file, line, column, wrong):
    rows = cells(name, file)
    rows[line - 1][rows[0].index(column)] = wrong
    error = spoilt(name, file, written(rows))
    assert (error.row, error.column) == (line, column)


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        *((DAY, cell) for cell in ("", "2026-02-30", "20260201", "３-01-01", "2026-8-31")),
        *((WHOLE, cell) for cell in ("", "3.5", "-1", "1e300", "1_000", "0x10")),
        *((NUMBER, cell) for cell in ("", "inf", "nan", "True")),
        (FLAG, "yes"), (NEEDED, " "), (one_of("current", "removed"), "paused"), (optional(DAY), "soon"),
    ],
)  # fmt: skip
def test_a_cell_that_is_not_of_its_kind_is_refused(kind, cell):
    with pytest.raises(SourceError, match=r'row 2: column "worth": found .*, expected .* \(in any\.csv\)'):
        read_table("any", "any.csv", written([["key", "worth"], ["a", cell], ["b", cell]]), {"worth": kind}, ("key",))


@pytest.mark.parametrize(
    ("kind", "cells", "values"),
    [
        (DAY, ("2026-08-31", " 2021-01-01"), [date(2026, 8, 31), date(2021, 1, 1)]),
        (optional(DAY), ("", "2021-01-01"), [None, date(2021, 1, 1)]),
        (WHOLE, ("3", "2.0"), [3, 2]), (NUMBER, ("1e3", "0.5"), [1000, 0.5]),
        (FLAG, ("true", ""), [True, False]), (TEXT, ("NA", "007"), ["NA", "007"]),
    ],
)  # fmt: skip
def test_a_cell_has_the_value_of_its_kind_and_is_never_guessed(kind, cells, values):
    raw = written([["key", "worth"], ["a", cells[0]], ["b", cells[1]]])
    assert read_table("any", "any.csv", raw, {"worth": kind}, ("key",)).worth.tolist() == values


def test_a_missing_number_is_not_zero():
    raw = written([["key", "worth"], ["a", ""], ["b", "2"]])
    for kind in (optional(WHOLE), optional(NUMBER)):
        assert read_table("any", "any.csv", raw, {"worth": kind}, ("key",)).worth.isna().tolist() == [True, False]


@example(b'"')
@given(st.binary(max_size=200))
def test_no_bytes_whatever_are_read_as_a_table_without_its_columns(raw):
    with pytest.raises(SourceError):
        read_table("any", "any.csv", raw, {"a column of the table": TEXT}, ("a column of the table",))


table_text = st.text(st.characters(codec="utf-8", exclude_characters="\r\0", exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.tuples(st.uuids().map(str), table_text), min_size=1, max_size=8, unique_by=lambda row: row[0]))
def test_what_was_written_as_a_table_is_read_back(rows):
    raw = written([["key", "words"], *map(list, rows)])
    found = read_table("any", "any.csv", raw, {"key": TEXT, "words": TEXT}, ("key",))
    assert list(zip(found.key, found.words, strict=True)) == [(key, words.strip()) for key, words in rows]

"""What share of councils does something, of those that could be seen; and what GOV.UK's register leads to."""

from __future__ import annotations

from collections.abc import Iterator

from edition.findings.figures import Figures
from edition.findings.record import LEAST_COUNCILS, LEAST_SHARE, Finding, Line
from edition.rows import Row
from models import NATIONS, Message

COUNTED = ("services", "platforms", "programmes")
"""Units of what is counted, so that one of them is something to tell."""


def indicator_shares(figures: Figures) -> Iterator[Finding]:
    """Yield for each scored indicator how many councils have it, with the range that those not seen leave open."""
    kind_of = {one.code: one.type for one in figures.councils}
    cells: dict[str, list[Row]] = {row["indicator"]: [] for row in figures.indicators}
    for cell in figures.cells:
        if cell["state"] != "not_applicable" and cell["authority"] in kind_of and cell["indicator"] in cells:
            cells[cell["indicator"]].append(cell)
    for row in figures.indicators:
        if cells[row["indicator"]]:
            yield _share(figures, row, cells[row["indicator"]], kind_of)


def counted(indicator: Row) -> bool:
    """Return whether the indicator counts things of which one is something to tell."""
    return indicator["unit"] in COUNTED


def has_it(indicator: Row, cell: Row) -> bool:
    """Return whether an observed cell counts: something where things are counted, the best mark everywhere else."""
    return bool(cell["value"] > 0) if counted(indicator) else bool(cell["y"] >= 1)


def _share(figures: Figures, indicator: Row, cells: list[Row], kind_of: dict[str, str]) -> Finding:
    code = indicator["indicator"]
    by_type: dict[str, list[Row]] = {}
    for cell in cells:
        by_type.setdefault(kind_of[cell["authority"]], []).append(cell)
    whole = _line("", cells, indicator)
    lines = tuple(_line(slug, by_type[slug], indicator) for slug in figures.types if slug in by_type)
    seen, asked = whole.base or 0, len(cells)
    title = Message("insight.share.title", {"name": indicator["name"]})
    caveat = Message("insight.share.all_seen", {"n": asked})
    if seen < asked:
        caveat = Message("insight.share.caveat", {"n": asked - seen, "low": whole.low, "high": whole.high})
    share, question = whole.value, indicator["question"]
    if counted(indicator):
        sentence = Message("insight.share.some", {"share": share, "n": seen, "question": question})
    elif indicator["kind"] == "binary":
        sentence = Message("insight.share.yes", {"share": share, "n": seen, "question": question})
    else:
        sentence = Message("insight.share.best", {"share": share, "n": seen, "question": question})
    return Finding(
        f"share-{code}", "share", title, "share", caveat, seen, asked, sentence if whole.stated else None,
        whole.note, lines, value=whole.value, low=whole.low, high=whole.high, indicator=code,
    )  # fmt: skip


def _line(part: str, cells: list[Row], indicator: Row) -> Line:
    """Return the share of those seen, between none and all of those not seen; not stated where too few were."""
    seen = [cell for cell in cells if cell["state"] == "observed"]
    some, n, of = sum(has_it(indicator, cell) for cell in seen), len(seen), len(cells)
    low, high = some / of, (some + of - n) / of
    if n < max(LEAST_COUNCILS, LEAST_SHARE * of):
        why = Message("insight.few_seen", {"n": n, "of": of, "low": low, "high": high, "least": LEAST_COUNCILS})
        return Line("", part, None, low, high, n, of, why, stated=False)
    return Line("", part, some / n, low, high, n, of)


def govuk_links(figures: Figures) -> Finding:
    """Return for how many services GOV.UK's register leads to a page of the council's own, by nation.

    A service of a council counts once. An address that GOV.UK's checker called broken does not count; most were not
    checked.
    """
    nation_of = {one.code: one.nation for one in figures.councils}
    served: dict[tuple[str, str], bool] = {}
    for row in figures.links:
        if row["authority"] in nation_of:
            own = bool(row["offered"]) and row["kind"] == "page" and row["checker"] != "broken"
            key = row["authority"], row["service"]
            served[key] = served.get(key, False) or own
    lines = tuple(_nation(nation, nation_of, served) for nation in NATIONS if nation in nation_of.values())
    some, of = sum(served.values()), len(served)
    councils = len({authority for authority, _ in served})
    title, caveat = Message("insight.govuk.title"), Message("insight.govuk.caveat")
    if councils < LEAST_COUNCILS:
        why = Message("insight.govuk.thin", {"n": councils, "least": LEAST_COUNCILS})
        return Finding("govuk-links", "govuk-links", title, "share", caveat, some, of, withheld=why, lines=())
    sentence = Message("insight.govuk.sentence", {"share": some / of, "services": of, "n": councils})
    return Finding(
        "govuk-links", "govuk-links", title, "share", caveat, some, of, sentence, lines=lines, value=some / of
    )


def _nation(nation: str, nation_of: dict[str, str], served: dict[tuple[str, str], bool]) -> Line:
    own = {key: page for key, page in served.items() if nation_of[key[0]] == nation}
    councils = len({authority for authority, _ in own})
    if councils < LEAST_COUNCILS:
        why = Message("insight.govuk.few", {"n": councils, "least": LEAST_COUNCILS})
        return Line("", nation, base=sum(own.values()), base_of=len(own), note=why, stated=False)
    return Line("", nation, sum(own.values()) / len(own), base=sum(own.values()), base_of=len(own),
                note=Message("insight.govuk.councils", {"n": councils}))  # fmt: skip

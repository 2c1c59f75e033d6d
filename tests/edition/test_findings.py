"""Findings: each worked out again from the published files by a few lines of pandas; and what the rule withholds."""

from __future__ import annotations

import io
import sqlite3
from dataclasses import replace
from math import comb
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest

from edition.datasets import dataset_fields, dataset_rows, find_dataset, to_csv
from edition.findings import comparison_rows, finding_line_rows, finding_rows, findings
from edition.findings.chances import Chances, Move
from edition.findings.figures import Council, Figures
from edition.findings.record import Finding
from edition.reader import connect
from scoring.movement import verdict
from web.words.catalogue import word

Files = dict[str, pd.DataFrame]
NAMES = ("findings", "finding_lines", "comparisons", "scores", "register", "observations", "indicators", "links")


@pytest.fixture(scope="module")
def files(real_published: Path) -> Files:
    """The files of the real edition, read as whoever downloads them reads them."""
    connection = connect(real_published)
    return {
        name: pd.read_csv(io.StringIO(_csv(connection, name)), keep_default_na=False, na_values={}) for name in NAMES
    }


def _csv(connection: sqlite3.Connection, name: str) -> str:
    file = find_dataset(name)
    return to_csv(dataset_fields(connection, file), dataset_rows(connection, file, word))


def numbers(column: pd.Series) -> pd.Series:
    return pd.to_numeric(column.replace("", np.nan))


def one(files: Files, finding: str) -> pd.Series:
    return files["findings"].set_index("finding").loc[finding]


def lines(files: Files, finding: str) -> pd.DataFrame:
    found = files["finding_lines"]
    own = found[found["finding"] == finding].copy()
    return own.assign(**{name: numbers(own[name]) for name in ("value", "low", "high", "base", "base_of")})


def ten(value: object) -> pd.Series:
    """To the ten decimals that the files have."""
    return pd.Series(np.asarray(value, dtype=float)).round(10)


def test_every_family_is_adjusted_as_the_decision_says(files: Files) -> None:
    for family, own in files["comparisons"].groupby("family"):
        p = 1 - own["probability"]
        if family == "movement":
            p = np.minimum(own["probability"], p) * 2
        p = np.minimum(1, np.maximum(p, (2 if family == "movement" else 1) / (own["draws"] + 1)))
        ordered = p.sort_values(kind="stable")
        scaled = ordered * len(p) / np.arange(1, len(p) + 1)
        right = np.minimum(1, scaled[::-1].cummin()).reindex(p.index)
        assert ten(own["p"]).equals(ten(p)), family
        assert np.allclose(own["p_adjusted"], right, rtol=0, atol=2e-10), family
        assert (own["stands"] == (own["p_adjusted"] <= 0.05)).all(), family


def test_who_is_named_is_who_stands_in_the_comparisons(files: Files) -> None:
    compared, scores = files["comparisons"], files["scores"]
    stand = compared[compared["stands"] == 1]
    moved = stand[stand["family"] == "movement"]
    expected = {
        "improved": set(moved[moved["probability"] > 0.5]["authority"]),
        "declined": set(moved[moved["probability"] < 0.5]["authority"]),
        "small-councils": set(stand[stand["family"] == "better-half"]["authority"]),
    }
    for kind, table in scores.groupby("type"):
        ranked = table[table["ranked"] == 1]
        behind = set(stand[stand["family"] == f"behind-first-{kind}"]["authority"])
        thin = len(ranked) < max(10, len(table) * 2 / 3)
        level = set(ranked["authority"]) - behind
        expected[f"behind-{kind}"] = set() if thin else behind
        expected[f"first-{kind}"] = set() if thin or len(level) > len(ranked) / 3 else level
        bases = one(files, f"behind-{kind}")["base"], one(files, f"first-{kind}")["base_of"]
        assert bases == (len(ranked), len(table))
    for finding, those in expected.items():
        assert set(lines(files, finding)["authority"]) == those, finding
        assert one(files, finding)["stated"] == bool(those), finding
    held = lines(files, "behind-london").merge(scores, on="authority")
    for column, of_scores in (("value", "score"), ("low", "score_low"), ("high", "score_high")):
        assert (held[column] == numbers(held[of_scores])).all()


def test_small_councils_are_the_third_of_each_type_with_the_fewest_people(files: Files) -> None:
    register, scores = files["register"], files["scores"]
    fewest = [own.sort_values(["population", "authority"]).head(len(own) // 3) for _, own in register.groupby("type")]
    small = pd.concat(fewest).merge(scores[scores["ranked"] == 1][["authority"]], on="authority")
    compared = files["comparisons"]
    assert set(compared[compared["family"] == "better-half"]["authority"]) == set(small["authority"])


def test_regions_to_the_digit(files: Files) -> None:
    ranked = files["scores"][files["scores"]["ranked"] == 1].copy()
    ranked["score"] = numbers(ranked["score"])
    of_type = ranked.groupby("type")["score"]
    ranked["share"] = (of_type.rank() - 1) / (of_type.transform("count") - 1)
    z = NormalDist().inv_cdf(1 - 0.025 / (lines(files, "regions")["stated"] == 1).sum())
    sizes, spread = of_type.count(), ranked.groupby("type")["share"].var()
    for _, line in lines(files, "regions").iterrows():
        own = ranked[ranked["region"] == line["part"]]
        inside = own.groupby("type")["share"].count()
        variance = (inside * (1 - inside / sizes[inside.index]) * spread[inside.index]).sum()
        assert line["base"] == len(own)
        assert line["stated"] == (len(own) >= 10 and variance > 1e-12)
        if line["stated"]:
            half = z * np.sqrt(variance) / len(own)
            expected = [own["share"].mean(), 0.5 - half, 0.5 + half]
            assert ten([line["value"], line["low"], line["high"]]).equals(ten(expected))


def test_counties_and_districts_to_the_digit(files: Files) -> None:
    core = files["scores"][["authority", "core_score"]].assign(core=numbers(files["scores"]["core_score"]))
    register = files["register"].merge(core, on="authority")
    gaps = []
    for _, line in lines(files, "two-tier").iterrows():
        districts = register[register["parent"] == line["authority"]]["core"]
        county = register.set_index("authority").loc[line["authority"], "core"]
        fit = pd.notna(county) and districts.count() >= max(3, len(districts) / 2)
        assert (line["base"], line["base_of"], line["stated"]) == (districts.count(), len(districts), fit)
        if fit:
            middle = np.floor(districts.median() * 10 + 0.5 + 1e-9) / 10
            assert round(line["value"], 1) == round(county - middle, 1)
            gaps.append(line["value"])
    told = one(files, "two-tier")
    assert told["base"] == len(gaps) and float(told["value"]) == round(float(np.median(gaps)), 1)
    signs = np.cumsum([comb(len(gaps), k) for k in range(len(gaps))]) / 2 ** len(gaps)
    k = int((signs <= 0.025).sum())
    assert [float(told["low"]), float(told["high"])] == [sorted(gaps)[k - 1], sorted(gaps)[-k]]


@pytest.mark.parametrize(("finding", "beside"), [("deprivation", "deprivation"), ("size", "population")])
def test_correlations_to_the_digit(files: Files, finding: str, beside: str) -> None:
    register = files["register"][["authority", beside]]
    both = files["scores"][["authority", "type", "score"]].merge(register, on="authority")
    both = both.assign(score=numbers(both["score"]), beside=numbers(both[beside])).dropna(subset=["score", "beside"])
    compared = (both.groupby("type").size() >= 20).sum() * 2
    z = NormalDist().inv_cdf(1 - 0.025 / compared)
    assert one(files, finding)["comparisons"] == compared
    for _, line in lines(files, finding).iterrows():
        own = both[both["type"] == line["part"]]
        assert line["base"] == len(own) and pd.isna(line["value"]) == (len(own) < 20)
        if len(own) >= 20:
            rho = own["score"].rank().corr(own["beside"].rank())
            half = z * np.sqrt((1 + rho**2 / 2) / (len(own) - 3))
            ends = [np.tanh(np.arctanh(rho) - half), np.tanh(np.arctanh(rho) + half)]
            assert np.allclose([line["value"], line["low"], line["high"]], [rho, *ends], rtol=0, atol=2e-10)
            assert line["stated"] == (not ends[0] <= 0 <= ends[1])


def test_links_to_the_digit(files: Files) -> None:
    links = files["links"].merge(files["register"][["authority", "nation"]], on="authority")
    links["own"] = (links["offered"] == 1) & (links["kind"] == "page") & (links["checker"] != "broken")
    services = links.groupby(["nation", "authority", "service"])["own"].any()
    assert float(one(files, "govuk-links")["value"]) == round(services.mean(), 10)
    for _, line in lines(files, "govuk-links").iterrows():
        own = services[line["part"]]
        assert (line["base"], line["base_of"], line["value"]) == (own.sum(), len(own), round(own.mean(), 10))


def test_shares_of_every_indicator_to_the_digit(files: Files) -> None:
    indicators = files["indicators"].set_index("indicator")
    cells = files["observations"].merge(files["scores"][["authority", "type"]], on="authority")
    cells = cells[cells["state"] != "not_applicable"]
    shares = files["findings"][files["findings"]["kind"] == "share"]
    assert set(shares["indicator"]) == set(indicators[indicators["scored"] == 1].index)
    for code in shares["indicator"]:
        own, told = cells[cells["indicator"] == code], indicators.loc[code]
        value = numbers(own["value"])
        full = value > 0 if told["unit"] in ("services", "platforms", "programmes") else _best(value, told)
        own = own.assign(seen=own["state"] == "observed", full=full)
        whole, by_type = one(files, f"share-{code}"), lines(files, f"share-{code}").set_index("part")
        for line, some in ((whole, own), *((by_type.loc[kind], part) for kind, part in own.groupby("type"))):
            seen, asked, full_marks = some["seen"].sum(), len(some), (some["full"] & some["seen"]).sum()
            assert (line["base"], line["base_of"]) == (seen, asked)
            assert line["stated"] == (seen >= max(10, asked * 2 / 3))
            ends = [full_marks / asked, (full_marks + asked - seen) / asked]
            assert ten(numbers(line[["low", "high"]])).equals(ten(ends)), code
            assert not line["stated"] or float(line["value"]) == round(full_marks / seen, 10), code


def _best(value: pd.Series, indicator: pd.Series) -> pd.Series:
    worst, best = float(indicator["worst"]), float(indicator["best"])
    return value >= best if best > worst else value <= best


# What the rule withholds, and what it lets pass, on invented councils.


def invented(n: int, kind: str = "district", **values: object) -> tuple[Council, ...]:
    return tuple(
        Council(f"{kind}-{i:03}", f"Sim {kind} {i:03}", kind, "England", "East", "", 1000 + i, float(i),
                50.0, 40.0, 60.0, 50.0, i + 1, 1)
        for i in range(n)
    ) if not values else tuple(replace(one, **values) for one in invented(n, kind))  # fmt: skip


def settled(councils: tuple[Council, ...], **values: object) -> Chances:
    """Chances that say nothing of anybody."""
    ranked = [one.code for one in councils if one.score is not None]
    first = {kind: min(c.code for c in councils if c.type == kind and c.score is not None)
             for kind in {c.type for c in councils if c.score is not None}}  # fmt: skip
    others = {code: 0.5 for code in ranked if code not in first.values()}
    known = Chances(2000, first, others, dict.fromkeys(ranked, 0.5), {})
    return replace(known, **values)


def made(councils: tuple[Council, ...], known: Chances | None = None) -> dict[str, Finding]:
    found = findings(Figures(councils, (), (), ()), known or settled(councils))
    assert all(word(one.title) and word(one.caveat) and word(one.sentence or one.withheld) for one in found)
    return {one.code: one for one in found}


def moved(probabilities: list[float]) -> dict[str, Move]:
    return {f"district-{i:03}": Move(p, 0.01, -0.01, 0.03, verdict(p)) for i, p in enumerate(probabilities)}


def test_withheld_the_loudest_of_many() -> None:
    """Of 300 councils that did not move, fifteen look as if they had."""
    councils = invented(300)
    quiet = settled(councils, moves=moved([(i + 0.5) / 300 for i in range(300)]), against="2025-11-21", questions=8)
    found = made(councils, quiet)["improved"]
    assert not found.stated and found.lines == () and found.sentence is None
    assert word(found.withheld).startswith("Looked at alone, 15 councils") and "about 15 would by chance" in word(
        found.withheld
    )


def test_stated_who_moves_beyond_what_many_comparisons_explain() -> None:
    councils = invented(300)
    loud = settled(councils, moves=moved([1.0] * 9 + [0.0] * 7 + [0.5] * 284), against="2025-11-21", questions=8)
    found = made(councils, loud)
    assert [line.authority for line in found["improved"].lines] == [f"district-{i:03}" for i in range(9)]
    assert "9 of the 300 councils that can be compared with 21 November 2025" in word(found["improved"].sentence)
    assert len(found["declined"].lines) == 7 and found["declined"].lines[0].value == 1.0


def test_withheld_ranges_that_overlap() -> None:
    councils = invented(30)
    found = made(councils)
    assert "30 of the 30 district councils ranked cannot be told apart" in word(found["first-district"].withheld)
    assert "none is clearly behind" in word(found["behind-district"].withheld)
    apart = settled(councils)
    clear = replace(apart, behind={code: 1.0 if code >= "district-004" else 0.5 for code in apart.behind})
    told = made(councils, clear)
    assert [line.authority[-3:] for line in told["first-district"].lines] == ["000", "001", "002", "003"]
    assert len(told["behind-district"].lines) == 26 and "the table names them" in word(told["behind-district"].sentence)


def test_withheld_a_thin_base() -> None:
    few = (*invented(12), *(replace(one, code=f"x{one.code}", score=None) for one in invented(7)))
    apart = settled(few)
    clear = replace(apart, behind=dict.fromkeys(apart.behind, 1.0))
    found = made(few, clear)
    assert word(found["first-district"].withheld).startswith("Only 12 of the 19 district councils could be ranked")
    assert not found["behind-district"].stated and not found["deprivation"].stated
    assert made(few[:18], clear)["first-district"].stated  # two in three are enough


def test_a_region_that_is_alone_of_its_type_is_not_compared() -> None:
    london = tuple(replace(one, region="London", score=float(i)) for i, one in enumerate(invented(12, "london")))
    north = tuple(replace(one, region="North", score=90.0 + i) for i, one in enumerate(invented(12)))
    south = tuple(
        replace(one, code=f"s{one.code}", region="South", score=float(i)) for i, one in enumerate(invented(24))
    )
    found = made((*london, *north, *south))["regions"]
    by_name = {line.part: line for line in found.lines}
    assert not by_name["London"].stated and "nobody elsewhere" in word(by_name["London"].note)
    assert by_name["North"].value > by_name["North"].high and by_name["South"].value < by_name["South"].low
    assert "In North, the 12 councils ranked (of 12) outscore 84%" in word(found.sentence)


def test_a_correlation_that_holds_is_told_with_its_direction_and_no_cause() -> None:
    rising = tuple(replace(one, score=float(i + (i % 3) * 4)) for i, one in enumerate(invented(40)))
    found = made(rising)
    assert "more deprived places tend to score higher" in word(found["deprivation"].sentence)
    assert "no cause" in word(found["deprivation"].caveat)
    falling = tuple(replace(one, score=-one.score) for one in rising)
    assert "more people tend to score lower" in word(made(falling)["size"].sentence)
    assert "do not differ" in word(made(invented(40))["size"].lines[0].note)


@pytest.mark.parametrize("councils", [(), invented(1), invented(1, score=None), invented(2)])
def test_an_edition_of_nobody_or_of_one_withholds_everything_and_says_why(councils: tuple[Council, ...]) -> None:
    found = tuple(made(councils).values())
    assert not any(one.stated for one in found) and all(word(one.withheld) for one in found)
    rows = [*finding_rows("e", found), *finding_line_rows("e", found), *comparison_rows("e", found)]
    assert len([row for row in rows if "sentence" in row]) == len(found)

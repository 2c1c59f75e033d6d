"""Builds a small published.db of 20 invented councils, marked as simulated, for the tests of pages.

Every name is made up and every page made of it carries the "simulated" banner. Scores follow the stated
rules (weighted dimension means, power mean p = 0.5, bounds, possible rank) so that pages can be checked
against arithmetic.
"""

from __future__ import annotations

import json
import sqlite3
import struct
from pathlib import Path

from store.schema import APPLICATION_ID, PUBLISHED, SCHEMA_VERSION

EDITION = "2026-11"
AS_OF = "2026-11-21"
TYPES = ("county", "district", "english-unitary", "metropolitan", "london", "scotland", "wales", "northern-ireland")

# slug, type, nation, region, parent slug, population, deprivation band, rurality, size band
COUNCILS = (
    ("simshire", "county", "England", "South East", None, 900_000, "4", "Mixed", "large"),
    ("fictshire", "county", "England", "East", None, 700_000, "3", "Rural", "large"),
    ("simford", "district", "England", "South East", "simshire", 120_000, "4", "Urban", "medium"),
    ("simbury", "district", "England", "South East", "simshire", 98_000, "5", "Rural", "small"),
    ("simham", "district", "England", "South East", "simshire", 130_000, "2", "Urban", "medium"),
    ("fictford", "district", "England", "East", "fictshire", 88_000, "3", "Rural", "small"),
    ("fictbury", "district", "England", "East", "fictshire", 91_000, "3", "Rural", "small"),
    ("fictham", "district", "England", "East", "fictshire", 140_000, "1", "Urban", "medium"),
    ("simport", "english-unitary", "England", "South West", None, 210_000, "2", "Urban", "large"),
    ("simwick", "english-unitary", "England", "North East", None, 180_000, "1", "Urban", "medium"),
    ("simthorpe", "english-unitary", "England", "North West", None, 300_000, "2", "Mixed", "large"),
    ("simstead", "english-unitary", "England", "South West", None, 250_000, "5", "Rural", "large"),
    ("simchester", "metropolitan", "England", "North West", None, 500_000, "1", "Urban", "large"),
    ("simley", "metropolitan", "England", "West Midlands", None, 320_000, "1", "Urban", "large"),
    ("simgate", "london", "England", "London", None, 280_000, "2", "Urban", "large"),
    ("simbridge", "london", "England", "London", None, 260_000, "3", "Urban", "large"),
    ("glensim", "scotland", "Scotland", "Scotland", None, 90_000, "4", "Rural", "small"),
    ("inversim", "scotland", "Scotland", "Scotland", None, 150_000, "2", "Urban", "medium"),
    ("llansim", "wales", "Wales", "Wales", None, 110_000, "", "Rural", "medium"),
    ("ballysim", "northern-ireland", "Northern Ireland", "Northern Ireland", None, None, "", "", ""),
)
CODES = {council[0]: f"X{number:08d}" for number, council in enumerate(COUNCILS, start=1)}

DIMENSIONS = (
    ("D1", "Everyday services online", "resident", 27, 0),
    ("D2", "Complex needs: the digital front door", "resident", 19, 0),
    ("D3", "Findable, current, clear", "resident", 10, 0),
    ("D4", "Inclusive and accessible", "resident", 15, 1),
    ("D5", "Secure, private, dependable", "resident", 10, 1),
    ("D6", "Open with data", "foundations", 7, 1),
    ("D7", "Shared building blocks and collaboration", "foundations", 6, 1),
    ("D8", "Leadership, participation, learning", "foundations", 6, 0),
)
WEIGHTS = {code: weight for code, _, _, weight, in_scope in DIMENSIONS if in_scope}
ENGLAND = "county district english-unitary metropolitan london"

# code, name, dimension, kind, unit, worst, best, weight, applies to, common core, variant of
INDICATORS = (
    ("A06H", "Accessibility failures on the home page", "D4", "goalpost", "rules", 12, 0, 2, " ".join(TYPES), 1, "A06"),
    ("T09W", "Weight of the home page", "D5", "goalpost", "bytes", 8e6, 4e5, 2, " ".join(TYPES), 1, "T09"),
    ("P06", "Planning datasets supplied", "D6", "proportion", "datasets", 0, 1, 2, ENGLAND, 0, ""),
    ("B01", "GOV.UK Pay services", "D7", "ordinal", "services", 0, 2, 2, " ".join(TYPES), 1, ""),
    ("B11", "Uses GovWifi", "D7", "binary", "", 0, 1, 1, " ".join(TYPES), 1, ""),
)
SERVICES = (
    ("S01", "Council tax: see bill and pay", "D1", "57", 4, 1),
    ("S05", "Bin day look-up", "D1", "524", 4, 1),
    ("S11", "Pothole or pavement fault", "D1", "557 537", 4, 1),
    ("S17", "Parking permit", "D1", "474", 4, 1),
    ("S20", "Planning: search and comment", "D1", "516 855", 4, 1),
    ("C01", "Adult care needs assessment", "D2", "209", 4, 1),
    ("C10", "Housing register and bidding", "D2", "92", 4, 1),
)
COUNTY_SERVICES = {"S11", "C01"}
NOT_IN_NI = {"S01", "S11", "S17", "C01", "C10"}

# raw values per council in the order of INDICATORS; None is missing (blocked), "-" is not applicable
VALUES = {
    "simshire": (3, 2_100_000, 0.75, 1, 1),
    "fictshire": (6, 4_000_000, 0.25, 0, 0),
    "simford": (2, 1_500_000, 0.5, 2, 0),
    "simbury": (2, 1_500_000, 0.5, 2, 0),
    "simham": (9, 5_000_000, 0.0, 0, 0),
    "fictford": (None, 900_000, 1.0, 1, 1),
    "fictbury": (None, None, None, 0, 0),
    "fictham": (5, 7_900_000, 0.25, 1, 0),
    "simport": (0, 400_000, 1.0, 2, 1),
    "simwick": (12, 9_000_000, 0.0, 0, 0),
    "simthorpe": (4, 3_000_000, 0.5, 1, 0),
    "simstead": (None, 2_000_000, 0.75, 2, 1),
    "simchester": (1, 2_500_000, 0.5, 2, 1),
    "simley": (7, None, 0.25, 0, 0),
    "simgate": (3, 1_200_000, 0.75, 1, 0),
    "simbridge": (8, 3_500_000, 0.5, 0, 1),
    "glensim": (5, 1_800_000, "-", 1, 0),
    "inversim": (6, 2_600_000, "-", 0, 1),
    "llansim": (4, 2_200_000, "-", 1, 0),
    "ballysim": (None, None, "-", None, 0),
}
DENOMINATORS = {"P06": 4}


def normal(indicator: tuple, value: float) -> float:
    """Return a raw value as 0-1 between the indicator's goalposts, clipped (linear here, all kinds)."""
    worst, best = indicator[5], indicator[6]
    return min(1.0, max(0.0, (value - worst) / (best - worst)))


def build(path: Path, simulated: int = 1, status: str = "preview") -> Path:
    """Write the simulated published.db at `path`, which must not exist; return the path."""
    connection = sqlite3.connect(path)
    connection.executescript(PUBLISHED)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    for write in (_editions, _framework, _register, _sources, _cells, _scores, _facts, _postcodes):
        write(connection)
    connection.execute("UPDATE editions SET simulated = ?, status = ?", (simulated, status))
    connection.commit()
    connection.close()
    return path


def _insert(connection: sqlite3.Connection, table: str, **columns: object) -> None:
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(columns.values()))


def _editions(connection: sqlite3.Connection) -> None:
    _insert(
        connection, "editions", edition=EDITION, title="Simulated open-data edition", as_of=AS_OF, scope="open-data",
        status="preview", framework_version="0.1.0", code_version="0" * 64, simulated=1, is_current=1,
        indicators_scored=len(INDICATORS), questions_answered=5, questions_total=106,
        leaves_out="Council websites have not been crawled, so everyday services are not judged.",
    )  # fmt: skip
    _insert(connection, "framework", version="0.1.0", text=FRAMEWORK, sha256="0" * 64)
    _insert(connection, "summaries", edition=EDITION, key="ranked_share", type="", value=json.dumps(0.9))


def _framework(connection: sqlite3.Connection) -> None:
    for position, (code, name, headline, weight, in_scope) in enumerate(DIMENSIONS):
        _insert(
            connection, "dimensions", dimension=code, name=name, headline=headline, position=position,
            in_scope=in_scope, summary=f"What {name.lower()} covers.",
            why_not="" if in_scope else "Needs a crawl of council websites.",
        )  # fmt: skip
        for kind in TYPES:
            used = sum(w for d, w in WEIGHTS.items() if d != "D6" or kind in ENGLAND.split())
            effective = weight / used if in_scope and (code != "D6" or kind in ENGLAND.split()) else None
            _insert(
                connection, "dimension_weights", dimension=code, type=kind, weight=weight / 100, effective=effective
            )
    for position, indicator in enumerate(INDICATORS):
        _indicator(connection, position, indicator)
    _indicator(
        connection, 90, ("S05F", "Bin-day look-up", "D1", "fact", "", None, None, None, " ".join(TYPES), 0, "S05")
    )
    for position, (code, name, state) in enumerate(
        (("A06", "Automated accessibility checks", "scored"), ("S05", "Bin day look-up", "shown"),
         ("F01", "Clicks to task", "not_measured"))
    ):  # fmt: skip
        _insert(
            connection, "questions", question=code, name=name, dimension={"A": "D4", "S": "D1", "F": "D3"}[code[0]],
            state=state, why="" if state == "scored" else "Needs a crawl.", position=position,
        )  # fmt: skip
    for position, (code, name, dimension, lgsl, cap, core) in enumerate(SERVICES):
        _insert(
            connection, "services", service=code, name=name, dimension=dimension, lgsl=lgsl, cap=cap, core=core,
            position=position,
        )  # fmt: skip


def _indicator(connection: sqlite3.Connection, position: int, indicator: tuple) -> None:
    code, name, dimension, kind, unit, worst, best, weight, applies, core, variant = indicator
    _insert(
        connection, "indicators", indicator=code, name=name, question=f"{name}: how does the council do?",
        dimension=dimension, measure=f"{code.lower()}_measure", variant_of=variant, scored=int(kind != "fact"),
        weight=weight, kind=kind, unit=unit, worst=worst, best=best, log=0, evidence_class="open-data",
        reliability=0.95, half_life_days=365, max_age_days=365, source="simsource", applies_to=applies,
        rationale=f"Why {name.lower()} matters.", rule="Read from the simulated source.", citation="Simulated citation",
        goalpost_note="Frozen for the test.", common_core=core, improve="Do the simulated thing.", clipped_low=0,
        clipped_high=1, position=position,
    )  # fmt: skip


def _register(connection: sqlite3.Connection) -> None:
    for slug, kind, nation, region, parent, population, deprivation, rurality, size in COUNCILS:
        _insert(
            connection, "authorities", authority=CODES[slug], slug=slug, name=f"{slug.title()} Council",
            short_name=slug.title(), type=kind, nation=nation, region=region,
            parent=CODES[parent] if parent else None, homepage=f"https://www.{slug}.example/", population=population,
            area_km2=200.0, density=population / 200 if population else None, deprivation=None,
            deprivation_band=deprivation, rurality=rurality, size_band=size, start_on=None,
            end_on="2027-04-01" if slug == "simbury" else None, superfast_percent=97.5, gigabit_percent=None, note="",
        )  # fmt: skip
        for code, *_ in SERVICES:
            duty = _duty(kind, code)
            note = "Enforcement on streets is often delegated." if duty == "part" else ""
            _insert(connection, "duties", authority=CODES[slug], service=code, duty=duty, note=note)
    _insert(connection, "former_codes", authority=CODES["simport"], code="X99999999")
    _insert(
        connection, "relations", authority=CODES["simbury"], relation="successor", other_code="",
        other_name="West Simshire", on_date="2027-04-01",
    )  # fmt: skip


def _duty(kind: str, service: str) -> str:
    if kind == "northern-ireland":
        return "none" if service in NOT_IN_NI else "full"
    if service == "S17" and kind in ("county", "district"):
        return "part"
    if kind in ("county", "district"):
        return "full" if (service in COUNTY_SERVICES) == (kind == "county") else "none"
    return "full"


def _sources(connection: sqlite3.Connection) -> None:
    _insert(
        connection, "sources", source="simsource", title="Simulated source", publisher="Nobody",
        url="https://source.example/", live_url="", licence="OGL-UK-3.0", licence_url="https://licence.example/",
        attribution="Contains invented information.", snapshot_on="2026-10-01", cadence="yearly",
        used_for="every simulated indicator", caveat="None of it is real.", enabled=1, councils=18, expected=20,
        difference="two councils are blocked on purpose", position=1,
    )  # fmt: skip


def _cells(connection: sqlite3.Connection) -> None:
    for slug, values in VALUES.items():
        for indicator, value in zip(INDICATORS, values, strict=True):
            measured = isinstance(value, int | float)
            y = normal(indicator, value) if measured else None
            most = _points_max(slug, indicator)
            _insert(
                connection, "cells", edition=EDITION, authority=CODES[slug], indicator=indicator[0],
                state="observed" if measured else "not_applicable" if value == "-" else "missing",
                reason="blocked" if value is None else "", value=value if measured else None,
                denominator=DENOMINATORS.get(indicator[0]) if measured else None, y=y,
                confidence=0.8 if measured else None, observed_on="2026-10-01" if measured else None,
                source="simsource", url=f"https://evidence.example/{slug}/{indicator[0]}" if measured else "",
                text="", points=most * y if measured and most else None, points_max=most,
            )  # fmt: skip


def _applicable(slug: str) -> list[tuple]:
    return [i for i, value in zip(INDICATORS, VALUES[slug], strict=True) if value != "-"]


def _points_max(slug: str, indicator: tuple) -> float | None:
    inside = _applicable(slug)
    if indicator not in inside:
        return None
    return indicator[7] / sum(i[7] for i in inside if i[2] == indicator[2])


def _dimension(slug: str, code: str, missing: float | None) -> tuple[float | None, float]:
    """Return (score, coverage) of one dimension; `missing` replaces every missing y, None leaves it out."""
    total = seen = points = 0.0
    for indicator, value in zip(INDICATORS, VALUES[slug], strict=True):
        if indicator[2] != code or value == "-":
            continue
        total += indicator[7]
        y = missing if value is None else normal(indicator, value)
        points += indicator[7] * (y or 0)
        seen += 0 if y is None else indicator[7]
    return (points / seen if seen else None), (seen / total if total else 0.0)


def overall(slug: str, missing: float | None = None) -> float | None:
    """Return the 0-1 power mean (p = 0.5) of the applicable dimensions with any observation."""
    codes = {i[2] for i in _applicable(slug)}
    parts = [(WEIGHTS[c], s) for c in codes if (s := _dimension(slug, c, missing)[0]) is not None]
    weight = sum(w for w, _ in parts)
    return sum(w / weight * s**0.5 for w, s in parts) ** 2 if parts else None


def coverage(slug: str) -> float:
    """Return the weighted share of applicable indicators that are observed."""
    codes = {i[2] for i in _applicable(slug)}
    return sum(WEIGHTS[c] * _dimension(slug, c, None)[1] for c in codes) / sum(WEIGHTS[c] for c in codes)


def _scores(connection: sqlite3.Connection) -> None:
    published = {slug: round(100 * s, 1) for slug in VALUES if (s := overall(slug)) is not None}
    ranked = {slug for slug in VALUES if coverage(slug) >= 0.6}
    for slug, kind, *_ in COUNCILS:
        rivals = [c[0] for c in COUNCILS if c[1] == kind and c[0] in ranked]
        _score(connection, slug, kind, rivals, published, slug in ranked)
        for code in {i[2] for i in _applicable(slug)}:
            score, share = _dimension(slug, code, None)
            _insert(
                connection, "dimension_scores", edition=EDITION, authority=CODES[slug], dimension=code, score=score,
                lower=_dimension(slug, code, 0)[0], upper=_dimension(slug, code, 1)[0], coverage=share,
                weight=WEIGHTS[code], type_median=0.5,
            )  # fmt: skip


def _places(slug: str, rivals: list[str], published: dict[str, float]) -> dict[str, int]:
    others = [r for r in rivals if r != slug]
    return {
        "rank": 1 + sum(published[r] > published[slug] for r in rivals),
        "rank_best": 1 + sum(overall(r, 0) > overall(slug, 1) for r in others),
        "rank_worst": len(rivals) - sum(overall(r, 1) < overall(slug, 0) for r in others),
        "rank_of": len(rivals),
    }


def _score(
    connection: sqlite3.Connection, slug: str, kind: str, rivals: list[str], published: dict[str, float], ranked: bool
) -> None:
    value, places = published[slug], {}
    if ranked:
        everyone = [c[0] for c in COUNCILS if coverage(c[0]) >= 0.6]
        places = _places(slug, rivals, published) | {"published": value, "core_published": value}
        places |= {f"core_{key}": number for key, number in _places(slug, everyone, published).items()}
    tied = int(ranked and sum(published[r] == value for r in rivals) > 1)
    _insert(
        connection, "scores", edition=EDITION, authority=CODES[slug], slug=slug, type=kind, score=overall(slug),
        lower=overall(slug, 0), upper=overall(slug, 1), coverage=coverage(slug), evidence=coverage(slug) * 0.8,
        ranked=int(ranked), unranked_reason="" if ranked else "too little evidence: coverage is below 60%",
        tied=tied, core_score=overall(slug), core_coverage=coverage(slug), core_ranked=int(ranked),
        core_reason="" if ranked else "too little evidence: coverage is below 60%", core_tied=tied,
        resident=50.0, foundations=40.0, level_text="Level not assessed: this edition has no service evidence.",
        movement="", **places,
    )  # fmt: skip
    if slug == "inversim":
        _insert(
            connection, "history", edition=EDITION, authority=CODES[slug], label="", matched=overall(slug),
            matched_coverage=coverage(slug), indicators="", joined=0,
        )  # fmt: skip


def _facts(connection: sqlite3.Connection) -> None:
    for slug in ("simford", "simbury", "simport"):
        _insert(
            connection, "facts", edition=EDITION, authority=CODES[slug], indicator="S05F", status="measured", value=1,
            text="Bin days can be looked up by postcode", observed_on="2026-09-01", source="simsource",
            url=f"https://bins.{slug}.example/",
        )  # fmt: skip


FRAMEWORK = """version = "0.1.0"

[[scope]]
code = "open-data"
p = 0.5
coverage_minimum = 0.60
dimension_minimum = 0.0
dimensions_minimum = 3
"""
POSTCODES = {
    "SM1 1AA": "simford",
    "SM1 1AB": "simham",
    "SM2 2BB": "simport",
    "SM3 3CC": "glensim",
    "SM4 4DD": "llansim",
    "SM5 5EE": "simgate",
}
"""Invented postcodes; GY1 1AA is in the Channel Islands, IM1 1AA on the Isle of Man, SM1 9ZZ has no council and
BT postcodes are left out."""


def _postcodes(connection: sqlite3.Connection) -> None:
    areas = {slug: number for number, slug in enumerate(CODES, start=1)}
    special = {"SM1 9ZZ": 0, "GY1 1AA": 65001, "IM1 1AA": 65002}
    for slug, number in areas.items():
        _insert(connection, "postcode_areas", code=number, authority=CODES[slug], answer="council")
    for number, answer in ((0, "none"), (65001, "channel-islands"), (65002, "isle-of-man"), (65003, "not-included")):
        _insert(connection, "postcode_areas", code=number, authority=None, answer=answer)
    units: dict[str, list[tuple[int, int]]] = {}
    for postcode, area in [(p, areas[slug]) for p, slug in POSTCODES.items()] + list(special.items()):
        outcode, inward = postcode.split()
        number = int(inward[0]) * 676 + (ord(inward[1]) - 65) * 26 + ord(inward[2]) - 65
        units.setdefault(outcode, []).append((number, area))
    for outcode, pairs in units.items():
        blob = b"".join(struct.pack("<HH", *pair) for pair in sorted(pairs))
        _insert(connection, "outcodes", outcode=outcode, units=blob)

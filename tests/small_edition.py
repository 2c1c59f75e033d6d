"""A small edition of 20 invented councils, scored and written by the product itself, for the tests of pages.

Every name is made up and every page made of it carries the "simulated" banner.
"""

from __future__ import annotations

import sqlite3
import struct
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from collectors.open_data.catalogue import SourceEntry
from edition.build import Inputs, edition_tables
from edition.editions import Edition
from edition.facts import as_written
from edition.register_rows import CONTEXT_HEADER
from edition.writer import write_published
from models import Authority, AuthorityType, Fact, Service, Status
from register.authorities import Register, Relation
from register.services import Duties
from register.tables import Row
from scoring.framework_file import parse_framework

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
    "fictbury": (None, None, None, 1, 0),
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
DAY = date(2026, 10, 1)
SOURCE = "simsource"
FRAMEWORK = """version = "0.1.0"
maturity_assessed_at = 0.8
draws = 200
seed = 1
sobol_samples = 0
hiding_repetitions = 4
maturity = []

[[scope]]
code = "open-data"
name = "Simulated scope"
evidence_classes = ["open-data"]
p = 0.5
coverage_minimum = 0.60
dimension_minimum = 0.0
dimensions_minimum = 3
leaves_out = "Council websites have not been crawled, so everyday services are not judged."
without = ["D4"]

[[ladder]]
level = 0
name = "absent"
meaning = "Nothing was found."
"""


def framework_text() -> str:
    """Return the framework of the small edition as TOML."""
    blocks = [FRAMEWORK]
    for code, name, headline, weight, _ in DIMENSIONS:
        shares = ", ".join(f"{kind} = {weight}" for kind in TYPES)
        blocks.append(
            f'[[dimension]]\ncode = "{code}"\nname = "{name}"\nheadline = "{headline}"\n'
            f'summary = "What {name.lower()} covers."\nweights = {{ {shares} }}\n'
        )
    for dimension, code, name in (("D4", "A06", "Automated accessibility checks"), ("D1", "S05", "Bin day look-up"),
                                  ("D3", "F01", "Clicks to task"), ("D5", "T09", "Page weight")):  # fmt: skip
        blocks.append(f'[[questions]]\ndimension = "{dimension}"\nneeds = "a crawl"\nlist = [["{code}", "{name}"]]\n')
    blocks += [_indicator_block(indicator) for indicator in INDICATORS]
    blocks.append(
        '[[fact]]\ncode = "S05F"\nname = "Bin-day look-up"\ndimension = "D1"\nmeasure = "s05f_measure"\n'
        'variant_of = "S05"\napplies_to = "all"\nwhy_not = "Why bin-day look-up matters."\n'
    )
    return "\n".join(blocks)


def _indicator_block(indicator: tuple) -> str:
    code, name, dimension, kind, unit, worst, best, weight, applies, _, variant = indicator
    types = ", ".join(f'"{one}"' for one in applies.split())
    return f"""[[indicator]]
code = "{code}"
name = "{name}"
question = "{name}: how does the council do?"
dimension = "{dimension}"
measure = "{code.lower()}_measure"
variant_of = "{variant}"
applies_to = [{types}]
weight = {weight}
weight_reason = "As the test wants it."
kind = "{kind}"
worst = {worst}
best = {best}
evidence_class = "open-data"
reliability = 0.95
half_life_days = 365
max_age_days = 365
rationale = "Why {name.lower()} matters."
rule = "Read from the simulated source."
goalpost_note = "Frozen for the test."
citation = "Simulated citation"
improve = "Do the simulated thing."
"""


def build(path: Path, simulated: int = 1, status: str = "preview") -> Path:
    """Write the simulated published.db at `path`, which must not exist; return the path."""
    path.write_bytes(_database(simulated, status))
    return path


@lru_cache(maxsize=8)
def _database(simulated: int, status: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "published.db"
        write_published(path, edition_tables(inputs(status))[0], _postcodes)
        connection = sqlite3.connect(path)
        connection.execute("UPDATE editions SET simulated = ?", (simulated,))
        connection.commit()
        connection.close()
        return path.read_bytes()


def inputs(status: str = "preview") -> Inputs:
    """Return everything that the small edition is made of."""
    measures = {f"{one[0].lower()}_measure": one[4] for one in INDICATORS} | {"s05f_measure": ""}
    framework = parse_framework(framework_text(), measures)
    edition = Edition(EDITION, "Simulated open-data edition", date.fromisoformat(AS_OF), "open-data", status, "0.1.0")
    return Inputs(
        framework=framework, editions=(edition,), register=_register(), services=_services(), duties=_duties(),
        context=_context(), sources=(_source(),), facts=tuple(_facts()), measurements={}, printed={}, earlier={},
        code_version="0" * 64, measure_sources=dict.fromkeys(measures, SOURCE),
    )  # fmt: skip


def _register() -> Register:
    authorities = tuple(_authority(*council) for council in COUNCILS)
    successor = Relation(
        CODES["simbury"], "successor", "", "", "West Simshire", "west-simshire", AuthorityType.ENGLISH_UNITARY, None,
        None, None, date(2027, 4, 1), "",
    )  # fmt: skip
    return Register(authorities, (successor,))


def _authority(
    slug: str, kind: str, nation: str, region: str, parent: str | None, population: int | None, *_context: str
) -> Authority:
    return Authority(
        code=CODES[slug], slug=slug, name=f"{slug.title()} Council", short_name=slug.title(), type=AuthorityType(kind),
        nation=nation, region=region, parent=CODES[parent] if parent else None, homepage=f"https://www.{slug}.example/",
        population=population, area_km2=200.0, start=None, end=date(2027, 4, 1) if slug == "simbury" else None,
        former_codes=("X99999999",) if slug == "simport" else (),
    )  # fmt: skip


def _context() -> dict[str, Row]:
    found = {}
    for line, (slug, *_, deprivation, rurality, _size) in enumerate(COUNCILS, 2):
        cells = dict.fromkeys(CONTEXT_HEADER, "") | {
            "authority": CODES[slug], "deprivation_quintile": deprivation, "rurality": rurality,
            "superfast_percent": "97.5",
        }  # fmt: skip
        found[CODES[slug]] = Row("context.csv", line, cells)
    return found


def _services() -> tuple[Service, ...]:
    return tuple(
        Service(code, name, dimension, tuple(int(one) for one in lgsl.split()), cap, bool(core), {})
        for code, name, dimension, lgsl, cap, core in SERVICES
    )


def _duties() -> Duties:
    delegated = "Enforcement on streets is often delegated."
    types = {}
    for code, *_ in SERVICES:
        for kind in AuthorityType:
            degree = _duty(kind.value, code)
            types[code, kind] = (degree, delegated if degree == "part" else "")
    return Duties(types, {})


def _duty(kind: str, service: str) -> str:
    if kind == "northern-ireland":
        return "none" if service in NOT_IN_NI else "full"
    if service == "S17" and kind in ("county", "district"):
        return "part"
    if kind in ("county", "district"):
        return "full" if (service in COUNTY_SERVICES) == (kind == "county") else "none"
    return "full"


def _source() -> SourceEntry:
    return SourceEntry(
        source=SOURCE, title="Simulated source", publisher="Nobody", url="https://source.example/", live_url="",
        licence="OGL-UK-3.0", licence_url="https://licence.example/", attribution="Contains invented information.",
        snapshot_on=DAY, cadence="yearly", used_for="every simulated indicator", caveat="None of it is real.",
        enabled=True, expected=20, difference="two councils are blocked on purpose", counted=None,
        looks="One invented run; nobody can order another.",
    )  # fmt: skip


def _facts() -> list[Fact]:
    facts = []
    for slug, values in VALUES.items():
        for indicator, value in zip(INDICATORS, values, strict=True):
            if value != "-":
                facts.append(_fact(slug, indicator[0], value))
    shown = [_fact(slug, "S05F", 1) for slug in ("simford", "simbury", "simport")]
    bins = as_written("Bin days can be looked up by postcode")
    return facts + [
        replace(one, message=bins, url=f"https://bins.{slug}.example/", observed_on=date(2026, 9, 1))
        for one, slug in zip(shown, ("simford", "simbury", "simport"), strict=True)
    ]


def _fact(slug: str, code: str, value: float | None) -> Fact:
    known = value is not None
    return Fact(
        CODES[slug], f"{code.lower()}_measure", value, Status.MEASURED if known else Status.BLOCKED, DAY, SOURCE,
        DENOMINATORS.get(code) if known else None, url=f"https://evidence.example/{slug}/{code}" if known else "",
    )  # fmt: skip


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
    rows = [(number, CODES[slug], "council") for slug, number in areas.items()]
    elsewhere = {0: "none", 65001: "channel-islands", 65002: "isle-of-man", 65003: "not-included"}
    rows += [(number, None, answer) for number, answer in elsewhere.items()]
    connection.executemany("INSERT INTO postcode_areas (code, authority, answer) VALUES (?, ?, ?)", rows)
    units: dict[str, list[tuple[int, int]]] = {}
    for postcode, area in [(p, areas[slug]) for p, slug in POSTCODES.items()] + list(special.items()):
        outcode, inward = postcode.split()
        number = int(inward[0]) * 676 + (ord(inward[1]) - 65) * 26 + ord(inward[2]) - 65
        units.setdefault(outcode, []).append((number, area))
    for outcode, pairs in units.items():
        blob = b"".join(struct.pack("<HH", *pair) for pair in sorted(pairs))
        connection.execute("INSERT INTO outcodes (outcode, units) VALUES (?, ?)", (outcode, blob))


def figures(path: Path, slug: str) -> dict[str, object]:
    """Return the `scores` row of one council of a database."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    row = connection.execute("SELECT * FROM scores WHERE slug = ?", (slug,)).fetchone()
    connection.close()
    return dict(row)

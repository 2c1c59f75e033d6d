"""Building published.db from data/ and the postcode package: the one place where all inputs meet.

No clock is read and nothing is fetched, so the same files give the same bytes in a year.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from collectors.open_data import SOURCES
from collectors.open_data.catalogue import CatalogueError, SourceEntry, load_sources
from collectors.open_data.govuk_local_links import newest_reading
from collectors.open_data.planning_data import organisations
from counted import plural
from declared import about_field, declared_text
from detectors.measures import MEASURES
from edition import analysis_rows, framework_rows, register_rows, rows
from edition.across_editions import across_editions
from edition.as_published import Printed, earlier_rows, load_earlier, load_printed
from edition.background import background, peer_context
from edition.cells import FactIndex, index_facts
from edition.drift import drift, drift_rows, drift_summary
from edition.editions import OPEN_DATA, Edition, current_edition, load_editions
from edition.facts import load_facts
from edition.fairness import Fairness, checks_of, fairness, fairness_summaries, without_rows
from edition.findings import chances, comparison_rows, finding_line_rows, finding_rows, findings
from edition.findings.figures import figures
from edition.grades import grade_table, load_grades, real_table
from edition.inputs import code_version, version_with
from edition.judged import ITEMS as JUDGED
from edition.judged import SOURCE as JUDGED_SOURCE
from edition.judged import judged_facts, judged_sources, load_judged
from edition.movement import Moves, move_columns
from edition.probed import MEASURES as PROBED
from edition.probed import Probed, answer_rows, load_probed, probe_sources
from edition.question_map import Mapped, as_values, load_question_map
from edition.right_of_reply import Reply, known_to, load_replies, reply_rows
from edition.score import Scored, score_edition
from edition.service_links import link_rows, service_links
from edition.source_rows import source_rows
from edition.website import GATES, SOURCE, Website, load_website
from edition.website_edition import (
    CrawlEdition,
    broken_rows,
    crawl_source,
    looked_at,
    mark_rows,
    partly,
    receipt_rows,
    shift_rows,
    supplier_rows,
)
from edition.website_messages import together
from edition.writer import write_published
from errors import EditionError, FrameworkError
from models import Authority, Fact, Service, read_message
from register.authorities import Register, load_register
from register.govuk_pages import GovukPage, load_govuk_pages
from register.hexes import Cell, load_hexes
from register.life_events import LifeEvents, load_life_events
from register.link_errors import LinkError, load_link_errors
from register.names import Name, load_names
from register.postcode_tables import build_postcode_tables, read_package
from register.search import ServiceWords, load_service_words
from register.services import Duties, load_duties, load_services
from scoring.analyse import PARTS, Analysis, Deep, analyse, analyse_deeply
from scoring.framework import Framework, Graded
from scoring.framework_file import parse_framework

Say = Callable[[str], None]
Tables = dict[str, Iterator[rows.Row] | Collection[rows.Row]]


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything an edition is made of, read and checked. code_version: see edition/inputs.py; files_version: the same
    without a crawl. of_crawls: the declared editions that rest on a crawl, which `with_crawl` makes one at a time.
    """

    framework: Framework
    editions: tuple[Edition, ...]
    register: Register
    services: tuple[Service, ...]
    duties: Duties
    context: dict[str, Any]
    sources: tuple[SourceEntry, ...]
    facts: tuple[Fact, ...]
    measurements: dict[str, Any]
    printed: dict[str, dict[str, Printed]]
    earlier: dict[tuple[str, str], dict[str, Printed]]
    code_version: str
    measure_sources: dict[str, str]
    names: tuple[Name, ...]
    service_words: ServiceWords
    life_events: LifeEvents
    link_errors: tuple[LinkError, ...]
    hexes: dict[str, Cell]
    govuk_pages: tuple[GovukPage, ...]
    grades: dict[str, Graded] = field(default_factory=dict)
    question_map: tuple[Mapped, ...] = ()
    replies: tuple[Reply, ...] = ()
    of_crawls: tuple[Edition, ...] = ()
    files_version: str = ""
    website: Website | None = None
    website_before: Website | None = None
    probed: Probed | None = None


def with_crawl(inputs: Inputs, asked: CrawlEdition) -> Inputs:
    """Return the inputs of the one edition that adds a crawl to the open data.

    Raises FrameworkError for an unknown scope, CrawlError or EditionError for a crawl or probes that cannot be used, an
    earlier crawl that is not earlier, or probes in a scope that does not count them.
    """
    scope = inputs.framework.scope(asked.scope)
    if asked.probes and "probe" not in scope.evidence_classes:
        counting = ", ".join(one.code for one in inputs.framework.scopes if "probe" in one.evidence_classes)
        raise EditionError(f'{asked.probes.name}: scope "{scope.code}" counts no probes; those that do: {counting}')
    website = _website(inputs, asked.crawl)
    before = _website(inputs, asked.earlier) if asked.earlier else None
    if asked.earlier and before and before.newest >= website.newest:
        raise EditionError(
            f"{asked.earlier.name}: its newest evidence is of {before.newest}; expected a crawl that ended before "
            f"{website.newest}, the newest of {asked.crawl.name}"
        )
    probed = load_probed(asked.probes, inputs.register.authorities, asked.as_of) if asked.probes else None
    besides = [one for one in (before, probed) if one]
    invented = asked.simulated or any(one.simulated for one in besides)
    website = replace(website, simulated=website.simulated or invented)
    return replace(
        inputs,
        editions=(declared(inputs, asked.edition(inputs.framework.version), website.simulated),),
        sources=(*inputs.sources, crawl_source(website), *(probe_sources(probed) if probed else ())),
        facts=(*inputs.facts, *website.facts, *(probed.facts if probed else ())),
        code_version=_version(inputs.code_version, [website.evidence, *(one.evidence for one in besides)]),
        website=website,
        website_before=before,
        probed=probed,
    )


def _website(inputs: Inputs, crawl: Path) -> Website:
    return load_website(crawl, inputs.register.authorities, inputs.services, inputs.duties, inputs.grades)


def _version(code: str, evidence: Collection[str]) -> str:
    for one in evidence:
        code = version_with(code, one)
    return code


def declared(inputs: Inputs, made: Edition, simulated: bool) -> Edition:
    """Return the edition of a crawl as editions.toml has it, with title and status; as made, where it is not there."""
    found = next((one for one in inputs.of_crawls if one.code == made.code and not simulated), made)
    if found.as_of != made.as_of:
        raise _of_edition(made, "as_of", found.as_of, f"{made.as_of}, the day as of which it is built")
    return found


def _of_edition(edition: Edition, field: str, found: object, expected: str) -> EditionError:
    return EditionError(about_field("editions.toml", f'edition "{edition.code}"', field, found, expected))


def load_inputs(data: Path, root: Path, until: date | None = None) -> Inputs:
    """Return all inputs of data/, those of disabled sources left out.

    until: the last day that a reply of a council can have, None for no such check. Raises RegisterError,
    CatalogueError, SourceError, FrameworkError, EditionError or ReplyError naming file, entry and field.
    """
    framework = load_framework(data / "framework.toml")
    every = load_editions(data / "editions.toml")
    editions = tuple(one for one in every if one.scope == OPEN_DATA)
    if not any(edition.status != "back-cast" for edition in editions):
        raise EditionError(f'editions.toml: needs at least one preview or published edition of scope "{OPEN_DATA}"')
    scopes = [scope.code for scope in framework.scopes]
    for edition in every:
        if edition.scope not in scopes:
            raise _of_edition(edition, "scope", edition.scope, f"one of {', '.join(scopes)}")
        if edition.framework != framework.version:
            raise _of_edition(edition, "framework", edition.framework, f"that of framework.toml, {framework.version}")
    register = load_register(data / "register")
    services = load_services(data / "register")
    sources = load_sources(data / "sources.toml")
    _check_counted(sources)
    facts = load_facts(data / "facts", without={entry.source for entry in sources if not entry.enabled})
    _check_facts(facts, register, sources)
    judged = load_judged(data / "judged.csv", register.authorities, until)
    sources, facts = (*sources, *judged_sources(judged)), (*facts, *judged_facts(judged))
    shown = [edition.code for edition in every if edition.status != "back-cast"]
    known = known_to(register.authorities, {one.code for one in framework.indicators}, shown, scopes, until)
    version = code_version(root, data)
    return Inputs(
        framework,
        editions,
        register,
        services,
        load_duties(data / "register"),
        register_rows.load_context(data / "register" / "context.csv"),
        sources,
        facts,
        load_measurements(data / "measurements")
        | {
            "detectors": grade_table(data / "detector-grades.json"),
            "real-replies": real_table(data / "real-grades.json"),
        },
        load_printed(data / "published", every),
        load_earlier(data / "published", every),
        version,
        measure_sources(),
        load_names(data / "register", register),
        load_service_words(data / "register"),
        load_life_events(data / "life-events.toml", [one.code for one in services]),
        load_link_errors(data / "register", register, {one.code for one in services}),
        load_hexes(data / "register", register),
        load_govuk_pages(data / "register", {one.code for one in services}),
        load_grades(data / "detector-grades.json"),
        load_question_map(data / "question-map.csv", framework.version, framework.codes),
        load_replies(data, known),
        of_crawls=tuple(one for one in every if one.scope != OPEN_DATA),
        files_version=version,
    )


def load_framework(path: Path) -> Framework:
    """Return the framework of a file, its measures checked against what the collectors promise.

    The grades of the detectors are those of detector-grades.json beside it; without that file nothing that a
    detector decides is scored.
    """
    text = declared_text(path, FrameworkError, path.name)
    framework = parse_framework(text, measure_units(), load_grades(path.with_name("detector-grades.json")))
    _check_names(framework)
    return framework


def _check_names(framework: Framework) -> None:
    """Refuse a detector or a gate that there is not: it would be without grade, or never met, for all councils."""
    detectors = {measure.detector for measure in MEASURES}
    for one in framework.indicators:
        # Probes are graded one by one, under the code of the question.
        if one.detector and one.detector not in detectors | {one.code}:
            expected = f"its own code or one of {', '.join(sorted(detectors))}"
            where = f'indicator "{one.code}"'
            raise FrameworkError(about_field("framework.toml", where, "detector", one.detector, expected))
    for level in framework.maturity:
        for gate in level.get("gates", ()):
            if gate not in GATES:
                expected = f"one of {', '.join(GATES)}"
                where = f'maturity "{level["name"]}"'
                raise FrameworkError(about_field("framework.toml", where, "gates", gate, expected))


def load_measurements(folder: Path) -> dict[str, Any]:
    """Return name -> what a benchmark measured and kept there (`supplier-shock`); EditionError if not JSON."""
    try:
        return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}
    except ValueError as error:
        raise EditionError(f"{folder.name}: is not JSON: {error}") from None


def measure_units() -> dict[str, str]:
    """Return measure -> unit for every measure that some collector or detector promises."""
    promised = [measure for source in SOURCES for measure in source.measures]
    return {measure.code: measure.unit for measure in promised} | {measure.code: measure.unit for measure in MEASURES}


def measure_sources() -> dict[str, str]:
    """Return measure -> name of the source that emits it."""
    crawled = {measure.code: SOURCE for measure in MEASURES} | PROBED | dict.fromkeys(JUDGED, JUDGED_SOURCE)
    return crawled | {measure.code: source.name for source in SOURCES for measure in source.measures}


def _check_counted(sources: Iterable[SourceEntry]) -> None:
    promised = {source.name: [measure.code for measure in source.measures] for source in SOURCES}
    for entry in sources:
        measures = promised.get(entry.source, [])
        if entry.counted and entry.counted.measure not in measures:
            expected = f"a measure of this source: {', '.join(measures) or 'it is none that is collected'}"
            where = f'source "{entry.source}": counted'
            raise CatalogueError(about_field("sources.toml", where, "measure", entry.counted.measure, expected))


def _check_facts(facts: tuple[Fact, ...], register: Register, sources: tuple[SourceEntry, ...]) -> None:
    known, named = {one.code for one in register.authorities}, {entry.source for entry in sources}
    ended = {one.code: one.end for one in register.abolished}
    for fact in facts:
        end = ended.get(fact.authority)
        if fact.authority not in known and not (end and fact.observed_on < end):
            raise EditionError(
                f'facts of {fact.source}: authority "{fact.authority}" is not a code of the register '
                f"that was in force on {fact.observed_on}"
            )
        if fact.source not in named:
            raise EditionError(f'facts: source "{fact.source}" has no entry in sources.toml')


def build(
    data: Path, out: Path, root: Path, include_ni: bool = True, say: Say = lambda _: None,
    crawl: CrawlEdition | None = None, until: date | None = None,
) -> Mapping[str, int]:  # fmt: skip
    """Build `out` from `data`, all or nothing; returns the counts worth reporting.

    crawl: make one edition of the open data and a crawl instead of the editions of editions.toml. Invented councils
    have no postcodes. include_ni: without it, the postcodes of Northern Ireland (licensed for internal use only) are
    left out. say: told in a sentence what is being done. until: the last day that a reply of a council can have.
    """
    say("Reading the register, the framework and the compiled facts")
    inputs = load_inputs(data, root, until)
    inputs = with_crawl(inputs, crawl) if crawl else inputs
    found, shown = edition_tables(inputs, say)
    say("Writing the database and its 2.7 million postcodes")

    def postcodes(connection: sqlite3.Connection) -> None:
        build_postcode_tables(connection, read_package(), inputs.register, include_ni)

    invented = inputs.website is not None and inputs.website.simulated
    write_published(out, found, None if invented else postcodes)
    ranked = shown.scored.published.seen.ranked
    return {"councils": len(ranked), "ranked": int(ranked.sum()), "facts": len(inputs.facts)}


def edition_tables(inputs: Inputs, say: Say = lambda _: None) -> tuple[Tables, Shown]:
    """Return the rows of every table but the postcodes, and the edition that is shown first."""
    say(f"Scoring {plural(len(inputs.register), 'council')} in {plural(len(inputs.editions), 'edition')}")
    scored = score_editions(inputs)
    say(f"Drawing {inputs.framework.draws} possible tables for each edition")
    analyses = tuple(analyse_edition(inputs, one) for one in scored)
    say("Working out what would move each council, and who is hurt by what is missing")
    shown = study_edition(inputs, *_current(inputs, scored, analyses))
    return tables(inputs, scored, analyses, shown), shown


@dataclass(frozen=True, slots=True)
class Shown:
    """The edition that the site shows first, with all that only it needs."""

    scored: Scored
    analysis: Analysis
    deep: Deep
    fairness: Fairness


def _current(inputs: Inputs, scored: tuple[Scored, ...], analyses: tuple[Analysis, ...]) -> tuple[Scored, Analysis]:
    first = current_edition(inputs.editions)
    return next(pair for pair in zip(scored, analyses, strict=True) if pair[0].edition == first)


def score_editions(inputs: Inputs) -> tuple[Scored, ...]:
    """Return every edition scored, oldest first, over the councils that existed on its date."""
    website, now = inputs.website, current_edition(inputs.editions)
    index = index_facts(inputs.facts, website.reasons if website else None)
    return tuple(_scored(inputs, edition, index, edition != now or website is not None) for edition in inputs.editions)


def _scored(inputs: Inputs, edition: Edition, index: FactIndex, past: bool) -> Scored:
    councils = councils_of(inputs.register, edition)
    return score_edition(inputs.framework, edition, councils, index, peer_context(councils, inputs.context), past)


def analyse_edition(inputs: Inputs, scored: Scored) -> Analysis:
    """Return how sure the figures of one edition are, by the framework's published seed."""
    parts = PARTS if scored.edition == current_edition(inputs.editions) else 0
    return analyse(scored.published, inputs.framework.seed, inputs.framework.draws, parts)


def study_edition(inputs: Inputs, scored: Scored, analysis: Analysis) -> Shown:
    """Return what the edition that is shown first needs besides: peers, planner, levels, sensitivity, fairness."""
    framework = inputs.framework
    ladder, gates = (inputs.website.ladder, inputs.website.gates) if inputs.website else ({}, {})
    sources = {one.code: inputs.measure_sources.get(one.measure, "") for one in framework.indicators}
    checks = checks_of(scored, sources)
    known = background(
        framework, scored.authorities, inputs.context, inputs.services, inputs.duties, ladder, gates, checks
    )
    deep = analyse_deeply(analysis, known, framework.seed, framework.sobol_samples)
    return Shown(scored, analysis, deep, fairness(framework, scored, analysis, checks))


def councils_of(register: Register, edition: Edition) -> tuple[Authority, ...]:
    """Return the councils that existed on the edition's date, those abolished since included, by code."""
    everyone = (*register.authorities, *register.abolished)
    return tuple(sorted((one for one in everyone if one.existed(edition.as_of)), key=lambda one: one.code))


def tables(inputs: Inputs, scored: tuple[Scored, ...], analyses: tuple[Analysis, ...], shown: Shown) -> Tables:
    """Return table -> rows of everything but the postcodes."""
    framework, register, website = inputs.framework, inputs.register, inputs.website
    now, deep = shown.scored, shown.deep
    edition, codes = now.edition.code, now.panel.authorities
    links = newest_reading(inputs.facts, until=now.edition.as_of)
    simulated = website is not None and website.simulated
    some = looked_at(website, len(codes)) if website else None
    told = across_editions(framework, register, scored, analyses, now, inputs.printed)
    pairs = tuple(zip(scored, analyses, strict=True))
    names = {indicator.code: indicator.name for indicator in framework.indicators}
    councils = list(register_rows.authority_rows(register.authorities, inputs.context, inputs.hexes))
    indicators = list(framework_rows.indicator_rows(framework, now, inputs.measure_sources))
    leading = list(link_rows(service_links(register.authorities, inputs.services, inputs.duties, links)))
    scores = {one.edition.code: list(_score_rows(inputs, one, drawn, shown, told.moved)) for one, drawn in pairs}
    printed = figures(scores[edition], councils, rows.cell_rows(now), indicators, leading)
    found = findings(printed, chances(shown.analysis, told.moved))
    return {
        "editions": [
            framework_rows.edition_row(framework, one, inputs.code_version, one is now, simulated, partly(some))
            for one in scored
        ],
        "framework": framework_rows.framework_rows(framework),
        "dimensions": framework_rows.dimension_rows(framework, now),
        "dimension_weights": framework_rows.weight_rows(framework, now),
        "indicators": indicators,
        "questions": framework_rows.question_rows(framework, now),
        "services": register_rows.service_rows(inputs.services),
        "authorities": councils,
        "duties": register_rows.duty_rows(register.authorities, inputs.services, inputs.duties),
        "former_codes": register_rows.former_code_rows(register.authorities),
        "list_codes": register_rows.list_code_rows(organisations(register)),
        "relations": register_rows.relation_rows(register),
        "council_names": register_rows.name_rows(inputs.names),
        "service_words": register_rows.word_rows(inputs.service_words),
        **register_rows.life_event_tables(inputs.life_events),
        "link_errors": register_rows.link_error_rows(inputs.link_errors),
        "govuk_pages": register_rows.govuk_page_rows(inputs.govuk_pages),
        "service_links": leading,
        "replies": [] if simulated else reply_rows(inputs.replies),
        "sources": source_rows(inputs.sources, inputs.facts, inputs.register),
        "cells": (row for one in scored for row in rows.cell_rows(one)),
        "service_marks": mark_rows(edition, website) if website else [],
        "broken_links": broken_rows(edition, website) if website else [],
        "drift": drift_rows(edition, drift(inputs.website_before, website)) if website else [],
        "receipts": receipt_rows(edition, website) if website else [],
        "probe_answers": answer_rows(edition, inputs.probed) if inputs.probed else [],
        "suppliers": supplier_rows(edition, website) if website else [],
        "shifts": shift_rows(edition, website) if website else [],
        "facts": rows.fact_rows(now),
        "dimension_scores": (row for one in scored for row in rows.dimension_rows(one)),
        "scores": [row for one in scores.values() for row in one],
        "scores_without": without_rows(edition, codes, shown.fairness.without),
        "earlier_figures": earlier_rows(inputs.earlier),
        "peers": analysis_rows.peer_rows(edition, codes, deep),
        "gains": analysis_rows.gain_rows(edition, codes, deep),
        "ways_in": analysis_rows.way_in_rows(edition, codes, deep),
        "draws": analysis_rows.draw_rows(edition, shown.analysis),
        "gates": analysis_rows.gate_rows(edition, codes, deep),
        "sensitivity": analysis_rows.sensitivity_rows(edition, deep),
        "consistency": analysis_rows.consistency_rows(edition, deep),
        "indistinct": analysis_rows.indistinct_rows(edition, shown.analysis),
        "summaries": [
            *framework_rows.ladder_and_levels(framework, edition),
            framework_rows.summary_row(edition, "question_map", as_values(inputs.question_map)),
            *([framework_rows.summary_row(edition, "websites", some)] if some else []),
            *told.summaries,
            *(drift_summary(edition, inputs.website_before, website) if website else []),
            *framework_rows.measurement_rows(edition, inputs.measurements),
            *analysis_rows.summary_rows(edition, shown.analysis, deep, names),
            *fairness_summaries(edition, shown.fairness, now.published, deep),
        ],
        "history": told.history,
        "successors": told.successors,
        "findings": finding_rows(edition, found),
        "finding_lines": finding_line_rows(edition, found),
        "comparisons": comparison_rows(edition, found),
        "meta": [
            {"key": "code_version", "value": inputs.code_version},
            {"key": "files_version", "value": inputs.files_version},
        ],
    }


def _score_rows(
    inputs: Inputs, scored: Scored, analysis: Analysis, shown: Shown, moved: Moves | None
) -> Iterator[rows.Row]:
    unread = inputs.website.unread if inputs.website else {}
    own = moved if moved and moved.edition == scored.edition.code else None
    deep = shown.deep if scored is shown.scored else None
    for i, row in enumerate(rows.score_rows(scored, analysis.core)):
        moves = move_columns(own, row["authority"], row["type"])
        site = unread.get(row["authority"])
        told = {} if row["ranked"] or site is None else {
            "unranked_reason": together(site, read_message(row["unranked_reason"])).json()
        }  # fmt: skip
        drawn = analysis_rows.score_columns(analysis, i) | analysis_rows.deep_columns(deep, i)
        yield row | drawn | moves | told

"""Collecting sources into facts files: everything is read and parsed before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from collectors.open_data.catalogue import SourceEntry
from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.facts_file import read_facts, write_facts
from collectors.open_data.fetcher import read_local
from counted import plural
from errors import EmptySourceError, SourceError
from models import Fact
from register.authorities import Register

LEAST_KEPT = 0.9
"""A source in which fewer than this share of the earlier councils score above 0 looks cut off."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one source: a harvest, or the error that refused it, or the reason it was skipped.

    changed: whether its facts file was written; it is left alone if it says the same already.
    """

    name: str
    harvest: Harvest | None = None
    changed: bool = False
    error: SourceError | None = None
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class Collector:
    """Where sources are read from and what they are read against.

    folder: holds the folders of all sources. out: where the facts files are. accept_fewer: do not refuse a source that
    lost many councils.
    """

    register: Register
    entries: dict[str, SourceEntry]
    out: Path
    folder: Path
    accept_fewer: bool = False

    def collect(self, source: Source) -> Result:
        """Return the harvest of one source, its error, or why it was skipped. Writes nothing."""
        try:
            entry = self.entries.get(source.name)
            if entry is None:
                raise SourceError(source.name, "has no [[source]] in data/sources.toml")
            if not entry.enabled:
                return Result(source.name, skipped="switched off in data/sources.toml")
            harvest = source.parse(read_local(source, self.folder), self.register, entry.snapshot_on)
            earlier = earlier_facts(self.out / f"{source.name}.csv")
            require_something(source.name, source.measures, harvest.facts, earlier, self.accept_fewer)
            return Result(source.name, harvest)
        except SourceError as error:
            return Result(source.name, error=error)


def earlier_facts(path: Path) -> Sequence[Fact]:
    """Return the facts that a source's file holds so far, none if there is no such file."""
    return read_facts(path) if path.exists() else ()


def require_something(
    name: str, measures: Sequence[Measure], facts: Sequence[Fact], earlier: Sequence[Fact], accept_fewer: bool
) -> None:
    """Refuse a harvest that says nothing, or (unless accept_fewer) has lost more than a tenth of its councils.

    name: of its source.
    Raises EmptySourceError for the one and SourceError naming the measure for the other.
    """
    if not any(fact.value for fact in facts):
        raise EmptySourceError(name, "yields nothing: no council has a value above 0")
    if accept_fewer:
        return
    now = _above_zero(facts, measures)
    for measure, before in _above_zero(earlier, measures).items():
        if now[measure] < LEAST_KEPT * before:
            message = f"{measure}: {plural(now[measure], 'council')} above 0 on the newest day, {before} before"
            raise SourceError(name, f"{message}; is the file cut off? --accept-fewer takes it all the same")


def _above_zero(facts: Iterable[Fact], measures: Iterable[Measure]) -> dict[str, int]:
    """Return, by measure, the councils with a value above 0 on its newest day with any.

    Of a measure whose facts are dated apart, the newest value of each council counts.
    """
    valued = [fact for fact in facts if fact.value is not None]
    counts = {}
    for measure in measures:
        newest = {fact.authority: fact for fact in valued if fact.measure == measure.code}
        above = [fact for fact in valued if fact.measure == measure.code and fact.value]
        day = max((fact.observed_on for fact in above), default=None)
        counted = newest.values() if measure.dated_apart else [fact for fact in above if fact.observed_on == day]
        counts[measure.code] = sum(bool(fact.value) for fact in counted)
    return counts


def collect_all(
    collector: Collector, sources: Sequence[Source], step: Callable[[str], None] = lambda name: None
) -> tuple[Result, ...]:
    """Return a result per source. Writes the facts that changed, or none at all if any source was refused.

    step: told the name of each source when it is done.
    """
    results = []
    for source in sources:
        results.append(collector.collect(source))
        step(source.name)
    if any(result.error for result in results):
        return tuple(results)
    return tuple(_written(collector.out, result) for result in results)


def _written(out: Path, result: Result) -> Result:
    if result.harvest is None:
        return result
    return replace(result, changed=write_facts(out / f"{result.name}.csv", result.harvest.facts))

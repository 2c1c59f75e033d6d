"""Collecting sources into facts files: everything is read and parsed before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from collectors.open_data.catalogue import SourceEntry
from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.facts_file import merged, read_facts, write_facts
from collectors.open_data.fetcher import Fetcher, read_local
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

    folder: holds the folders of all sources; None reads documented live forms, dated `today`. out: where the
    facts files are. accept_fewer: do not refuse a source that lost many councils.
    """

    register: Register
    entries: dict[str, SourceEntry]
    out: Path
    folder: Path | None
    fetcher: Fetcher
    today: date
    accept_fewer: bool = False

    def collect(self, source: Source, named: bool) -> Result:
        """Return the harvest of one source, its error, or why it was skipped. Writes nothing.

        named: the person asked for this source, so that having no live form is an error.
        """
        try:
            if not self._entry(source).enabled:
                return Result(source.name, skipped="switched off in data/sources.toml")
            if self.folder is None and source.live is None and not named:
                return Result(source.name, skipped=f"no documented live form: {source.why_not_live}")
            harvest = self._harvest(source)
            self._require_something(source, harvest.facts)
            return Result(source.name, harvest)
        except SourceError as error:
            return Result(source.name, error=error)

    def _entry(self, source: Source) -> SourceEntry:
        if source.name not in self.entries:
            raise SourceError(source.name, "has no [[source]] in data/sources.toml")
        return self.entries[source.name]

    def _harvest(self, source: Source) -> Harvest:
        if self.folder is not None:
            return source.parse(read_local(source, self.folder), self.register, self._entry(source).snapshot_on)
        if source.live is None:
            message = f"no documented live form ({source.why_not_live}); give the folder of its files with --from DIR"
            raise SourceError(source.name, message)
        found = source.live.parse(self.fetcher.fetch(source.name, source.live), self.register, self.today)
        return Harvest(merged(self._earlier(source.name), found.facts), found.set_aside)

    def _earlier(self, name: str) -> Sequence[Fact]:
        path = self.out / f"{name}.csv"
        return read_facts(path) if path.exists() else ()

    def _require_something(self, source: Source, facts: Sequence[Fact]) -> None:
        name = source.name
        if not any(fact.value for fact in facts):
            raise EmptySourceError(name, "yields nothing: no council has a value above 0")
        if self.accept_fewer:
            return
        now = _above_zero(facts, source.measures)
        for measure, earlier in _above_zero(self._earlier(name), source.measures).items():
            if now[measure] < LEAST_KEPT * earlier:
                message = f"{measure}: {now[measure]} councils above 0 on the newest day, {earlier} before"
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
    collector: Collector, sources: Sequence[Source], named: bool, step: Callable[[str], None] = lambda name: None
) -> tuple[Result, ...]:
    """Return a result per source. Writes the facts that changed, or none at all if any source was refused.

    step: told the name of each source when it is done.
    """
    results = []
    for source in sources:
        results.append(collector.collect(source, named))
        step(source.name)
    if any(result.error for result in results):
        return tuple(results)
    return tuple(_written(collector.out, result) for result in results)


def _written(out: Path, result: Result) -> Result:
    if result.harvest is None:
        return result
    return replace(result, changed=write_facts(out / f"{result.name}.csv", result.harvest.facts))

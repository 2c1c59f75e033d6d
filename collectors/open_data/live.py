"""Reading a source in its live form: what it declares is asked, kept as it comes, and becomes facts only when whole."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from collectors.open_data.catalogue import SourceEntry
from collectors.open_data.collecting import Result, earlier_facts, require_something
from collectors.open_data.contract import Context, Difference, Harvest, Interface, Live, Measure, Request, Source, Watch
from collectors.open_data.facts_file import merged, write_facts, write_whole
from collectors.open_data.fetcher import Fetcher, Reply
from collectors.open_data.reply_store import BESIDES, FINISHED, UNFINISHED, ReplyStore, is_stale, provenance
from counted import plural
from errors import SourceError
from register.authorities import Register
from register.tables import as_csv

log = logging.getLogger(__name__)

DIFFERENCES = ("authority", "field", "ours", "theirs", "url")
OLDEST_UNFINISHED = 2
"""Days after which a stopped reading is begun anew: its facts have one day."""

GOES_ON = timedelta(hours=12)
"""How long a run of several sources that was stopped is gone on with: a nightly one reads everything each night."""

Step = Callable[[str, int], None]
"""(source, requests made for it so far)."""


@dataclass(frozen=True, slots=True)
class LiveResult:
    """What became of one source. asked: requests made; kept: replies that an earlier, stopped run had already.

    remark: why what the source can do without was not asked to the end, '' if it was.
    """

    result: Result
    asked: int = 0
    kept: int = 0
    remark: str = ""


@dataclass(frozen=True, slots=True)
class WatchResult:
    """What a public register says otherwise than ours, or the error that kept it from being read."""

    name: str
    differences: tuple[Difference, ...]
    asked: int = 0
    kept: int = 0
    error: SourceError | None = None


@dataclass(frozen=True, slots=True)
class LiveCollector:
    """What live sources are read with. out: where the facts files are; besides it `live/` says where they come from.

    most_besides: requests a run, for each source, that go into what it can do without. run: what the command is to read
    in all, '' where only single sources are gone on with.
    """

    register: Register
    entries: dict[str, SourceEntry]
    out: Path
    fetcher: Fetcher
    store: ReplyStore
    most_besides: int = 0
    accept_fewer: bool = False
    run: str = ""

    def collect(self, source: Source, step: Step = lambda name, asked: None) -> LiveResult:
        """Return what became of a source: its facts are written if all of it was read, else they stay as they were.

        A run that is stopped, by a failure or by hand, is gone on with by the next: no reply is asked for twice.
        """
        entry = self.entries.get(source.name)
        if entry is None:
            raise SourceError(source.name, "has no [[source]] in data/sources.toml")
        if not entry.enabled:
            return LiveResult(Result(source.name, skipped="switched off in data/sources.toml"))
        if source.live is None:
            return LiveResult(Result(source.name, skipped=f"no documented live form: {source.why_not_live}"))
        reading = _Reading(self, source.name, source.live, step)
        try:
            harvest, changed, remark = reading.facts(source.live, source.measures, self.out / f"{source.name}.csv")
            return LiveResult(Result(source.name, harvest, changed), reading.asked, reading.kept, remark)
        except SourceError as error:
            return LiveResult(Result(source.name, error=error), reading.asked, reading.kept)

    def collect_context(self, context: Context, step: Step = lambda name, asked: None) -> LiveResult:
        """Return what became of a source that answers no indicator; what it says is written beside the facts."""
        if context.key and self.fetcher.lacks_key(context):
            return LiveResult(Result(context.name, skipped=f"needs a key: set {context.key.variable}"))
        reading = _Reading(self, context.name, context, step)
        try:
            path = self.out / "live" / f"{context.name}-context.csv"
            harvest, changed, remark = reading.facts(context, context.measures, path)
            return LiveResult(Result(context.name, harvest, changed), reading.asked, reading.kept, remark)
        except SourceError as error:
            return LiveResult(Result(context.name, error=error), reading.asked, reading.kept)

    def watch(self, watch: Watch, step: Step = lambda name, asked: None) -> WatchResult:
        """Return where a public register differs from ours, which is written beside the facts; nothing else changes."""
        reading = _Reading(self, watch.name, watch, step)
        try:
            return WatchResult(watch.name, reading.differences(watch), reading.asked, reading.kept)
        except SourceError as error:
            return WatchResult(watch.name, (), reading.asked, reading.kept, error)


class _Reading:
    def __init__(self, collector: LiveCollector, name: str, interface: Interface, step: Step):
        self._collector, self._name, self._interface, self._step = collector, name, interface, step
        self._store, self._fetcher = collector.store, collector.fetcher
        self.asked = self.kept = 0

    def facts(self, live: Live, measures: tuple[Measure, ...], path: Path) -> tuple[Harvest, bool, str]:
        """Return the harvest of a whole reading, whether the facts changed, and what was not asked besides.

        path: the file that the facts are added to.
        """
        replies = self._needed()
        try:
            besides, remark = self._besides(replies)
            day = min(one.fetched_at for one in replies.values()).date()
            bodies = _bodies((*besides.values(), *replies.values()))
            harvest = self._harvest(live.parse(bodies, self._collector.register, day), measures, path, day)
        except SourceError:
            self._store.drop_unfinished(self._name)
            raise
        # What is kept is called finished last: whoever is killed before that does the same again and asks nobody.
        changed = write_facts(path, harvest.facts)
        self._say_where_from(replies)
        self._store.finish(self._name, self._collector.run, self._fetcher.clock.now())
        return harvest, changed, remark

    def differences(self, watch: Watch) -> tuple[Difference, ...]:
        """Return where the register that was read differs from ours."""
        replies = self._needed()
        try:
            found = watch.compare(_bodies(replies.values()), self._collector.register)
        except SourceError:
            self._store.drop_unfinished(self._name)
            raise
        rows = ((one.authority, one.field, one.ours, one.theirs, one.url) for one in found)
        path = self._collector.out / "live" / f"{self._name}-differences.csv"
        write_whole(path, as_csv(DIFFERENCES, rows).encode())
        self._say_where_from(replies)
        self._store.finish(self._name, self._collector.run, self._fetcher.clock.now())
        return found

    def _say_where_from(self, replies: dict[str, Reply]) -> None:
        told = provenance(replies.values(), self._interface.contract)
        write_whole(self._collector.out / "live" / f"{self._name}.csv", told.encode())

    def _refuse_the_same_page(self, before: Reply | None, reply: Reply) -> None:
        # Such a service would be asked for further pages for ever.
        if before is not None and before.body is not None and before.sha256 == reply.sha256:
            self._store.drop_unfinished(self._name)
            said = f"{reply.url} answers what {before.url} did: the service takes no notice of what differs in them"
            raise SourceError(self._name, said)

    def _understood_of(self, reading: str) -> dict[str, Reply]:
        return {file: one for file, one in self._store.replies(self._name, reading).items() if self._understood(one)}

    def _understood(self, reply: Reply) -> bool:
        """Return whether a kept reply is what the contract says: our reading of it may have changed since."""
        try:
            tuple(self._interface.onward(reply.file, reply.body, self._collector.register) if reply.body else ())
        except SourceError:
            return False
        return True

    def _harvest(self, found: Harvest, measures: tuple[Measure, ...], path: Path, day: date) -> Harvest:
        """Return the facts of a file with what was found added. Raises SourceError if much is gone or to come.

        What was found is judged by itself: earlier facts beside it would hide that it is empty. A measure that a live
        form does not have is not missed in it.
        """
        if found.facts and (newest := found.dates[-1]) > day + timedelta(days=1):  # elsewhere it may be tomorrow
            raise SourceError(self._name, f"says that it is of {newest:%-d %B %Y}, and was read on {day:%-d %B %Y}")
        earlier, read = earlier_facts(path), {fact.measure for fact in found.facts}
        has = [measure for measure in measures if measure.code in read]
        require_something(self._name, has, found.facts, earlier, self._collector.accept_fewer)
        return Harvest(merged(earlier, found.facts), found.set_aside)

    def _needed(self) -> dict[str, Reply]:
        """Return every reply of a whole reading by file; what a stopped reading has already is not asked again."""
        now = self._fetcher.clock.now()
        self._store.forget_besides(self._name, now - timedelta(days=self._interface.kept_days))
        if is_stale(self._store.replies(self._name, UNFINISHED).values(), now, OLDEST_UNFINISHED):
            self._store.drop_unfinished(self._name)
        done, found = self._understood_of(UNFINISHED), dict[str, Reply]()
        earlier = self._store.replies(self._name, FINISHED)
        register = self._collector.register
        waiting, led_by = deque(self._interface.requests(register)), dict[str, Reply]()
        while waiting:
            request = waiting.popleft()
            if request.file in found:
                continue
            reply = done.get(request.file)
            if reply is None:
                reply = self._ask(request, earlier.get(request.file), UNFINISHED)
            else:
                self.kept += 1
            found[request.file] = reply
            for further in self._interface.leads_to(request, reply.body, register):
                led_by[further.file] = reply
                waiting.append(further)
            self._refuse_the_same_page(led_by.get(request.file), reply)
        if not found:
            raise SourceError(self._name, "asks for nothing")
        return found

    def _besides(self, replies: dict[str, Reply]) -> tuple[dict[str, Reply], str]:
        """Return what is known besides, and why not more of it was asked ('' if all was)."""
        found = self._understood_of(BESIDES)
        if self._interface.besides is None:
            return found, ""
        begun = self.asked
        while wanted := self._wanted(replies, found):
            for request in wanted:
                if self.asked - begun >= self._collector.most_besides:
                    waiting = plural(len(wanted), "further question is", "further questions are")
                    return found, f"{waiting} left for another run (--besides N)"
                try:
                    found[request.file] = self._ask(request, None, BESIDES)
                except SourceError as error:
                    return found, f"stopped asking further questions: {error}"
                wanted = wanted[1:]
        return found, ""

    def _wanted(self, replies: dict[str, Reply], found: dict[str, Reply]) -> list[Request]:
        bodies = _bodies((*found.values(), *replies.values()))
        assert self._interface.besides is not None
        return [one for one in self._interface.besides(bodies, self._collector.register) if one.file not in found]

    def _ask(self, request: Request, earlier: Reply | None, reading: str) -> Reply:
        """Return and keep a reply that is what its contract says; each documented address is tried in turn."""
        *others, last = (request.url, *request.also_at)
        for url in others:
            try:
                return self._ask_at(replace(request, url=url), earlier, reading)
            except SourceError as error:
                log.warning("%s; trying the other address", error)
        return self._ask_at(replace(request, url=last), earlier, reading)

    def _ask_at(self, request: Request, earlier: Reply | None, reading: str) -> Reply:
        self.asked += 1
        self._step(self._name, self.asked)
        log.info("%s: %s", self._name, request.url)
        reply = self._fetcher.ask(
            self._name,
            self._interface,
            request,
            earlier if earlier is not None and earlier.url == request.url else None,
            self._store.part(self._name, request.file),
            lambda begun: self._store.keep_part(self._name, request.file, begun),
        )
        self._interface.leads_to(request, reply.body, self._collector.register)
        self._store.keep(self._name, reading, reply)
        return reply


def _bodies(replies: Iterable[Reply]) -> dict[str, bytes]:
    return {one.file: one.body for one in replies if one.body is not None}

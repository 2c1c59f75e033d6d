"""Reading a source in its live form: what it declares is asked, kept as it comes, and becomes facts only when whole."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from collectors.open_data.catalogue import SourceEntry
from collectors.open_data.collecting import Result, earlier_facts, require_something
from collectors.open_data.contract import Harvest, Live, Request, Source
from collectors.open_data.facts_file import merged, write_facts
from collectors.open_data.fetcher import Fetcher, Reply
from collectors.open_data.reply_store import BESIDES, FINISHED, UNFINISHED, ReplyStore, is_stale, provenance
from errors import SourceError
from register.authorities import Register

log = logging.getLogger(__name__)

OLDEST_UNFINISHED = 2
"""Days after which a stopped reading is begun anew: its facts have one day."""

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
class LiveCollector:
    """What live sources are read with. out: where the facts files are; besides it `live/` says where they come from.

    most_besides: requests a run, for each source, that go into what it can do without.
    """

    register: Register
    entries: dict[str, SourceEntry]
    out: Path
    fetcher: Fetcher
    store: ReplyStore
    most_besides: int = 0
    accept_fewer: bool = False

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
            return reading.finish(source)
        except SourceError as error:
            return LiveResult(Result(source.name, error=error), reading.asked, reading.kept)


class _Reading:
    def __init__(self, collector: LiveCollector, name: str, live: Live, step: Step):
        self._collector, self._name, self._live, self._step = collector, name, live, step
        self._store, self._fetcher = collector.store, collector.fetcher
        self.asked = self.kept = 0

    def finish(self, source: Source) -> LiveResult:
        now = self._fetcher.clock.now()
        if is_stale(self._store.replies(self._name, UNFINISHED).values(), now, OLDEST_UNFINISHED):
            self._store.drop_unfinished(self._name)
        replies = self._needed()
        self._store.forget_besides(self._name, now - timedelta(days=self._live.kept_days))
        try:
            besides, remark = self._besides(replies)
            harvest = self._harvest(source, replies, besides)
        except SourceError:
            self._store.drop_unfinished(self._name)
            raise
        out = self._collector.out
        changed = write_facts(out / f"{self._name}.csv", harvest.facts)
        self._store.finish(self._name)
        (out / "live").mkdir(parents=True, exist_ok=True)
        told = provenance(replies.values(), self._live.contract)
        (out / "live" / f"{self._name}.csv").write_text(told, encoding="utf-8")
        return LiveResult(Result(self._name, harvest, changed), self.asked, self.kept, remark)

    def _harvest(self, source: Source, replies: dict[str, Reply], besides: dict[str, Reply]) -> Harvest:
        day = min(one.fetched_at for one in replies.values()).date()
        bodies = _bodies((*besides.values(), *replies.values()))
        found = self._live.parse(bodies, self._collector.register, day)
        earlier = earlier_facts(self._collector.out, self._name)
        harvest = Harvest(merged(earlier, found.facts), found.set_aside)
        require_something(source, harvest.facts, earlier, self._collector.accept_fewer)
        return harvest

    def _needed(self) -> dict[str, Reply]:
        """Return every reply of a whole reading by file; what a stopped reading has already is not asked again."""
        done, found = self._store.replies(self._name, UNFINISHED), dict[str, Reply]()
        earlier = self._store.replies(self._name, FINISHED)
        register = self._collector.register
        waiting = deque(self._live.requests(register))
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
            if reply.body is not None:
                waiting.extend(self._live.onward(request.file, reply.body, register))
        if not found:
            raise SourceError(self._name, "asks for nothing")
        return found

    def _besides(self, replies: dict[str, Reply]) -> tuple[dict[str, Reply], str]:
        """Return what is known besides, and why not more of it was asked ('' if all was)."""
        found = self._store.replies(self._name, BESIDES)
        if self._live.besides is None:
            return found, ""
        begun = self.asked
        while wanted := self._wanted(replies, found):
            for request in wanted:
                if self.asked - begun >= self._collector.most_besides:
                    return found, f"{len(wanted)} further questions are left for another run (--besides N)"
                try:
                    found[request.file] = self._ask(request, None, BESIDES)
                except SourceError as error:
                    return found, f"stopped asking further questions: {error}"
                wanted = wanted[1:]
        return found, ""

    def _wanted(self, replies: dict[str, Reply], found: dict[str, Reply]) -> list[Request]:
        bodies = _bodies((*found.values(), *replies.values()))
        assert self._live.besides is not None
        return [one for one in self._live.besides(bodies, self._collector.register) if one.file not in found]

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
            self._live,
            request,
            earlier if earlier is not None and earlier.url == request.url else None,
            self._store.part(self._name, request.file),
            lambda begun: self._store.keep_part(self._name, request.file, begun),
        )
        if reply.body is not None:
            self._live.onward(request.file, reply.body, self._collector.register)
        self._store.keep(self._name, reading, reply)
        return reply


def _bodies(replies: Iterable[Reply]) -> dict[str, bytes]:
    return {one.file: one.body for one in replies if one.body is not None}

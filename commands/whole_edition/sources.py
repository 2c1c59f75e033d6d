"""The live sources of an edition: read into its own facts, and what the copy of sources.toml says of them kept true."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

from rich.progress import Progress

from collectors.open_data import SOURCES, WATCHES
from collectors.open_data.catalogue import FILE, load_sources
from collectors.open_data.contract import Interface, Source, Watch
from collectors.open_data.facts_file import read_facts
from collectors.open_data.live import LiveCollector
from collectors.open_data.reply_store import UNFINISHED, ReplyStore, open_store
from commands.whole_edition.folder import EditionFolder
from commands.whole_edition.making import Making
from counted import plural
from errors import SourceError
from register.authorities import load_register

REGISTERS = tuple(watch for watch in WATCHES if watch.of_councils)
STATED = re.compile(r"^(snapshot_on|attribution|expected|difference|counted) = .*\n", re.MULTILINE)
"""What an entry of sources.toml says of one state of its source; each stands on a line of its own."""


def live_sources(data: Path) -> tuple[Source, ...]:
    """Return the sources that have a live form and are switched on in the sources.toml of `data`."""
    enabled = {entry.source for entry in load_sources(data / FILE) if entry.enabled}
    return tuple(source for source in SOURCES if source.live and source.name in enabled)


def interfaces(sources: tuple[Source, ...]) -> tuple[Interface, ...]:
    """Return the interfaces of sources, and those of the registers that ours is held against."""
    return (*(source.live for source in sources if source.live), *REGISTERS)


def read_sources(making: Making) -> str:
    """Read every live source that was not read yet; one that fails leaves its facts as they were and is noted."""
    folder = making.folder
    sources = live_sources(folder.data)
    if folder.published.is_file():
        return "as they were read before it was built"
    both: tuple[Source | Watch, ...] = (*sources, *REGISTERS)
    due = [one for one in both if not folder.was_read(one.name)]
    if due:
        with making.fetcher.alone(), open_store(folder.replies) as store, making.progress() as progress:
            if _was_stopped(store, due):
                making.fetcher.clock.sleep(1.0)  # the run that was stopped may have asked the same host just now
            others = {name: why for name, why in folder.unread().items() if name not in {one.name for one in both}}
            folder.note_unread(others | _read(making, due, store, progress))
    for source in sources:
        if folder.was_read(source.name):
            restate(folder, source)
    left = [one.name for one in both if not folder.was_read(one.name)]
    why = f"; not read, and tried again each time: {', '.join(left)} ({folder.why_unread} says why)" if left else ""
    return f"{len(both) - len(left)} of {plural(len(both), 'live source')} read{why}"


def _was_stopped(store: ReplyStore, due: list[Source | Watch]) -> bool:
    return any(store.replies(one.name, UNFINISHED) for one in due)


def _read(making: Making, due: list[Source | Watch], store: ReplyStore, progress: Progress) -> dict[str, str]:
    """Return live source -> why it was not read, of those that are due."""
    folder, unread = making.folder, dict[str, str]()
    entries = {entry.source: entry for entry in load_sources(folder.data / FILE)}
    collector = LiveCollector(load_register(folder.data / "register"), entries, folder.facts, making.fetcher, store)
    task = progress.add_task("Sources", total=len(due))

    def step(name: str, asked: int) -> None:
        progress.update(task, description=f"{name}: request {asked}")

    for one in due:
        if isinstance(one, Watch):
            error = collector.watch(one, step).error
        else:
            error = collector.collect(one, step).result.error
        if error is not None:
            unread[one.name] = str(error)
        progress.advance(task)
    return unread


def restate(folder: EditionFolder, source: Source) -> None:
    """Let the edition's own sources.toml say of which day its facts are. Doing it twice changes nothing more.

    Counts that were made of the earlier state are left out of it, because nobody has made them of this one.
    """
    newest = max(fact.observed_on for fact in read_facts(folder.facts / f"{source.name}.csv"))
    path = folder.data / FILE
    entry = next(one for one in load_sources(path) if one.source == source.name)
    if newest <= entry.snapshot_on:
        return
    head, *blocks = path.read_text(encoding="utf-8").split("[[source]]\n")
    named = [number for number, block in enumerate(blocks) if block.startswith(f'source = "{source.name}"\n')]
    if len(named) != 1 or source.live is None:
        raise SourceError(source.name, f'{path}: expected one [[source]] that begins with source = "{source.name}"')
    blocks[named[0]] = _restated(blocks[named[0]], newest, f"{entry.attribution} {_added(newest)}")
    part = path.with_suffix(".part")
    part.write_text("[[source]]\n".join((head, *blocks)), encoding="utf-8")
    load_sources(part)
    part.replace(path)


def _added(day: date) -> str:
    return f"Read anew from its publisher's own interface; newest state of {day:%-d %B %Y}."


def _restated(block: str, newest: date, attribution: str) -> str:
    kept = STATED.sub("", block)
    name, rest = kept.split("\n", 1)
    stated = json.dumps(attribution, ensure_ascii=False)
    return f"{name}\nsnapshot_on = {newest.isoformat()}\nattribution = {stated}\n{rest}"

"""The steps of an edition, declared in one table: each says what it asks, and does what is left of it to do."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from collectors.crawl.cluster import crawl_on_cluster
from collectors.crawl.replay import replay
from collectors.probes.browser.rendered import add_rendered
from commands.probe import KINDS, Kind
from commands.replay import counts
from commands.websites import LOOK_HERE, Reading, crawl_here, reading_of
from commands.whole_edition.folder import OPEN_DATA, Begun, EditionFolder, in_shell
from commands.whole_edition.making import Making, PausedError
from commands.whole_edition.plan import PUBLISHED_MB, SECOND_LOOK_SHARE, Asked, look_asked, sources_asked
from commands.whole_edition.probes import ask_probe, probe_asked
from commands.whole_edition.sources import interfaces, live_sources, read_sources
from commands.whole_edition.summary import write_summary
from detectors.crawled import observer
from edition.editions import load_editions
from edition.inputs import detectors_version
from edition.website_edition import CrawlEdition
from models import Authority
from paths import ROOT
from register.authorities import Register, load_authorities

WEBSITES = frozenset({"website", "full"})
FULL = frozenset({"full"})
EVERY = WEBSITES | {OPEN_DATA}


@dataclass(frozen=True, slots=True)
class Planned:
    """What a plan is made of. data: its inputs. chosen: whose websites are read. earlier: a crawl to compare with."""

    data: Path
    folder: EditionFolder
    begun: Begun
    register: Register
    chosen: tuple[Authority, ...]
    earlier: Path | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step. plan: what it would ask, without asking. do: what is left of it; says in a sentence what came of it.

    `do` raises PausedError if the rest has to wait. A step that was done already asks nothing and says so.
    """

    name: str
    scopes: frozenset[str]
    plan: Callable[[Planned], Asked]
    do: Callable[[Making], str]


def first_look(making: Making) -> str:
    """Read the websites once."""
    if not making.folder.looks():
        _crawl(making)
    return f"websites read on {_day(making.folder.looks()[0])}"


def second_look(making: Making) -> str:
    """Read the websites again, on a later day than the first time: only then do low marks count."""
    if len(looks := making.folder.looks()) < 2:
        if making.once:
            return "left out, as asked: low marks are shown as a first look and count for nothing yet"
        if making.today() <= looks[0]:
            when = _day(looks[0] + timedelta(days=1))
            raise PausedError(
                f"The second look takes another day: run the same command again from {when} (UTC) on. "
                "With --once the edition is made without it, and low marks do not count yet."
            )
        _crawl(making)
    return f"websites read again on {_day(making.folder.looks()[1])}"


def observe(making: Making) -> str:
    """Run the detectors over all that was read and not observed before; no request is made."""
    folder = making.folder
    if folder.published.is_file():
        return "as it was observed before it was built"
    register = folder.data / "register"
    if making.begun.scope in FULL and folder.probes.is_file():
        add_rendered(folder.crawl, folder.probes)
    version = detectors_version(ROOT)
    due = folder.to_observe(version)
    if not due:
        return "all was observed before"
    with making.progress() as progress:
        task = progress.add_task("Observing", total=len(due))
        result = replay(folder.crawl, observer(register), due, lambda code: progress.advance(task), version)
    failed = {code for code, _ in result.failures}
    folder.note_observed({code: told for code, told in due.items() if code not in failed})
    return f"observed {counts(result)}"


def build_edition(making: Making) -> str:
    """Score the facts and write the published database."""
    from edition.build import build

    folder, begun = making.folder, making.begun
    if not folder.published.is_file():
        as_of, crawl = folder.newest_day(begun), None
        declare(folder, begun, as_of)
        if begun.reads_websites:
            probes = folder.probes if folder.has_probes(begun) else None
            crawl = CrawlEdition(
                folder.crawl, as_of, begun.scope, begun.title, code=begun.name, earlier=folder.earlier, probes=probes
            )
        with making.console.status("Building") as status:
            build(folder.data, folder.published, ROOT, not begun.without_ni, status.update, crawl, until=making.today())
    return f"{folder.published} written"


def declare(folder: EditionFolder, begun: Begun, as_of: date) -> None:
    """Let the folder's editions.toml end with this edition, a preview, as of that day."""
    path = folder.data / "editions.toml"
    mark = f'\n[[edition]]\ncode = "{begun.name}"\n'
    others = path.read_text(encoding="utf-8").partition(mark)[0]
    framework = load_editions(path)[-1].framework
    title = begun.title or f"{begun.scope.capitalize()} edition, {as_of:%B %Y}"
    told = (
        f"{mark}title = {json.dumps(title, ensure_ascii=False)}\nas_of = {as_of.isoformat()}\n"
        f'scope = "{begun.scope}"\nstatus = "preview"\nframework = "{framework}"\n'
    )
    part = path.with_suffix(".part")
    part.write_text(others + told, encoding="utf-8")
    load_editions(part)
    part.replace(path)


def report(making: Making) -> str:
    """Sum up the edition: what is in it, what is missing and why."""
    write_summary(making.folder, making.begun)
    return f"summed up in {making.folder.summary}"


def reading(folder: EditionFolder, begun: Begun) -> Reading:
    """Return the reading of the websites of an edition. Raises CrawlError if it may not be begun."""
    register = folder.data / "register"
    chosen = [one for one in load_authorities(register / "authorities.csv") if one.code in set(begun.councils)]
    return reading_of(register, chosen, folder.crawl, begun.contact, begun.max_pages, begun.delay)


def _crawl(making: Making) -> None:
    asked, before = reading(making.folder, making.begun), len(making.folder.looks())
    if making.cluster:
        result = crawl_on_cluster(making.cluster, replace(asked.settings, resume=True), asked.seeds, asked.identity)
    else:
        result = crawl_here(asked, resume=True)
    if not result.finished:
        raise PausedError("The reading of the websites was interrupted: run the same command again to go on.")
    if len(making.folder.looks()) == before:
        raise PausedError(
            f"No website answered at all, so this counts as no look. {LOOK_HERE} Then run the same command again."
        )


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"


def _crawl_alone(planned: Planned) -> str:
    folder, begun = planned.folder, planned.begun
    return (
        f"crawl --resume --no-observe --max-pages {begun.max_pages} --delay {begun.delay:g}{_contact(begun)}"
        f"{_councils(planned)} --register {in_shell(folder.data / 'register')} --db {in_shell(folder.crawl)}"
    )


def _contact(begun: Begun) -> str:
    return f" --contact {in_shell(begun.contact)}" if begun.contact else ""


def _councils(planned: Planned) -> str:
    """Return the option that chooses the councils, nothing where all are chosen."""
    if len(planned.chosen) == len(planned.register.authorities):
        return ""
    return f" --authorities {','.join(one.slug for one in planned.chosen)}"


def _build_alone(planned: Planned) -> str:
    folder = planned.folder
    begun, crawl = planned.begun, ""
    if begun.reads_websites:
        title = f" --title {in_shell(begun.title)}" if begun.title else ""
        besides = f" --probes {in_shell(folder.probes)}" if begun.scope in FULL else ""
        besides += f" --earlier-crawl {in_shell(planned.earlier)}" if planned.earlier else ""
        asked = f" --scope {begun.scope} --as-of DATE --edition {begun.name}{title}"
        crawl = f" --crawl {in_shell(folder.crawl)}{besides}{asked}"
    without_ni = " --without-ni" if begun.without_ni else ""
    return f"build --data {in_shell(folder.data)} --out {in_shell(folder.published)}{without_ni}{crawl}"


def _report_alone(planned: Planned) -> str:
    folder = planned.folder
    if planned.begun.reads_websites:
        return f"crawl-report --db {in_shell(folder.crawl)}"
    return f"export scores --published {in_shell(folder.published)}"


def _local(step: str, alone: str, disk_mb: float = 0.0) -> Asked:
    return Asked(step, 0, "", 0.0, disk_mb, alone)


def _probe_step(kind: Kind) -> Step:
    def plan(one: Planned) -> Asked:
        begun, folder = one.begun, one.folder
        crawl = f" --crawl {in_shell(folder.crawl)}" if kind.reads_crawl else ""
        alone = (
            f"probe {kind.name}{_councils(one)} --delay {begun.delay:g}{_contact(begun)} "
            f"--register {in_shell(folder.data / 'register')} --db {in_shell(folder.probes)}{crawl}"
        )
        return probe_asked(kind, one.chosen, alone, begun.delay)

    return Step(f"probe {kind.name}", FULL, plan, lambda making: ask_probe(making, kind))


def _observe_step(name: str, scopes: frozenset[str], with_rendered: bool = False) -> Step:
    def plan(one: Planned) -> Asked:
        rendered = f" --rendered {in_shell(one.folder.probes)}" * with_rendered
        return _local(
            name,
            f"replay --register {in_shell(one.folder.data / 'register')} --db {in_shell(one.folder.crawl)}{rendered}",
        )

    return Step(name, scopes, plan, observe)


STEPS: Sequence[Step] = (
    Step(
        "sources",
        EVERY,
        lambda one: sources_asked(
            interfaces(live_sources(one.data)), one.register,
            f"collect live --out {in_shell(one.folder.facts)} --store {in_shell(one.folder.replies)}"
            f"{_contact(one.begun)}",
        ),
        read_sources,
    ),
    Step(
        "first look",
        WEBSITES,
        lambda one: look_asked("first look", one.chosen, one.begun, 1.0, _crawl_alone(one)),
        first_look,
    ),
    Step(
        "second look",
        WEBSITES,
        lambda one: look_asked("second look", one.chosen, one.begun, SECOND_LOOK_SHARE, _crawl_alone(one)),
        second_look,
    ),
    *(_probe_step(kind) for kind in KINDS if not kind.repeated and not kind.reads_crawl),
    _observe_step("observe", WEBSITES),
    *(_probe_step(kind) for kind in KINDS if not kind.repeated and kind.reads_crawl),
    _observe_step("observe again", FULL, with_rendered=True),
    Step("build", EVERY, lambda one: _local("build", _build_alone(one), PUBLISHED_MB), build_edition),
    Step("report", EVERY, lambda one: _local("report", _report_alone(one)), report),
)  # fmt: skip
"""In their order. A probe joins by its entry in the table of probes (commands/probe.py, KINDS). One that reads the
crawl looks at pages on which services were observed, and may show pages that were empty: it stands between the two."""

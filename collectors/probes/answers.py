"""Whether a council's home page and the hosts of its tasks answer: one look, to be repeated over months (T08).

Only what the page's own server says over https is a failure: twice, some time apart, an error of its own (HTTP 5xx). A
refusal, silence and a connection that fails may be ours or a firewall's, an error over http a proxy's, and a robots.txt
that cannot be had forbids the question (RFC 9309, section 2.3.1.4): such a look decides nothing, nor does one whose
second question the host put off for long (Retry-After). Where the server fails as a whole, robots.txt too, what the
file said at a look of the last 24 hours stands in for it (section 2.4).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from collectors.crawl.manners.pace import back_at
from collectors.crawl.manners.robots import CACHE_S, Access, RobotsAnswer
from collectors.crawl.net.fetcher import Ask, Exchange
from collectors.probes.findings import Finding, Kept, decided, undecided
from collectors.probes.pace import Slots
from collectors.probes.put_off import LONGEST_DELAY_S, PUT_OFF, PutOffError
from collectors.probes.visitor import FAILED, Visitor, onward
from detectors.verdict.verdict import ReplyKind, verdict_without_page
from errors import CrawlError
from models import Outcome, Status

HOME, TASK_HOSTS = "home", 5
"""Name of the check of the home page; hosts of tasks that are asked beside it, as `task_1` and so on."""
STATUSES = range(200, 600)
"""Of HTTP (RFC 9110, section 15); what lies beyond is a word of firewalls and proxies, such as 999 of some."""
PAUSE_S = 30.0
"""Between the two asks that make a failure, if the host names no later time (Retry-After)."""
COPY_AGE = timedelta(seconds=CACHE_S)
"""How old the copy of a robots.txt may be that stands in for it."""
_NAME = "robots.txt of "


@dataclass(frozen=True, slots=True)
class RobotsCopy:
    """What a host's robots.txt said, and when it was read."""

    answer: RobotsAnswer
    read_at: datetime

    def kept(self, host: str) -> Kept:
        """Return it as a file to keep beside a finding."""
        said = {"read_at": self.read_at.isoformat(), "access": self.answer.access.value, "text": self.answer.text}
        return Kept(f"{_NAME}{host}", "application/json", json.dumps(said).encode())


def robots_copies(files: Iterable[tuple[str, bytes]]) -> dict[str, RobotsCopy]:
    """Return host -> the newest copy of its robots.txt among files of (name, body) that earlier looks kept.

    Raises CrawlError naming the file that is no such copy.
    """
    copies: dict[str, RobotsCopy] = {}
    for name, body in files:
        host = name.removeprefix(_NAME)
        try:
            said = json.loads(body)
            copy = RobotsCopy(RobotsAnswer(Access(said["access"]), str(said["text"])),
                              datetime.fromisoformat(said["read_at"]).astimezone(UTC))  # fmt: skip
        except (ValueError, KeyError, TypeError) as error:
            raise CrawlError(f"kept: {name}: is no copy of a robots.txt: {error!r}") from None
        if host not in copies or copies[host].read_at < copy.read_at:
            copies[host] = copy
    return copies


def task_addresses(home: str, addresses: Iterable[str]) -> tuple[str, ...]:
    """Return an address on each of up to five hosts of tasks other than `home`, those that most tasks lie on first.

    Only addresses over https: behind a proxy, a failure over http may be the proxy's.
    """
    by_host: dict[str, str] = {}
    tasks: Counter[str] = Counter()
    for address in addresses:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
        if parts.scheme == "https" and host and host != home:
            by_host[host] = min(by_host.get(host, address), address)
            tasks[host] += 1
    return tuple(by_host[host] for host in sorted(tasks, key=lambda host: (-tasks[host], host))[:TASK_HOSTS])


@dataclass(frozen=True, slots=True)
class Looks:
    """How looks are taken. fetch: sends GET. copies: host -> its robots.txt at an earlier look. now: the time (UTC)."""

    fetch: Callable[[Ask], Exchange]
    slots: Slots
    copies: Mapping[str, RobotsCopy]
    now: Callable[[], datetime]
    pause_s: float = PAUSE_S


def probe_answers(host: str, tasks: Sequence[str], looks: Looks) -> tuple[Finding, ...]:
    """Return a finding for the home page and for each address of a task: 1 answered, 0 failed twice, else a reason.

    Beside each is kept what the robots.txt of the hosts on its way said, for the next look.
    """
    checks = {HOME: f"https://{host}/"} | {f"task_{n}": address for n, address in enumerate(tasks, start=1)}
    return tuple(_look(check, address, looks) for check, address in checks.items())


def _look(check: str, address: str, looks: Looks) -> Finding:
    found, back = _once(check, address, looks)
    if found.value == 0:
        wait_s = max([looks.pause_s, *((each - looks.now()).total_seconds() for each in back)])
        if wait_s > LONGEST_DELAY_S:
            put_off = undecided(check, found.subject, Status.UNREACHABLE, f"{found.code}_until_later")
            return replace(put_off, kept=found.kept)
        looks.slots.sleep(wait_s)
        found, _ = _once(check, address, looks)
    return found


def _once(check: str, address: str, looks: Looks) -> tuple[Finding, list[datetime]]:
    """Return what one ask finds, and the times before which hosts on its way do not want to be asked again."""
    now = looks.now()
    fresh = {host: copy for host, copy in looks.copies.items() if now - COPY_AGE < copy.read_at <= now}
    copied = {host: copy.answer for host, copy in fresh.items()}
    visitor, unread = Visitor(looks.fetch, looks.slots, copies=copied, now=looks.now), ""
    try:
        found = _judged(check, address, visitor)
    except PutOffError as error:
        found, unread = undecided(check, urlsplit(address).hostname or "", Status.BLOCKED, PUT_OFF), error.host
    read = {
        host: RobotsCopy(robots.answer, now)
        for host, robots in visitor.robots.items()
        if robots.answer.access is not Access.STAY_AWAY and not (host in fresh and robots.answer is fresh[host].answer)
    }
    # A look that could not read the file, at whatever part of the way, leaves the copy of before to the next.
    copies = {host: copy for host, copy in fresh.items() if host in visitor.robots or host == unread} | read
    back = [at for at in map(back_at, visitor.known.values()) if at is not None]
    return replace(found, kept=tuple(copy.kept(host) for host, copy in copies.items())), back


def _judged(check: str, address: str, visitor: Visitor) -> Finding:
    host = urlsplit(address).hostname or ""
    passed = visitor.route(address)
    if passed is None:
        return _kept_out(check, host, visitor.robots[visitor.kept_out_by].answer)
    last = passed[-1]
    if last.outcome is not Outcome.REPLIED or last.trouble is not None or last.status is None:
        return undecided(check, host, Status.UNREACHABLE, last.outcome.value)
    if last.is_redirect:  # a page that nobody comes to; ours may be a longer way than a browser's
        code = "endless_redirects" if onward(last) else "redirect_unreadable"
        return undecided(check, host, Status.UNREACHABLE, code)
    verdict = verdict_without_page(last.status, last.headers, last.body)
    if verdict is not None and verdict.kind is ReplyKind.WALL:
        return undecided(check, host, Status.BLOCKED, f"http_{last.status}")
    if last.status not in STATUSES:
        return undecided(check, host, Status.UNREACHABLE, f"http_{last.status}")
    failed = verdict is not None and verdict.kind in FAILED
    if failed and urlsplit(last.url).scheme != "https":
        return undecided(check, host, Status.UNREACHABLE, f"http_{last.status}_without_tls")
    return decided(check, host, float(not failed), f"http_{last.status}")


def _kept_out(check: str, host: str, robots: RobotsAnswer) -> Finding:
    """Return that the page was not asked for: its robots.txt forbids it, or could not be had, which forbids it too."""
    if robots.access is not Access.STAY_AWAY:
        return undecided(check, host, Status.DISALLOWED, "disallowed")
    reached = robots.outcome is Outcome.DISALLOWED
    return undecided(check, host, Status.UNREACHABLE, f"robots_{'failed' if reached else robots.outcome.value}")

"""The folder of one edition, and the file in it that says what was begun, so that any later run goes on with it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from csv import DictReader
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from shlex import quote

from collectors.probes.store import newest_of, open_probes
from edition.editions import CODE
from edition.inputs import data_files
from edition.probed import COUNTED
from errors import EditionError

OPEN_DATA, FULL = "open-data", "full"


@dataclass(frozen=True, slots=True)
class Begun:
    """What an edition was begun with. councils: ONS codes of those whose websites are read, none for open data alone.

    contact: the page that every request names. begun_on: ISO 8601. without_ni: leave out the postcodes of Northern
    Ireland, which are licensed for internal use only.
    """

    name: str
    title: str
    scope: str
    councils: tuple[str, ...]
    max_pages: int
    delay: float
    contact: str
    begun_on: str
    without_ni: bool

    @property
    def reads_websites(self) -> bool:
        """Whether its scope has websites in it."""
        return self.scope != OPEN_DATA


class EditionFolder:
    """Where everything of one edition is kept. What is done is told by the files themselves, so a kill loses nothing.

    Raises EditionError for a name that could be no part of an address.
    """

    def __init__(self, parent: Path, name: str) -> None:
        if not CODE.fullmatch(name):
            raise EditionError(
                f"edition {name!r}: a name is up to 40 small letters, digits and hyphens, such as 2026-12-pilot"
            )
        self.path, self.name = parent / name, name
        self.state = self.path / "begun.json"
        self.data = self.path / "data"
        self.facts = self.data / "facts"
        self.why_unread = self.path / "unread.json"
        self.replies = self.path / "live.db"
        self.crawl = self.path / "crawl.db"
        self.probes = self.path / "probes.db"
        self.published = self.path / "published.db"
        self.summary = self.path / "summary.txt"
        self._earlier = self.path / "earlier-crawl.txt"
        self._observed = self.path / "observed.json"

    @property
    def lock(self) -> Path:
        """Return the lock of whoever works on this edition."""
        return self.path / "edition.lock"

    @property
    def earlier(self) -> Path | None:
        """Return the crawl database that the edition is compared with, None if it was begun without one."""
        if not self._earlier.is_file():
            return None
        return Path(self._earlier.read_text(encoding="utf-8").rstrip("\n"))

    def begin(self, begun: Begun, data: Path, earlier: Path | None = None) -> None:
        """Make the folder with a copy of the inputs in `data`, all or nothing; `data` itself is never changed.

        earlier: a crawl database to compare with, which stays where it is.
        """
        part = self.path.with_name(f".{self.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        for path in data_files(data):
            copy = part / "data" / path.relative_to(data)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        if begun.scope == FULL:
            _copy_database(data / self.probes.name, part / self.probes.name)
        if earlier:
            (part / self._earlier.name).write_text(f"{earlier.resolve()}\n", encoding="utf-8")
        (part / self.state.name).write_text(json.dumps(asdict(begun), indent=1) + "\n", encoding="utf-8")
        part.rename(self.path)

    def begun(self) -> Begun | None:
        """Return what was begun here, None if nothing was.

        Raises EditionError naming file and field if the state file is not as it was written, or if a folder of that
        name holds something else.
        """
        if not self.path.exists():
            return None
        try:
            said = json.loads(self.state.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise EditionError(f"{self.path}: is there, and no edition was begun in it; choose another name") from None
        except (ValueError, OSError) as error:
            raise EditionError(f"{self.state}: cannot be read: {error}; {self._remedy}") from None
        return self._checked(said)

    @property
    def _remedy(self) -> str:
        return f"mend it, or delete {self.path} to begin anew"

    def _checked(self, said: object) -> Begun:
        expected = {field.name for field in fields(Begun)}
        if not isinstance(said, dict) or said.keys() != expected:
            raise EditionError(f"{self.state}: expected the fields {', '.join(sorted(expected))}; {self._remedy}")
        councils = said["councils"]
        if not isinstance(councils, list) or not all(isinstance(one, str) for one in councils):
            raise EditionError(f'{self.state}: field "councils": expected a list of ONS codes; {self._remedy}')
        for field, kind in (("name", str), ("title", str), ("scope", str), ("contact", str), ("begun_on", str),
                            ("max_pages", int), ("delay", float), ("without_ni", bool)):  # fmt: skip
            if not isinstance(said[field], kind):
                found = said[field]
                raise EditionError(f'{self.state}: field "{field}": expected {kind.__name__}, found {found!r}')
        return Begun(**{**said, "councils": tuple(councils)})

    @property
    def is_finished(self) -> bool:
        """Whether the edition is made and summed up."""
        return self.summary.is_file()

    def was_read(self, source: str) -> bool:
        """Return whether a live source was read to its end for this edition."""
        return (self.facts / "live" / f"{source}.csv").is_file()

    def unread(self) -> dict[str, str]:
        """Return live source or probe -> why it was not read."""
        return json.loads(self.why_unread.read_text(encoding="utf-8")) if self.why_unread.is_file() else {}

    def note_unread(self, why: Mapping[str, str]) -> None:
        """Keep why live sources and probes were not read, in the place of what was kept before."""
        part = self.why_unread.with_suffix(".part")
        part.write_text(json.dumps(dict(why), indent=1) + "\n", encoding="utf-8")
        part.replace(self.why_unread)

    def looks(self) -> tuple[date, ...]:
        """Return the days (UTC) on which the finished readings of the websites began, oldest first.

        One in which no website at all answered is none: it tells of this machine and of no council.
        """
        if not self.crawl.is_file():
            return ()
        with closing(sqlite3.connect(f"{self.crawl.resolve().as_uri()}?mode=ro", uri=True)) as db:
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'runs'").fetchone():
                return ()
            days = db.execute(
                "SELECT date(started_at) FROM runs WHERE state = 'finished' AND EXISTS "
                "(SELECT 1 FROM fetches WHERE run = runs.run AND status IS NOT NULL) ORDER BY run"
            )
            return tuple(date.fromisoformat(day) for (day,) in days)

    def to_observe(self, detectors: str) -> dict[str, list[int]]:
        """Return the councils that these detectors have not observed on all that is stored of them, by ONS code.

        With each the replies of it that are stored, as `note_observed` keeps them: how many, and the newest one's id.
        """
        with closing(sqlite3.connect(f"{self.crawl.resolve().as_uri()}?mode=ro", uri=True)) as db:
            asked = (
                "SELECT s.authority, count(f.id), ifnull(max(f.id), 0) FROM (SELECT DISTINCT authority FROM sites) s "
            )
            asked += "LEFT JOIN fetches f USING (authority) GROUP BY 1 ORDER BY 1"
            stored = {code: [count, newest] for code, count, newest in db.execute(asked)}
            known = dict(db.execute("SELECT authority, detectors FROM observed"))
        seen = json.loads(self._observed.read_text(encoding="utf-8")) if self._observed.is_file() else {}
        return {code: told for code, told in stored.items() if known.get(code) != detectors or seen.get(code) != told}

    def note_observed(self, told: Mapping[str, list[int]]) -> None:
        """Keep that councils were observed on the replies that `to_observe` counted."""
        seen = json.loads(self._observed.read_text(encoding="utf-8")) if self._observed.is_file() else {}
        part = self._observed.with_suffix(".part")
        part.write_text(json.dumps(seen | dict(told), indent=1) + "\n", encoding="utf-8")
        part.replace(self._observed)

    def has_probes(self, begun: Begun) -> bool:
        """Return whether probes found anything that this edition counts."""
        return begun.scope == FULL and any(self._probed())

    def _probed(self) -> Iterator[date]:
        """Yield the day (UTC) of the newest findings that an edition counts, nothing where there are none."""
        if self.probes.is_file():
            with closing(open_probes(self.probes)) as db:
                newest = newest_of(db, COUNTED)
                if newest:
                    yield newest

    def newest_day(self, begun: Begun) -> date:
        """Return the day of the newest evidence, or the day on which it was begun if there is none."""
        probed = self._probed() if begun.scope == FULL else ()
        return max((date.fromisoformat(begun.begun_on), *self._days(), *probed))

    def _days(self) -> Iterator[date]:
        if self.looks():
            with closing(sqlite3.connect(f"{self.crawl.resolve().as_uri()}?mode=ro", uri=True)) as db:
                yield date.fromisoformat(db.execute("SELECT date(max(fetched_at)) FROM fetches").fetchone()[0])
        for path in (self.facts / "live").glob("*.csv"):
            with path.open(encoding="utf-8", newline="") as file:
                yield from (
                    date.fromisoformat(row["fetched_at"][:10]) for row in DictReader(file) if "fetched_at" in row
                )


def in_shell(word: Path | str) -> str:
    """Return a word of a command as a shell takes it: a folder may have blanks in its name, and a title has."""
    return quote(str(word))


def _copy_database(path: Path, to: Path) -> None:
    """Copy a database that somebody may be writing to, nothing where there is none."""
    if path.is_file():
        with closing(sqlite3.connect(path)) as one, closing(sqlite3.connect(to)) as two:
            one.backup(two)


def free_bytes(path: Path) -> int:
    """Return the bytes that are free where a folder is, or would be made."""
    there = next(one for one in (path, *path.absolute().parents) if one.exists())
    found = os.statvfs(there)
    return found.f_bavail * found.f_frsize

"""What an edition printed when it was published, kept for good beside what the method of today makes of it.

data/published/<edition>.csv is written once, by `python cli.py freeze`, and never again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edition.editions import Edition
from errors import EditionError
from register.tables import as_csv, read_cells
from scoring.rounding import out_of_100

HEADER = ("authority", "score", "rank_low", "rank_high", "rank_of")


@dataclass(frozen=True, slots=True)
class Printed:
    """The figures of one council as published: score 0-100, 90 % rank range, number ranked; None if not ranked."""

    authority: str
    score: float | None
    rank_low: int | None
    rank_high: int | None
    rank_of: int | None

    @property
    def share(self) -> float | None:
        """The score 0-1, as the database holds all of them."""
        return None if self.score is None else self.score / 100


def load_printed(folder: Path, editions: Iterable[Edition]) -> dict[str, dict[str, Printed]]:
    """Return edition -> authority -> figures as published, of every published edition.

    Raises EditionError naming file, row and field if a published edition has no file or a wrong one.
    """
    return {one.code: _read(folder / f"{one.code}.csv", one) for one in editions if one.status == "published"}


def load_earlier(folder: Path, editions: Iterable[Edition]) -> dict[tuple[str, str], dict[str, Printed]]:
    """Return (edition, framework version) -> authority -> what an edition showed under an earlier method.

    The files are named EDITION@VERSION.csv and kept so that a reader of the old table can see who moved. Raises
    EditionError for one of an edition that does not exist, or that is not as agreed.
    """
    by_code, found = {one.code: one for one in editions}, {}
    for path in sorted(folder.glob("*@*.csv")):
        code, version = path.stem.split("@", 1)
        if code not in by_code:
            raise EditionError(f'{path.name}: there is no edition "{code}" in editions.toml')
        found[code, version] = _read(path, by_code[code])
    return found


def earlier_rows(earlier: Mapping[tuple[str, str], Mapping[str, Printed]]) -> Iterator[dict[str, Any]]:
    """Yield the `earlier_figures` rows."""
    for (edition, version), printed in sorted(earlier.items()):
        for code, one in sorted(printed.items()):
            yield {
                "edition": edition, "framework_version": version, "authority": code, "score": one.share,
                "rank_low": one.rank_low, "rank_high": one.rank_high, "rank_of": one.rank_of,
            }  # fmt: skip


def _read(path: Path, edition: Edition) -> dict[str, Printed]:
    if not path.is_file():
        raise EditionError(
            f'editions.toml: edition "{edition.code}": field "status": is "published", but {path.name} does not keep '
            f'its figures: build it as "preview", run `python cli.py freeze {edition.code}`, then publish it'
        )

    def refuse(message: str, line: int, column: str | None) -> EditionError:
        return EditionError(f"{path.name}: row {line}: {message if column is None else f'{column}: {message}'}")

    lines = read_cells(path.read_text(encoding="utf-8"), refuse)
    if tuple(next(lines, (1, []))[1]) != HEADER:
        raise refuse(f"expected the header {','.join(HEADER)}", 1, None)
    found: dict[str, Printed] = {}
    for line, row in lines:
        one = _printed(f"{path.name}: row {line}", row)
        if one.authority in found:
            raise EditionError(f'{path.name}: row {line}: field "authority": {one.authority} is there twice')
        found[one.authority] = one
    return found


def _printed(where: str, row: list[str]) -> Printed:
    field = HEADER[1]
    try:
        score = float(row[1]) if row[1] else None
        if score is not None and not 0 <= score <= 100:
            raise ValueError
        ranks = []
        for field, text in zip(HEADER[2:], row[2:], strict=True):  # noqa: B007
            ranks.append(int(text) if text else None)
    except ValueError:
        found = row[HEADER.index(field)]
        raise EditionError(f'{where}: field "{field}": found "{found}", expected a figure as it was printed') from None
    return Printed(row[0], score, *ranks)


def printed_csv(scores: Iterable[Mapping[str, Any]]) -> str:
    """Return the file that keeps the figures of an edition, from its `scores` rows, sorted by authority."""
    rows = sorted(scores, key=lambda row: row["authority"])
    figures = ("interval_low", "interval_high", "rank_of")
    return as_csv(HEADER, ([row["authority"], out_of_100(row["score"]), *map(row.get, figures)] for row in rows))

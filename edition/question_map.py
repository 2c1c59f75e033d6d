"""The map from old question to new: what became of each question between versions of the framework.

data/question-map.csv has a row for each question that came, went or was worded, decided or divided anew. One that has
no row between two versions kept its code, its words and its rule.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from errors import EditionError
from register.tables import read_cells

HEADER = (
    "framework_before", "question_before", "framework_after", "question_after", "relation", "comparable", "note",
)  # fmt: skip
RELATIONS = ("new", "ended", "amended", "replaced", "split", "merged")


@dataclass(frozen=True, slots=True)
class Mapped:
    """One question of an older version and what it is in a newer one; '' where there is none.

    relation: one of RELATIONS. comparable: whether a mark under the one may be set against a mark under the other.
    """

    framework_before: str
    question_before: str
    framework_after: str
    question_after: str
    relation: str
    comparable: bool
    note: str


def load_question_map(path: Path, version: str, asked: Collection[str]) -> tuple[Mapped, ...]:
    """Return the rows of the file in its order, none if there is no file.

    version, asked: the framework of today and the codes of all its questions, indicators and facts. Raises EditionError
    naming file, line, field, value and what was expected for a row that does not fit.
    """
    if not path.is_file():
        return ()

    def refuse(message: str, line: int, column: str | None) -> EditionError:
        return EditionError(f"{path.name}: line {line}: {message if column is None else f'{column}: {message}'}")

    try:
        lines = read_cells(path.read_text(encoding="utf-8"), refuse)
    except UnicodeDecodeError as error:
        raise EditionError(f"{path.name}: byte {error.start} is not UTF-8; expected a UTF-8 table") from None
    header = next(lines, (1, []))[1]
    if tuple(header) != HEADER:
        raise refuse(f'header is "{",".join(header)[:120]}", expected "{",".join(HEADER)}"', 1, None)
    return tuple(_mapped(f"{path.name}: line {line}", cells, version, asked) for line, cells in lines)


def _mapped(where: str, cells: list[str], version: str, asked: Collection[str]) -> Mapped:
    old, before, new, after, relation, comparable, note = cells

    def refuse(field: str, value: str, expected: str) -> EditionError:
        return EditionError(f'{where}: field "{field}": found "{value[:80]}", expected {expected}')

    if relation not in RELATIONS:
        raise refuse("relation", relation, f"one of {', '.join(RELATIONS)}")
    if comparable not in ("0", "1"):
        raise refuse("comparable", comparable, "1 or 0")
    if bool(before) == (relation == "new"):
        raise refuse("question_before", before, "the code of the old question, and none where the question is new")
    if bool(after) == (relation == "ended"):
        raise refuse("question_after", after, "the code of the new question, and none where the question ended")
    for field, value in (("framework_before", old), ("framework_after", new)):
        if not value.replace(".", "").isdigit() or value.count(".") != 2:
            raise refuse(field, value, "a version such as 0.3.0")
    if _number(old) >= _number(new):
        raise refuse("framework_after", new, f"a version later than {old}")
    if new == version and after and after not in asked:
        raise refuse("question_after", after, f"a question, indicator or fact of framework {version}")
    return Mapped(old, before, new, after, relation, comparable == "1", note)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def as_values(mapped: tuple[Mapped, ...]) -> list[dict[str, Any]]:
    """Return the rows as JSON has them, under the names of the file."""
    return [asdict(one) for one in mapped]

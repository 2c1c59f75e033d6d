"""What the documents show: their commands, and the names they put in code style."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = tuple(sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]))
WITH_COMMANDS = (ROOT / "README.md", *sorted((ROOT / "docs" / "how-to").glob("*.md")))
_FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block. language: the word after the fence, '' where there is none."""

    document: str
    language: str
    text: str


def blocks(path: Path) -> list[Block]:
    """Return the fenced blocks of a document in their order."""
    found = _FENCED.findall(path.read_text(encoding="utf-8"))
    return [Block(path.relative_to(ROOT).as_posix(), language, text) for language, text in found]


def commands() -> list[str]:
    """Return every command in the fenced blocks of the README and the how-tos, each once, without its remark.

    A remark follows two spaces, or " #".
    """
    shown = [block for path in WITH_COMMANDS for block in blocks(path) if block.language in ("", "sh")]
    lines = [line.strip() for block in shown for line in block.text.splitlines()]
    return list(dict.fromkeys(re.split(r"  +| #", line)[0] for line in lines if line and not line.startswith("#")))


def spans(path: Path) -> list[str]:
    """Return what a document puts in code style within a sentence, with single spaces."""
    prose = _FENCED.sub("", path.read_text(encoding="utf-8"))
    return [" ".join(text.split()) for text in _SPAN.findall(prose)]


def links(path: Path) -> list[str]:
    """Return the targets of a document's links that lead to files of the project."""
    found = re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
    return [target for target in found if "://" not in target]

"""What a bank of wording holds, and how its tables are read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

NAMES = ("build", "second", "third", "judge")
"""The banks, each written without sight of the others' wording; `judge` is for grading alone."""


@dataclass(frozen=True, slots=True)
class ServiceWords:
    """How one service is worded: page titles, labels of its call to action, and what it is about."""

    titles: tuple[str, ...]
    actions: tuple[str, ...]
    topic: str


@dataclass(frozen=True, slots=True)
class Bank:
    """One bank. `services` and `welsh`: service code -> its words. `phrases`: occasion -> sentences."""

    name: str
    services: dict[str, ServiceWords]
    welsh: dict[str, ServiceWords]
    phrases: dict[str, tuple[str, ...]]
    welsh_phrases: dict[str, tuple[str, ...]]

    def of(self, service: str, language: str = "en") -> ServiceWords:
        """The words for one service in one language."""
        return (self.welsh if language == "cy" else self.services)[service]

    def say(self, occasion: str, language: str = "en") -> tuple[str, ...]:
        """The sentences for one occasion in one language."""
        return (self.welsh_phrases if language == "cy" else self.phrases)[occasion]


def read(path: Path) -> tuple[dict[str, ServiceWords], dict[str, tuple[str, ...]]]:
    """Both tables of one file: `S01 | title; title | action; action | topic`, then `occasion | sentence | sentence`."""
    services, phrases = path.read_text(encoding="utf-8").split("\n\n")
    return _services(services), _phrases(phrases)


def _services(text: str) -> dict[str, ServiceWords]:
    rows = [[cell.strip() for cell in line.split("|")] for line in text.splitlines() if not line.startswith("#")]
    return {code: ServiceWords(_list(titles), _list(actions), topic) for code, titles, actions, topic in rows}


def _phrases(text: str) -> dict[str, tuple[str, ...]]:
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return {occasion: tuple(cells) for occasion, *cells in rows}


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";"))


@cache
def bank(name: str) -> Bank:
    """The bank of that name, one of NAMES."""
    if name not in NAMES:
        raise ValueError(f"wording: {name!r} is not one of {', '.join(NAMES)}")
    services, phrases = read(Path(__file__).with_name(f"{name}_english.txt"))
    welsh, welsh_phrases = read(Path(__file__).with_name(f"{name}_welsh.txt"))
    return Bank(name, services, welsh, phrases, welsh_phrases)

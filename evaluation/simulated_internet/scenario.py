"""How one service can stand at one council: the blocks of its page, and the ladder level those deserve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evaluation.simulated_internet.site import Builder
from models import Service


@dataclass(frozen=True, slots=True)
class Job:
    """One service to be put on a site: its page title and the label of its call to action."""

    entry: Service
    section: str
    title: str
    action: str
    language: str


@dataclass(frozen=True, slots=True)
class Stand:
    """The result: blocks for the page; action_url is None where there is nothing to follow."""

    blocks: tuple[str, ...]
    action_url: str | None = None
    vendor: str | None = None


Scenario = Callable[[Builder, Job], Stand]
SCENARIOS: dict[int, dict[str, Scenario]] = {1: {}, 2: {}, 3: {}, 4: {}}
"""Level -> name -> scenario."""


def scenario(level: int) -> Callable[[Scenario], Scenario]:
    """Declare a scenario of one level under the function's name."""

    def declare(build: Scenario) -> Scenario:
        SCENARIOS[level][build.__name__] = build
        return build

    return declare


def paragraph(text: str) -> str:
    """A paragraph."""
    return f"<p>{text}</p>"


def spoken(site: Builder, job: Job, occasion: str, **blanks: str) -> str:
    """One of the bank's sentences for an occasion, as a paragraph in the page's language."""
    return paragraph(site.say(occasion, job.language, **blanks))


def number(site: Builder, job: Job) -> str:
    """A paragraph with the council's telephone number, mostly as a link."""
    link = f'<a href="tel:{site.phone.replace(" ", "")}">{site.phone}</a>' if site.rng.random() < 0.7 else site.phone
    return paragraph(site.say("phone", job.language, phone=link))

"""axe-core in a page: which rules fail, those of WCAG A and AA apart from what is only good practice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

from collectors.probes.browser.tab import Tab

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
"""Tags of axe-core's rules for levels A and AA of WCAG 2.2."""
BEST_PRACTICE = "best-practice"
TARGET_SIZE = "target-size"
"""The rule of axe-core for WCAG 2.2's criterion 2.5.8."""
OPTIONS = {"runOnly": {"type": "tag", "values": [*WCAG, BEST_PRACTICE]}, "resultTypes": ["violations"]}
MOST_RULES = 300
"""More than axe-core has, some 100: whoever tells of more is not axe-core."""
FRAMES = 10
"""Frames of a page that are looked into; axe-core reports what fails in them with the page."""
_RUN = """
async options => {
  const told = await axe.run(document, options);
  const said = node => node.target.flat().join(' ').slice(0, 200);
  return {
    version: axe.version, passes: told.passes.length,
    failed: told.violations.map(rule => ({
      id: rule.id, tags: rule.tags, impact: rule.impact, elements: rule.nodes.length, first: said(rule.nodes[0]),
    })),
  };
}
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule that fails on a page: on how many elements, and the selector of the first."""

    id: str
    impact: str
    elements: int
    first: str


@dataclass(frozen=True, slots=True)
class AxeResult:
    """What axe-core says of a page at one width, by the id of each rule that fails."""

    version: str
    wcag: Mapping[str, Rule]
    best_practice: Mapping[str, Rule]


async def put_in(tab: Tab) -> None:
    """Bring axe-core into the page and its frames. Raises Ended."""
    await tab.tell(AXE_SCRIPT)
    for frame in tab.page.frames[1 : FRAMES + 1]:
        await tab.tell_frame(frame, AXE_SCRIPT)


async def run(tab: Tab) -> AxeResult:
    """Return what fails on the page as it stands; `put_in` comes first. Raises Ended.

    Raises TypeError, ValueError or KeyError for an answer that is none of axe-core's.
    """
    told: dict[str, Any] = await tab.tell(_RUN, OPTIONS, tab.limits.axe_s)
    if len(told["failed"]) > MOST_RULES:
        raise ValueError("more rules than axe-core has")
    wcag, practice = {}, {}
    for one in told["failed"]:
        rule = Rule(_text(one["id"]), _text(one["impact"] or ""), _count(one["elements"]), _text(one["first"]))
        if not set(WCAG).isdisjoint(one["tags"]):
            wcag[rule.id] = rule
        elif BEST_PRACTICE in one["tags"]:
            practice[rule.id] = rule
    return AxeResult(_text(told["version"]), wcag, practice)


def _text(value: Any) -> str:
    """Return a text as axe-core tells it. Raises TypeError for what a script of the page put in its place."""
    if not isinstance(value, str):
        raise TypeError(value)
    return value[:200]


def _count(value: Any) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value

"""What one page shows in a browser: whether it fits a narrow screen, its skip link and focus, its shape and storage."""

from __future__ import annotations

from dataclasses import dataclass

from collectors.probes.browser.tab import Tab

STOPS = 8
"""Stops of the Tab key that are looked at."""
SHAPE_PARTS = 400
_FIT = """
() => ({
  width: Math.max(document.scrollingElement?.scrollWidth ?? 0, document.body?.scrollWidth ?? 0),
  viewport: document.querySelector('meta[name=viewport i]')?.content ?? '',
})
"""
_SHAPE = """
most => {
  const parts = new Set();
  for (const element of document.querySelectorAll('body, body *')) {
    if (parts.size >= most) break;
    const classes = [...element.classList].slice(0, 4).sort().join('.');
    if (classes || element.id || /^(header|nav|main|aside|footer|form|table)$/i.test(element.tagName))
      parts.add(`${element.tagName.toLowerCase()}.${classes}`.slice(0, 80));
  }
  return [...parts].sort();
}
"""
_STORED = """
() => {
  const names = which => { try { return Object.keys(window[which]).slice(0, 100); } catch { return []; } };
  return [...names('localStorage'), ...names('sessionStorage')].map(name => name.slice(0, 80));
}
"""
_FOCUSED = """
() => {
  const drawn = element => {
    const style = getComputedStyle(element);
    return [style.outlineStyle === 'none' ? '' : style.outline, style.boxShadow, style.border, style.backgroundColor,
            style.color, style.textDecoration].join('|');
  };
  const known = Symbol.for('council-digital-index');
  const before = window[known];
  const shown = before ? drawn(before.element) !== before.drawn : null;
  const element = document.activeElement;
  const at = element && element !== document.body && element !== document.documentElement ? element : null;
  window[known] = at ? {element: at, drawn: drawn(at)} : null;
  const fragment = at?.tagName === 'A' && at.hash && at.pathname === location.pathname ? at.hash.slice(1) : '';
  let name = fragment;
  try { name = decodeURIComponent(fragment); } catch { /* '#100%' is the name as it stands */ }
  return {at: at ? at.tagName.toLowerCase() : '', shown,
          skips: Boolean(name && (document.getElementById(name) || document.getElementsByName(name)[0]))};
}
"""


@dataclass(frozen=True, slots=True)
class Fit:
    """How wide the document is in a window 320 CSS pixels wide, and what it tells phones of its width."""

    document_width: int
    viewport: str

    @property
    def reflows(self) -> bool:
        """Return whether nothing makes the page scroll sideways (WCAG 2.2, 1.4.10), and a phone is told of its size.

        Without the latter phones lay a page out as for a desk and show it shrunk.
        """
        told = self.viewport.replace(" ", "").lower()
        return self.document_width <= 320 and ("width=device-width" in told or "initial-scale=1" in told)


@dataclass(frozen=True, slots=True)
class Keyboard:
    """What the Tab key meets first. skip_link: the first stop is a link to a place on the page that is there.

    stops: how many were looked at; shown: at how many of them something is drawn that is not drawn without focus.
    """

    skip_link: bool
    stops: int
    shown: int


async def fit(tab: Tab) -> Fit:
    """Return how the page fits the window it is in. Raises Ended."""
    told = await tab.tell(_FIT)
    return Fit(int(told["width"]), str(told["viewport"])[:200])


async def shape(tab: Tab) -> frozenset[str]:
    """Return the kinds of elements the page is built of, to tell its template by. Raises Ended."""
    return frozenset(await tab.tell(_SHAPE, SHAPE_PARTS))


async def stored(tab: Tab) -> tuple[str, ...]:
    """Return the names under which the page keeps something in the browser, cookies apart. Raises Ended."""
    return tuple(sorted(set(await tab.tell(_STORED))))


async def keyboard(tab: Tab) -> Keyboard:
    """Return what pressing Tab meets; no other key is pressed. Raises Ended."""
    skips, stops, shown = False, 0, 0
    for number in range(STOPS + 1):
        await tab.press("Tab")
        told = await tab.tell(_FOCUSED)
        skips = skips or (number == 0 and bool(told["skips"]))
        shown += told["shown"] is True
        if not told["at"]:
            break
        stops += number < STOPS
    return Keyboard(skips, stops, shown)

"""What each kind of page may cost on a slow phone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of one page: performance score at least (0-100; the other three scores must be 100), bytes on the
    wire in kB (1000) at most, largest contentful paint and total blocking time in ms, layout shift. indexed: False
    for a page that asks search engines to stay away, which Lighthouse counts against its SEO score."""

    name: str
    path: str
    performance: int
    kilobytes: float
    lcp: float
    tbt: float
    cls: float
    indexed: bool = True


PAGES = (
    Budget("home", "/", 99, 15, 1000, 50, 0.01),
    Budget("place", "/postcode/LS14AP", 98, 30, 1200, 50, 0.01, indexed=False),
    Budget("league", "/league", 97, 35, 1300, 150, 0.01),
    Budget("council", "/council/leeds", 98, 30, 1200, 50, 0.01),
    Budget("methodology", "/methodology", 99, 15, 1000, 50, 0.01),
    Budget("trust", "/methodology/trust", 98, 30, 1200, 50, 0.01),
    Budget("search", "/search?q=bins", 98, 30, 1200, 50, 0.01, indexed=False),
    Budget("life event", "/start/a-parent-needs-care", 98, 30, 1200, 50, 0.01),
    Budget("service", "/service/S05", 98, 35, 1300, 150, 0.01),
    Budget("links", "/links", 98, 30, 1200, 50, 0.01),
    Budget("place in Welsh", "/cy/postcode/CF104UW", 98, 30, 1200, 50, 0.01, indexed=False),
    Budget("planner", "/council/leeds/planner", 98, 30, 1200, 50, 0.01),
    Budget("receipt", "/council/leeds/marks/A06H", 98, 30, 1200, 50, 0.01),
    Budget("map", "/map", 98, 35, 1300, 50, 0.01),
    Budget("findings", "/insights", 98, 30, 1200, 50, 0.01),
    Budget("finding", "/insights/behind-london", 98, 30, 1200, 50, 0.01),
    Budget("comparison", "/compare?c=leeds&c=wakefield", 98, 30, 1200, 50, 0.01, indexed=False),
    Budget("changes", "/changes", 97, 35, 1300, 150, 0.01),
    Budget("suppliers", "/suppliers", 98, 30, 1200, 50, 0.01),
    Budget("regions", "/regions", 98, 30, 1200, 50, 0.01),
    Budget("nations", "/nations", 98, 30, 1200, 50, 0.01),
    Budget("reorganisation", "/reorganisation", 98, 30, 1200, 50, 0.01),
    Budget("trials", "/experiments", 97, 35, 1300, 150, 0.01),
    Budget("corrections", "/corrections", 98, 30, 1200, 50, 0.01),
    Budget("editions", "/editions", 98, 30, 1200, 50, 0.01),
    Budget("questions", "/indicators", 98, 30, 1200, 50, 0.01),
    Budget("data", "/data", 98, 30, 1200, 50, 0.01),
    Budget("explorer", "/explore/", 93, 230, 2600, 200, 0.05),
)

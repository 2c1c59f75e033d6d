"""The score of all councils from stored observations: `python -m benchmarks.bench_website_scope`.

The observations are drawn from a seed and belong to no council: they are written to a temporary crawl database that
is marked as simulated, scored with the shipped framework and register, and thrown away.
"""

import json
import random
import tempfile
import time
from datetime import date
from pathlib import Path

from collectors.crawl.store import open_store, save_observations, save_services
from detectors.measures import MEASURES
from detectors.site.view import YES_NO, Measure
from edition.build import edition_tables, load_inputs, with_crawl
from edition.website_edition import CrawlEdition
from edition.writer import write_published
from models import Message

ROOT = Path(__file__).resolve().parent.parent
DAY = "2026-11-20"
TARGET_S = 60.0


def drawn_crawl(path: Path, seed: int = 1, missing: float = 0.08) -> int:
    """Write a crawl of every council of the register with observations drawn from the seed; return how many."""
    rng, inputs = random.Random(seed), load_inputs(ROOT / "data", ROOT)
    db = open_store(path)
    db.table("runs").insert({"run": 1, "started_at": f"{DAY}T08:00:00+00:00", "finished_at": None, "state": "finished",
                       "origin": "simulated", "settings": "{}"})  # fmt: skip
    services, observations = [], []
    for one in inputs.register.authorities:
        db.table("sites").insert({"run": 1, "authority": one.code, "slug": one.slug, "crawled_as": one.code,
                            "home_url": one.homepage, "status": "replied", "reason": "", "complete": 1, "pages": 100,
                            "attempts": 100, "errors": 0})  # fmt: skip
        services += [_service(rng, one.code, one.slug, each.code, each.cap, missing) for each in inputs.services]
        observations += [_observation(rng, one.code, measure, missing) for measure in MEASURES
                         if measure.detector != "service-ladder"]  # fmt: skip
    save_services(db, services)
    save_observations(db, observations)
    db.close()
    return len(services) + len(observations)


def _service(rng: random.Random, authority: str, slug: str, code: str, cap: int, missing: float) -> dict:
    level = None if rng.random() < missing else min(cap, rng.choices(range(5), (3, 12, 20, 45, 20))[0])
    return {"authority": authority, "slug": slug, "service": code, "level": level, "vendor": "", "looks": 2,
            "status": "not_checked" if level is None else "measured", "page_url": "https://drawn.test/",
            "action_url": "", "confidence": None if level is None else 0.8, "fetched_at": f"{DAY}T08:00:00+00:00",
            "reasons": json.dumps([Message("mark.no_reason").plain()]), "receipt": "[]"}  # fmt: skip


def _observation(rng: random.Random, authority: str, measure: Measure, missing: float) -> dict:
    share = measure.unit.startswith("share")
    yes_no = measure.unit == YES_NO or measure.detector == "gate"
    value = float(rng.random() < 0.5) if yes_no else round(rng.uniform(0, 1 if share else 6), 3)
    known = rng.random() >= missing
    return {"authority": authority, "measure": measure.code, "subject": "", "value": value if known else None,
            "status": "measured" if known else "not_checked", "fetch_id": None, "sha256": "", "locator": "",
            "quote": "", "detector": measure.detector, "version": "0", "confidence": 0.8, "observed_at": DAY,
            "denominator": 30 if share else None, "text": Message("mark.no_reason").json(), "url": ""}  # fmt: skip


def main() -> None:
    """Print how long reading, scoring, analysing and writing take."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "crawl.db"
        count = drawn_crawl(path)
        began = time.perf_counter()
        inputs = load_inputs(ROOT / "data", ROOT)
        inputs = with_crawl(inputs, CrawlEdition(path, date(2026, 11, 21), simulated=True))
        begun: list[float] = []  # of each step: scoring, drawing, studying
        found, shown = edition_tables(inputs, lambda _: begun.append(time.perf_counter()))
        write_published(Path(folder) / "published.db", found)
        ended = time.perf_counter()
    read, points, deep = begun
    panel = shown.scored.panel
    print(f"{len(panel.authorities)} councils x {len(panel.columns)} indicators from {count} stored observations")
    print(
        f"read {read - began:.1f} s, points and ranks {points - read:.1f} s, "
        f"{inputs.framework.draws} draws and analysis {deep - points:.1f} s, studied and written {ended - deep:.1f} s"
    )
    print(f"whole: {ended - began:.1f} s, target {TARGET_S:.0f} s: {'met' if ended - began <= TARGET_S else 'MISSED'}")


if __name__ == "__main__":
    main()

"""Truths about a site that follow from those about its services."""

from __future__ import annotations

from collections.abc import Iterable

from evaluation.simulated_internet.decoys import Signpost
from evaluation.simulated_internet.placing import ServiceTruth
from evaluation.simulated_internet.scenarios import LOOKUP_ONLY
from evaluation.simulated_internet.site import Builder
from evaluation.simulated_internet.site_facts.fact import Facts, SiteFact

BROKEN = ("broken_link", "broken_with_telephone")
DOCUMENTS = (".pdf", ".docx")


def derived(builder: Builder, truths: dict[str, ServiceTruth], signposts: list[Signpost], facts: Facts) -> Facts:
    """F05 and F07 to F10, A10, A12, B01, B05, P05, T01; shares are k of n as {"k": ..., "n": ...}."""
    served = [truth for truth in truths.values() if truth.level > 0]
    vendors = {truth.vendor for truth in served}
    return {
        "F05": SiteFact(_places(truths, facts)),
        "F07": SiteFact({"expired": sum(truth.expired for truth in served), "stamps": builder.extras["stamps"]}),
        "F08": SiteFact(_share(truth.action_url.endswith(DOCUMENTS) for truth in served if truth.action_url)),
        "F09": SiteFact(tuple(truth.service for truth in served if truth.scenario in BROKEN)),
        "F10": SiteFact(_share(post.good for post in signposts)),
        "A10": SiteFact(_share(truth.welsh_url is not None for truth in served)),
        "A12": SiteFact({**_share(truth.help_shown for truth in served), "footer": "footer phone" in builder.extras}),
        "B01": SiteFact("govuk-pay" in vendors),
        "B05": SiteFact(builder.style.name == "localgov-drupal" or bool(vendors & {"fixmystreet", "planx"})),
        "P05": SiteFact(_share(path.endswith((".csv", ".ods")) for path in builder.data_sets)),
        "T01": SiteFact(True),
    }


def _share(marks: Iterable[bool]) -> dict[str, int]:
    marks = list(marks)
    return {"k": sum(marks), "n": len(marks)}


def _places(truths: dict[str, ServiceTruth], facts: Facts) -> tuple[str, ...]:
    """Which of bins and councillors can be looked up by postcode."""
    bins = "S05" in truths and truths["S05"].scenario in LOOKUP_ONLY
    return tuple(name for name, there in (("bins", bins), ("councillor", facts["G06"].value)) if there)

"""How right the probe of names is: asked of made zones, whose truth is known, through the product's own resolver."""

from __future__ import annotations

import dns.name

from collectors.crawl.net.fetcher import Ask, Exchange
from collectors.probes.dns import probe_names
from collectors.probes.names import Names
from collectors.probes.pace import Slots
from evaluation.grading import Case
from evaluation.made_names.configurations import labelled
from evaluation.made_names.server import NOW, Fault, Zones, serving
from models import Outcome

POLICY = b"version: STSv1\r\nmode: enforce\r\nmx: mail.made.example\r\nmax_age: 604800\r\n"
"""What every host of a policy (RFC 8461) answers here."""
_SAID = {None: None, 0.0: "no", 1.0: "yes"}


def probe_cases() -> dict[str, list[Case]]:
    """Return T05 and T06 -> a case for each made domain; what the probe leaves unknown is declined."""
    zones, truths = Zones(), labelled()
    for name, (text, _) in truths.items():
        zones.add(f"{name}.gov.uk", text.replace("x.uk", f"{name}.gov.uk"))
        zones.faults[dns.name.from_text(f"down.{name}.gov.uk")] = Fault("servfail")
    cases: dict[str, list[Case]] = {"T05": [], "T06": []}
    with serving(zones) as address:
        names = Names(Slots(0.0), address)
        for name, (_, truth) in truths.items():
            found = {one.check: one.value for one in probe_names(f"www.{name}.gov.uk", names, _enforced, NOW)}
            for code, some in cases.items():
                some.append(Case("yes" if truth[code] else "no", _SAID[found[code]], name))
    return cases


def _enforced(ask: Ask) -> Exchange:
    return Exchange(ask.url, Outcome.REPLIED, "", 200, {"content-type": "text/plain"}, POLICY, 0.0, 0.0, 0.0, "")

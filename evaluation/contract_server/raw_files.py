"""Files of public repositories as GitHub serves them: GOV.UK Pay, GovWifi, and Chromium's list of HTTPS-only hosts."""

from __future__ import annotations

import json
from collections.abc import Iterable

from evaluation.contract_server.answers import Answer, Contract, Query

HOST = "raw.githubusercontent.com"
PAY = "/alphagov/pay-product-page/HEAD/data/performance.json"
WIFI = "/GovWifi/govwifi-product-page/HEAD/data/organisations.yml"
HSTS = "/chromium/chromium/main/net/http/transport_security_state_static.json"


def contract(pay: dict[str, int], wifi: Iterable[str], https_only: Iterable[str]) -> Contract:
    """Return the host of all three. pay: services by organisation; wifi: organisations; https_only: hosts.

    Everything is text/plain there, JSON too, and Chromium's JSON has lines of comment.
    """
    entries = [{"name": host, "policy": "bulk-1-year", "mode": "force-https"} for host in https_only]
    files = {
        PAY: json.dumps({"dateUpdated": "3 August 2026", "serviceCountByOrganisation": pay}),
        WIFI: "".join(f"- {name}\n" for name in wifi),
        HSTS: f"// Copyright\n{json.dumps({'pinsets': [], 'entries': entries}, indent=1)}\n",
    }

    def answer(path: str, query: Query) -> Answer:
        if path not in files:
            return Answer(404, "text/plain; charset=utf-8", b"404: Not Found")
        return Answer(200, "text/plain; charset=utf-8", files[path].encode())

    return Contract(HOST, answer, {"serviceCountByOrganisation": "services", '"entries"': '"hosts"', "- ": "* "})

"""Files of public repositories as GitHub serves them: GOV.UK Pay, GovWifi, HTTPS-only hosts, page weights."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from evaluation.contract_server.answers import Answer, Contract, Query

HOST = "raw.githubusercontent.com"
PAY = "/alphagov/pay-product-page/HEAD/data/performance.json"
WIFI = "/GovWifi/govwifi-product-page/HEAD/data/organisations.yml"
WEIGHTS = "/open-innovations/council-website-emissions/HEAD/data/index.json"
HSTS = "/chromium/chromium/main/net/http/transport_security_state_static.json"


def contract(
    pay: dict[str, int],
    wifi: Iterable[str],
    https_only: Iterable[str],
    weights: Mapping[str, int] | None = None,
    others: Mapping[str, str] | None = None,
) -> Contract:
    """Return the host of all. pay: services by organisation; wifi: organisations; https_only: hosts; weights: by code;
    others: further files by their path.

    Everything is text/plain there, JSON too, and Chromium's JSON has lines of comment.
    """
    entries = [{"name": host, "policy": "bulk-1-year", "mode": "force-https"} for host in https_only]
    orgs = {
        code: {
            "active": True,
            "name": code,
            "urls": {
                "https://www.example.gov.uk/": {"values": {"2026-09-01": {"CO2": 0.4, "bytes": size, "green": 0}}}
            },
        }
        for code, size in (weights or {}).items()
    }
    files = {
        **(others or {}),
        WEIGHTS: json.dumps({"orgs": orgs}),
        PAY: json.dumps({"dateUpdated": "3 August 2026", "serviceCountByOrganisation": pay}),
        WIFI: "".join(f"- {name}\n" for name in wifi),
        HSTS: f"// Copyright\n{json.dumps({'pinsets': [], 'entries': entries}, indent=1)}\n",
    }

    def answer(path: str, query: Query) -> Answer:
        if path not in files:
            return Answer(404, "text/plain; charset=utf-8", b"404: Not Found")
        return Answer(200, "text/plain; charset=utf-8", files[path].encode())

    return Contract(
        HOST,
        answer,
        {"serviceCountByOrganisation": "services", '"entries"': '"hosts"', "- ": "* ", '"orgs"': '"areas"'},
    )

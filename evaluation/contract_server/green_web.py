"""The Green Web Foundation's check of hosts: a question about many, answered with the green ones alone."""

from __future__ import annotations

from collections.abc import Collection

from evaluation.contract_server.answers import Answer, Contract, Query, as_json, page

HOST = "api.thegreenwebfoundation.org"
PATH = "/api/v3/greencheck/"


def contract(green: Collection[str]) -> Contract:
    """Return the service with these green hosts."""

    def answer(path: str, query: Query) -> Answer:
        if path != PATH or "urls" not in query:
            return page(404, "Not Found")
        return as_json([_said(host) for host in query["urls"].split(",") if host in green])

    return Contract(HOST, answer, {'"url"': '"domain"'})


def _said(host: str) -> dict[str, object]:
    return {"url": host, "hosted_by": "A cloud", "hosted_by_website": "https://a.example", "green": True,
            "listed_provider": True, "partner": None, "modified": "2026-08-01T10:11:12Z"}  # fmt: skip

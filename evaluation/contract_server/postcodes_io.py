"""Postcodes.io: one postcode, or up to a hundred in a question that is posted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import unquote

from evaluation.contract_server.answers import Answer, Contract, Query, as_json

HOST = "api.postcodes.io"
MOST_ASKED = 100
NO_COUNTY = "E99999999"


def contract(places: Mapping[str, tuple[str, str]]) -> Contract:
    """Return the service. places: postcode -> code of its council, and of its county, '' for none."""

    def answer(path: str, query: Query) -> Answer:
        if "asked" in query:
            asked = json.loads(query["asked"])["postcodes"]
            if len(asked) > MOST_ASKED:
                return as_json({"status": 400, "error": "Too many postcodes submitted."}, 400)
            return as_json({"status": 200, "result": [{"query": one, "result": _place(places, one)} for one in asked]})
        found = _place(places, unquote(path.rpartition("/")[2]))
        if found is None:
            return as_json({"status": 404, "error": "Postcode not found"}, 404)
        return as_json({"status": 200, "result": found})

    return Contract(HOST, answer, {'"admin_district"': '"district"'})


def _place(places: Mapping[str, tuple[str, str]], postcode: str) -> dict[str, object] | None:
    if postcode not in places:
        return None
    district, county = places[postcode]
    return {"postcode": postcode, "codes": {"admin_district": district, "admin_county": county or NO_COUNTY}}

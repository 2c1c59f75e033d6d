"""Public registers of councils: GOV.UK's local authority API and the codes of the Office for National Statistics."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evaluation.contract_server.answers import Answer, Contract, Query, as_json, page
from models import Authority, AuthorityType
from register.authorities import Register

GOVUK = "www.gov.uk"
ONS = "services1.arcgis.com"
LOOKUP = "WD26_LAD26_CTYUA26_RGN26_CTRY26_UK_LU"
MOST_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Council:
    """A council as its publishers have it. parent: slug and code of its county, '' for none."""

    slug: str
    code: str
    name: str
    tier: str
    homepage: str = ""
    parent: str = ""
    parent_code: str = ""


def councils_of(register: Register, *without: str) -> list[Council]:
    """Return every council as its publishers would have it if they said the same as our register; without: codes."""
    return [_council(register, one) for one in register.authorities if one.code not in without]


def _council(register: Register, one: Authority) -> Council:
    parent = register.parent_of(one)
    county = (parent.slug, parent.code) if parent else ("", "")
    tier = str(one.type) if one.type in (AuthorityType.COUNTY, AuthorityType.DISTRICT) else "unitary"
    return Council(one.slug, one.code, one.name, tier, one.homepage, *county)


def govuk(councils: Iterable[Council], moved: dict[str, str] | None = None) -> Contract:
    """Return GOV.UK's API. moved: slug of an abolished council -> that of its successor."""
    known = {one.slug: one for one in councils}
    successors = moved or {}

    def said(one: Council) -> dict[str, object]:
        told: dict[str, object] = {"name": one.name, "homepage_url": one.homepage, "tier": one.tier, "slug": one.slug}
        return {name: value for name, value in told.items() if value}

    def answer(path: str, query: Query) -> Answer:
        slug = path.removeprefix("/api/local-authority/")
        one = known.get(successors.get(slug, slug))
        if slug == path or one is None:
            return as_json({"errors": {"local_authority_slug": ["Not found"]}}, 404)
        parent = known.get(one.parent)
        return as_json({"local_authority": {**said(one), **({"parent": said(parent)} if parent else {})}})

    return Contract(GOVUK, answer, {'"tier"': '"level"'})


def ons(councils: Iterable[Council], most_rows: int = MOST_ROWS) -> Contract:
    """Return the lookup of districts and their counties, page by page; its own errors come with status 200."""
    names = {one.code: one.name for one in councils}
    rows = sorted(
        (one.code, one.name, one.parent_code or one.code, names.get(one.parent_code, one.name))
        for one in councils
        if one.tier != "county"
    )
    columns = ("LAD26CD", "LAD26NM", "CTYUA26CD", "CTYUA26NM")

    def answer(path: str, query: Query) -> Answer:
        if not path.endswith(f"/{LOOKUP}/FeatureServer/0/query"):
            return as_json({"error": {"code": 400, "message": "Invalid URL", "details": ["Invalid URL"]}})
        if query.get("f") != "json":
            return page(200, "Query")
        start = int(query.get("resultOffset", "0"))
        size = min(int(query.get("resultRecordCount", MOST_ROWS)), most_rows)
        features = [{"attributes": dict(zip(columns, row, strict=True))} for row in rows[start : start + size]]
        more = {"exceededTransferLimit": True} if start + size < len(rows) else {}
        fields = [{"name": name, "type": "esriFieldTypeString", "alias": name} for name in columns]
        return as_json({"objectIdFieldName": "ObjectId", "fields": fields, **more, "features": features})

    return Contract(ONS, answer, {'"LAD26CD"': '"LAD27CD"'})

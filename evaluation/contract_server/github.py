"""GitHub's REST API of organisations, users and their repositories."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from evaluation.contract_server.answers import Answer, Contract, Query, as_json

HOST = "api.github.com"
LIST = "/github/government.github.com/HEAD/_data/governments.yml"
"""Where the list of accounts is, at the host of raw files."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account. repositories: of each its name, when it was pushed to last, and whether it is a fork."""

    login: str
    name: str | None
    blog: str = ""
    is_organisation: bool = True
    repositories: tuple[tuple[str, str | None, bool], ...] = field(default=())


def contract(accounts: Iterable[Account]) -> Contract:
    """Return the API with these accounts; an organisation is a user too, as it is there."""
    known = {one.login.lower(): one for one in accounts}

    def answer(path: str, query: Query) -> Answer:
        kind, _, rest = path.strip("/").partition("/")
        login, _, what = rest.partition("/")
        account = known.get(login.lower())
        if account is None or (kind == "orgs" and not account.is_organisation) or what not in ("", "repos"):
            return as_json(
                {"message": "Not Found", "documentation_url": "https://docs.github.com", "status": "404"}, 404
            )
        return as_json(_repositories(account, query) if what else _said(account))

    return Contract(HOST, answer, {'"login"': '"handle"'})


def list_of(accounts: Iterable[Account]) -> str:
    """Return the list that names accounts, with others around them."""
    names = "".join(f"  - {one.login}\n" for one in accounts)
    return f"U.K. Central:\n  - alphagov\n\nU.K. Councils:\n{names}\nU.S. Cities:\n  - nyc\n"


def _said(account: Account) -> dict[str, object]:
    kind = "Organization" if account.is_organisation else "User"
    return {"login": account.login, "name": account.name, "blog": account.blog, "type": kind, "email": None,
            "html_url": f"https://github.com/{account.login}"}  # fmt: skip


def _repositories(account: Account, query: Query) -> list[dict[str, object]]:
    found = [one for one in account.repositories if query.get("type") != "sources" or not one[2]]
    if query.get("sort") == "pushed":
        found.sort(key=lambda one: one[1] or "", reverse=query.get("direction") != "asc")
    return [
        {"name": name, "full_name": f"{account.login}/{name}", "html_url": f"https://github.com/{account.login}/{name}",
         "private": False, "fork": fork, "archived": False, "pushed_at": pushed}
        for name, pushed, fork in found[: int(query.get("per_page", "30"))]
    ]  # fmt: skip

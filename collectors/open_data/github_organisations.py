"""Public code of councils on GitHub: accounts of a public list, and whether one had work in the last year. Context."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from collectors.open_data.contract import Context, Harvest, Key, Measure, Request
from collectors.open_data.documents import Fields, field, read_object, read_objects
from collectors.open_data.gathering import Gathering
from collectors.open_data.govuk_local_links import bare_host
from collectors.open_data.organisations import councils_named
from collectors.open_data.tables import decoded
from errors import SourceError
from models import Authority
from register.authorities import Register

NAME = "github_organisations"
CONTRACT = "GitHub REST API 2022-11-28; the list of government.github.com of March 2024"
LIST = "github/governments.yml"
LIST_URL = "https://raw.githubusercontent.com/github/government.github.com/HEAD/_data/governments.yml"
COUNCILS = "U.K. Councils"
SITE = "https://github.com/"
API = "https://api.github.com"
HEADERS = (("Accept", "application/vnd.github+json"), ("X-GitHub-Api-Version", "2022-11-28"))
PUBLISHES = "github_work_in_a_year"
RECENT = timedelta(days=366)
LARGEST_PAGE = 100


def requests(register: Register) -> Iterator[Request]:
    """Yield the list of accounts."""
    yield Request(LIST, LIST_URL, ("text/plain", "application/yaml", "text/yaml"))


def onward(file: str, body: bytes, register: Register) -> Iterator[Request]:
    """Yield each account of the list, and of one that is a council's its repositories, those pushed to last first.

    An account that is no organisation is asked for as a user. One page is enough: its first entry is the newest.
    """
    if file == LIST:
        for login in _logins(body):
            user = _request("users", login, f"/users/{login}")
            yield _request("orgs", login, f"/orgs/{login}", user)
        return
    _, kind, name = file.split("/")
    login = name.removesuffix(".json")
    if kind == "repositories":
        for position, one in enumerate(read_objects(NAME, file, body)):
            _repository(file, position, one)
    elif _council(register, _account(file, body)):
        own = "type=sources&" if kind == "orgs" else ""
        query = f"{own}sort=pushed&direction=desc&per_page={LARGEST_PAGE}"
        yield _request("repositories", login, f"/{kind}/{login}/repos?{query}")


def parse(bodies: Mapping[str, bytes], register: Register, day: date) -> Harvest:
    """Return 1 for every council of which an account had work in a repository of its own within twelve months.

    No council has 0: the list is not complete, and a council may work elsewhere. An account is a council's if it links
    to the council's home page or bears its name.
    """
    gathering = Gathering(NAME, register)
    newest: dict[str, tuple[date, str]] = {}
    for file in sorted(bodies):
        if not file.startswith(("github/orgs/", "github/users/")):
            continue
        login = file.rpartition("/")[2].removesuffix(".json")
        council = _council(register, _account(file, bodies[file]))
        if council is None:
            gathering.set_aside("an account that neither links to a council's home page nor bears a council's name")
            continue
        own = _own(f"github/repositories/{login}.json", bodies)
        if own and day - max(own)[0] <= RECENT:
            newest[council.code] = max(newest.get(council.code, max(own)), max(own))
        else:
            gathering.set_aside("an account without work in the last year, which says nothing of others")
    for code, (_, url) in newest.items():
        found = register.by_code(code)
        assert found is not None
        gathering.add(found, PUBLISHES, 1, day, url=url)
    return gathering.harvest()


def _logins(body: bytes) -> Iterator[str]:
    """Yield the accounts under the heading of the councils: lines of two spaces, a dash and a name."""
    inside, found = False, 0
    for line, words in enumerate(decoded(NAME, LIST, body).splitlines(), start=1):
        if not words.strip() or words.startswith("#"):
            continue
        if not words.startswith(" "):
            inside = words.rstrip() == f"{COUNCILS}:"
        elif inside:
            login = words.strip().removeprefix("- ").strip("'\"")
            if not words.strip().startswith("- ") or not login.replace("-", "").isalnum():
                raise SourceError(NAME, f"{LIST}: found {words!r}, expected '  - account'", line)
            found += 1
            yield login
    if not found:
        raise SourceError(NAME, f"{LIST}: there is no such heading with accounts under it", column=COUNCILS)


def _account(file: str, body: bytes) -> Fields:
    account = read_object(NAME, file, body)
    field(NAME, file, account, "login", str)
    for name in ("name", "blog"):
        if account.get(name) is not None:
            field(NAME, file, account, name, str)
    return account


def _council(register: Register, account: Fields) -> Authority | None:
    host = bare_host(_with_scheme(account.get("blog") or ""))
    at = [one for one in register.authorities if host and bare_host(one.homepage) == host]
    found = at or list(councils_named(register, account.get("name") or ""))
    return found[0] if len(found) == 1 else None


def _with_scheme(address: str) -> str:
    return address if "//" in address else f"https://{address}"


def _own(file: str, bodies: Mapping[str, bytes]) -> list[tuple[date, str]]:
    """Return the day of the last push and the page of every repository that is no fork and not empty."""
    listed = read_objects(NAME, file, bodies[file]) if file in bodies else ()
    found = (_repository(file, position, one) for position, one in enumerate(listed))
    return [(on, url) for on, url, is_fork in found if on is not None and not is_fork]


def _repository(file: str, position: int, one: Fields) -> tuple[date | None, str, bool]:
    """Return the day of the last push (None for an empty repository), its page, and whether it is a fork."""
    place = f"[{position}]"
    url = field(NAME, file, one, "html_url", str, within=place)
    if not url.startswith(SITE):
        message = f"{file}: found {url[:40]!r}, expected an address under {SITE}"
        raise SourceError(NAME, message, column=f"{place}.html_url")
    is_fork = field(NAME, file, one, "fork", bool, within=place)
    if one.get("pushed_at", "") is None:
        return None, url, is_fork
    written = field(NAME, file, one, "pushed_at", str, within=place)
    try:
        return date.fromisoformat(written[:10]), url, is_fork
    except ValueError:
        message = f"{file}: found {written!r}, expected a moment such as 2026-06-01T08:59:00Z"
        raise SourceError(NAME, message, column=f"{place}.pushed_at") from None


def _request(kind: str, login: str, path: str, instead: Request | None = None) -> Request:
    absent = frozenset({404})
    return Request(
        f"github/{kind}/{login}.json", f"{API}{path}", ("application/json",), absent, instead=instead, headers=HEADERS
    )


CONTEXT = Context(
    name=NAME,
    contract=CONTRACT,
    requests=requests,
    onward=onward,
    parse=parse,
    key=Key("api.github.com", "GITHUB_TOKEN", "Authorization", "Bearer ", needed=False),
    measures=(Measure(PUBLISHES, "1", "an account of the council's had work in a repository of its own in a year"),),
    near=("B06",),
    no_mark=(
        "the list of accounts is not complete, so that a council that is not on it would be marked down unseen; who "
        "finds a repository of its own here may declare it"
    ),
    licence="GitHub's terms of service; the list of accounts states no licence, so only our own finding is kept",
    attribution="Public repositories on GitHub, found through government.github.com.",
)

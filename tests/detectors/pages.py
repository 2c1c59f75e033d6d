"""Small pages for tests: a shell round given content, and the view a single page is judged with."""

from __future__ import annotations

from detectors.cues import default_cues
from detectors.fingerprints import default_fingerprints
from detectors.owners import owners_for
from detectors.pages import PageModel
from detectors.parse import read_page
from detectors.services.destinations import Destination, View
from detectors.services.ladder import PageMark, mark_page
from models import Authority, AuthorityType

COUNCIL = Authority(
    "X1",
    "testham",
    "Testham Borough Council",
    "Testham",
    AuthorityType.ENGLISH_UNITARY,
    "England",
    "Nowhere",
    None,
    "https://www.testham.gov.uk/",
    None,
    None,
    None,
    None,
)
NEIGHBOUR = Authority(
    "X2",
    "otherford",
    "Otherford Council",
    "Otherford",
    AuthorityType.ENGLISH_UNITARY,
    "England",
    "Nowhere",
    None,
    "https://www.otherford.gov.uk/",
    None,
    None,
    None,
    None,
)
FORM = (
    '<form method="post" action="/send"><label>Name <input name="n"></label><label>E-mail <input name="e"></label>'
    '<label>Address <input name="a"></label><label>Details <textarea name="d"></textarea></label>'
    "<button>Send</button></form>"
)


def shell(title: str, content: str, before: str = "", lang: str = "en") -> bytes:
    """Return a page with the furniture every council page carries: banner, search, menu, footer with a number."""
    return (
        f'<!doctype html><html lang="{lang}"><head><title>{title} | Testham Council</title></head><body>'
        '<div id="cookie-banner"><button>Accept</button><button>Reject</button></div>'
        '<header class="site-header"><form role="search" action="/search"><input type="search" name="q"></form>'
        '<nav><a href="/pay">Pay</a> <a href="/report">Report</a></nav></header>'
        f"{before}<main><h1>{title}</h1>{content}</main>"
        '<footer><a href="/accessibility">Accessibility</a> <a href="tel:01632960000">01632 960000</a>'
        "</footer></body></html>"
    ).encode()


def page(title: str, content: str, url: str = "https://www.testham.gov.uk/services/x", **more: str) -> PageModel:
    """Return the model of a page in the shell."""
    return read_page(shell(title, content, **more), url)


def mark(
    service: str,
    title: str,
    content: str,
    there: dict[str, PageModel | str] | None = None,
    cap: int = 4,
    url: str = "https://www.testham.gov.uk/services/x",
    **more: str,
) -> PageMark:
    """Return the mark of a page. there: address -> page or outcome of a crawl; None looks at the page by itself."""

    def resolve(address: str) -> Destination | None:
        found = (there or {}).get(address)
        return None if found is None else Destination(None, found) if isinstance(found, str) else Destination(found)

    owners = owners_for((COUNCIL, NEIGHBOUR), COUNCIL)
    view = View(service, default_cues(), owners, default_fingerprints(), resolve, strict=there is not None)
    return mark_page(page(title, content, url, **more), view, cap)

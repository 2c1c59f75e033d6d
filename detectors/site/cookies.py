"""What a page's own markup says about cookies: whose banner, whether it can be refused at once, where they are listed.

Whether anything is stored before a choice is for the browser to say (T10).
"""

from __future__ import annotations

import re

from detectors.fingerprints import Fingerprints
from detectors.library import Entry
from detectors.pages import CONSENT, PageModel
from detectors.site.view import SiteView, titled
from detectors.wording import fold

_TITLE = re.compile(r"\b(?:cookies?|cwcis)\b")
_REFUSE = re.compile(
    r"\b(?:reject|refuse|decline|deny|disallow|opt out|(?:necessary|essential|required)(?: cookies)? only|"
    r"only (?:\w+ )?(?:necessary|essential|required)|(?:use|allow|accept|keep|set) (?:only )?(?:necessary|"
    r"essential|required)\b|"
    r"no,? thanks?|no cookies|without (?:optional |extra |additional )?cookies|(?:do not|dont) (?:accept|allow|use)|"
    r"turn (?:them |it |cookies )?off|gwrthod|dim diolch|(?:hanfodol|angenrheidiol) yn unig)\b|^no$|"
    r"^not? (?:optional|extra)"
)
_NAME = re.compile(
    r"(?<![\w])(?:_ga\w*|_gid|_gat\w*|__utm\w|_hj\w+|_fbp|_clck|_clsk|PHPSESSID|ASP\.NET_SessionId|JSESSIONID|"
    r"CookieControl|OptanonConsent|CookieConsent|__cf_bm|SSESS\w*|cookie_?policy|TS0\w+)(?![\w])"
)


def banner_of(page: PageModel, prints: Fingerprints) -> str | None:
    """Return the consent product's id, "own" for a banner of the site's own, None without one."""
    seen = prints.of_category(prints.of_page(page, {}), "consent")
    if seen is not None:
        return seen.product.id
    return "own" if any(b.region == CONSENT for b in page.blocks) else None


def refuses_at_once(page: PageModel) -> bool:
    """Return whether the banner's first layer offers to refuse."""
    words = [b.text for b in page.blocks if b.region == CONSENT]
    words += [text for form in page.forms if form.region == CONSENT for text in form.buttons]
    words += [link.text for link in page.links if link.region == CONSENT]
    return any(_REFUSE.search(fold(text)) for text in words)


def cookie_page(view: SiteView) -> Entry | None:
    """Return the page that lists cookies by name, None if there is none."""
    pages = titled(view.own(), _TITLE)
    return next(
        (e for e in pages if _NAME.search(e.page.main_text) or sum(b.tag == "td" for b in e.page.blocks) >= 4), None
    )

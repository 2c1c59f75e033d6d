"""Pages of the labelled corpus, rebuilt from their wording in the markup habits of seven content systems."""

from __future__ import annotations

import html
import zlib
from collections.abc import Callable

Parts = list[list[str]]

FILLER = {
    "en": "This page was last updated by the web team. Please read all of the information on this page first.",
    "cy": "Darllenwch yr holl wybodaeth ar y dudalen hon yn gyntaf. Diweddarwyd y dudalen gan y tîm gwe.",
}
STYLES = ("localgov-drupal", "jadu", "goss", "umbraco", "contensis", "wordpress", "plain")
"""The seven ways of writing the same page."""

_NAV = (
    ("Pay", "/pay"),
    ("Report", "/report"),
    ("Apply", "/apply"),
    ("Council Tax", "/council-tax"),
    ("Bins and recycling", "/bins"),
    ("Planning", "/planning"),
    ("Housing", "/housing"),
    ("Contact us", "/contact"),
)


def render(row: dict) -> bytes:
    """Return the page of a corpus row as UTF-8 HTML. row: title, lang, parts, style ('' picks one by its id)."""
    style = row.get("style") or STYLES[zlib.crc32(row["id"].encode()) % len(STYLES)]
    lang = row.get("lang", "en")
    inner = "\n".join(_part(part, style, lang) for part in row["parts"] if part[0] != "banner")
    banner = "".join(_banner(part[1], style) for part in row["parts"] if part[0] == "banner")
    content = f"{_title(row['title'], style)}\n{inner}"
    council = row.get("council") or "Example"
    return _SHELLS[style](row["title"], council, lang, banner, content).encode()


def _title(title: str, style: str) -> str:
    text = f"<h1>{_e(title)}</h1>"
    return f'<header class="page-header">{text}</header>' if style in ("umbraco", "localgov-drupal") else text


def _part(part: list[str], style: str, lang: str) -> str:
    kind, text = part[0], part[1] if len(part) > 1 else ""
    filler = FILLER.get(lang, FILLER["en"])
    if kind == "link":
        return _link(text, part[2], style)
    if kind == "form":
        return _form(text)
    makers: dict[str, Callable[[], str]] = {
        "heading": lambda: f"<h2>{_e(text)}</h2>",
        "text": lambda: f"<p>{_e(text or filler)}</p>",
        "document": lambda: (
            f'<p><a href="/media/{abs(zlib.crc32(text.encode()))}/form.pdf">{_e(text)}</a> (PDF, 120 KB)</p>'
        ),
        "phone": lambda: f"<p>{_e(text or 'Telephone:')} 01632 960123</p>",
        "mail": lambda: (
            f'<p>{_e(text or "E-mail:")} <a href="mailto:team@council.example">team@council.example</a></p>'
        ),
        "lookup": lambda: (
            f'<form action="/look-up" method="get"><label for="pc">{_e(text)}</label>'
            '<input id="pc" name="postcode"><button>Find</button></form>'
        ),
        "login": lambda: (
            '<form action="/login" method="post"><label>E-mail <input name="e" type="email"></label>'
            '<label>Password <input name="p" type="password"></label><button>Log in</button></form>'
        ),
        "button": lambda: f'<form action="{_e(part[2])}" method="get"><button type="submit">{_e(text)}</button></form>',
        "date": lambda: f'<p class="date">{_e(text)}</p>',
    }
    return makers[kind]()


def _link(text: str, href: str, style: str) -> str:
    link = f'<a href="{_e(href)}">{_e(text)}</a>'
    return {
        "localgov-drupal": f'<p><a class="btn btn--primary" href="{_e(href)}">{_e(text)}</a></p>',
        "jadu": f'<ul class="list list--links"><li class="list__item">{link}</li></ul>',
        "goss": f'<p>Use this. <a class="button" role="button" href="{_e(href)}"><span>{_e(text)}</span></a></p>',
        "umbraco": f'<div class="card"><a href="{_e(href)}"><h3>{_e(text)}</h3></a></div>',
        "wordpress": f'<div class="wp-block-button"><a class="wp-link" href="{_e(href)}">{_e(text)}</a></div>',
        "contensis": f"<p>To do this, {link}.</p>",
    }.get(style, f"<p>{link}</p>")


def _form(title: str) -> str:
    return (
        '<form action="/submit" method="post"><fieldset><legend>Your details</legend>'
        '<label for="n">Full name</label><input id="n" name="name">'
        '<label for="m">E-mail</label><input id="m" name="mail">'
        '<label for="a">Address</label><input id="a" name="address"><label for="d">Details</label>'
        f'<textarea id="d" name="details"></textarea></fieldset><button>Send</button></form><!-- {_e(title)} -->'
    )


def _banner(text: str, style: str) -> str:
    names = "alert-banner" if style in ("localgov-drupal", "umbraco") else "site-notice"
    return f'<div class="{names}" role="region"><p>{_e(text)}</p></div>'


def _navigation(names: str) -> str:
    links = "".join(f'<li><a href="{href}">{text}</a></li>' for text, href in _NAV)
    return f'<nav class="{names}"><ul>{links}</ul></nav>'


_FOOTER = (
    '<footer class="site-footer"><a href="/accessibility-statement">Accessibility</a> <a href="/cookies">Cookies</a> '
    '<a href="/a-z">A to Z</a> <a href="tel:01632960000">01632 960000</a></footer>'
)
_SEARCH = '<form role="search" action="/search"><input type="search" name="q"><button>Search</button></form>'
_FEEDBACK = (
    '<div class="feedback"><form action="/feedback" method="post"><p>Was this page useful?</p>'
    '<label><input type="radio" name="u" value="y">Yes</label><label><input type="radio" name="u" value="n">No</label>'
    '<label>What went wrong <textarea name="w"></textarea></label><button>Send</button></form></div>'
)
_COOKIES = '<div id="cookie-banner"><p>We use cookies.</p><button>Accept all</button><button>Reject all</button></div>'


def _shell(generator: str, before: str, after: str, names: str) -> Callable[[str, str, str, str, str], str]:
    def build(title: str, council: str, lang: str, banner: str, content: str) -> str:
        head = f'<meta charset="utf-8"><title>{_e(title)} | {_e(council)} Council</title>{generator}'
        top = f'<header class="site-header"><a href="/">{_e(council)} Council</a>{_SEARCH}{_navigation(names)}</header>'
        crumbs = '<nav class="breadcrumb" aria-label="Breadcrumb"><a href="/">Home</a></nav>'
        return (
            f'<!DOCTYPE html><html lang="{lang}"><head>{head}</head>'
            f'<body class="{names}-page">{_COOKIES}{top}{banner}{crumbs}'
            f"{before}{content}{after}{_FOOTER}</body></html>"
        )

    return build


_SHELLS = {
    "localgov-drupal": _shell(
        '<meta name="Generator" content="Drupal 10">'
        '<link rel="stylesheet" href="/themes/contrib/localgov_base/css/base.css">',
        '<main class="lgd-container"><div class="lgd-row">',
        f"{_FEEDBACK}</div></main>",
        "lgd-header",
    ),
    "jadu": _shell(
        '<script src="/site/scripts/jadu.js"></script>',
        '<main id="content"><div class="editor">',
        "</div></main>",
        "nav",
    ),
    "goss": _shell(
        '<script src="/icm/goss.js"></script>',
        '<div id="maincontent"><div class="article-body">',
        "</div></div>",
        "topnav",
    ),
    "umbraco": _shell(
        '<meta name="generator" content="Umbraco">', "<main><article>", f"</article>{_FEEDBACK}</main>", "menu"
    ),
    "contensis": _shell(
        '<meta name="generator" content="Contensis CMS Version 15.2">',
        '<div id="main-content" role="main">',
        "</div>",
        "sys_nav",
    ),
    "wordpress": _shell(
        '<meta name="generator" content="WordPress 6.8"><link rel="stylesheet" href="/wp-content/themes/a/style.css">',
        '<div class="entry-content">',
        "</div>",
        "main-navigation",
    ),
    "plain": _shell("", '<table><tr><td class="content">', "</td></tr></table>", "nav"),
}


def _e(text: str) -> str:
    return html.escape(text, quote=True)

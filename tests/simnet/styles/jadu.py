"""Jadu: numbered addresses with underscores, tables of categories, XFP forms."""

from tests.simnet.styles.style import Style, slug

_PAGE = """<!DOCTYPE html>
<html lang="{lang}" class="no-js"><head><meta charset="utf-8"><title>{title} | {site}</title>
<meta name="generator" content="http://www.jadu.net"><meta name="DC.title" lang="en" content="{title}">
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/site/styles/generic/base.css">
<script src="/site/javascript/global.js"></script>{head}<style>{bulk}</style></head>
<body class="page page--documents"><a class="skip-link" href="#maincontent">Skip to main content</a>{banner}
<div class="container container--header"><header class="header"><a class="header__logo" href="/">{site}</a>{search}</header>
<nav class="navigation" aria-label="Main"><ul class="navigation__list">{nav}</ul></nav></div>
<div class="breadcrumb"><ol class="breadcrumb__list">{crumbs}</ol></div>
<div class="container container--body"><main id="maincontent" class="main-content"><h1 class="page-heading">{title}</h1>
<div class="editor">{body}</div></main></div>
<footer class="footer"><div class="footer__inner">{footer}</div><p class="footer__credit">Designed and Powered by
<a href="https://www.jadu.net">Jadu</a></p></footer><script src="/site/scripts/jadu.js"></script></body></html>"""

JADU = Style(
    name="jadu",
    page=_PAGE,
    path=lambda section, title, n: f"/info/{20000 + len(section)}/{slug(section, '_')}/{100 + n}/{slug(title, '_')}",
    form=lambda title, n: f"/xfp/form/{200 + n}",
    media=lambda title, n, extension: f"/download/downloads/id/{300 + n}/{slug(title, '_')}.{extension}",
    search=("/site_search/results", "q"),
    az="/a_to_z/{letter}",
    button_class="button button--primary call-to-action",
    card='<div class="widget widget--cta"><h2 class="widget__heading">{heading}</h2><a class="widget__link" href="{url}">{label}</a></div>',
    item='<li class="list__item"><a class="list__link" href="{url}">{title}</a></li>',
    field='<div class="form-field"><label class="form-label" for="{name}">{label}</label>'
    '<input class="form-control" id="{name}" name="{name}" type="{kind}"></div>',
    headers=(("Node", "jadu-web-1"),),
)

"""Umbraco and WordPress."""

from tests.simnet.styles.style import Style, slug

_UMBRACO = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title} - {site}</title><link href="/css/site.min.css?v=8fa" rel="stylesheet">{head}<style>{bulk}</style></head>
<body class="standardPage" data-udi="umb://document/4a6f1c2e9b7d4e0f8a1b2c3d4e5f6071"><a class="skip" href="#content">Skip to content</a>
{banner}<header id="top"><div class="wrapper"><a href="/" id="logo">{site}</a>{search}</div>
<div class="megamenu"><ul>{nav}</ul></div></header><div class="wrapper"><nav class="trail"><ol>{crumbs}</ol></nav>
<article id="content" role="main" class="grid-section"><header><h1>{title}</h1></header><div class="umb-block-grid">
<div class="umb-block-grid__layout-item rte">{body}</div></div></article></div>
<footer class="site-footer"><div class="wrapper">{footer}</div></footer>
<form class="hidden-form" action="/umbraco/Surface/Newsletter/Nothing" method="post" hidden><input type="hidden" name="ufprt" value="9A"></form>
<script src="/scripts/site.min.js"></script></body></html>"""

UMBRACO = Style(
    name="umbraco",
    page=_UMBRACO,
    path=lambda section, title, n: f"/residents/{slug(section)}/{slug(title)}/",
    form=lambda title, n: f"/residents/online-forms/{slug(title)}/",
    media=lambda title, n, extension: f"/media/{(n * 2654435761) % 16**8:08x}/{slug(title)}.{extension}",
    search=("/search-results/", "query"),
    az="/a-to-z/?letter={letter}",
    button_class="cta cta-solid",
    card='<section class="umb-panel"><div class="umb-panel__txt"><h2>{heading}</h2></div><a href="{url}" class="umb-panel__go">{label}</a></section>',
    item='<li><a href="{url}">{title}</a></li>',
    field='<div class="umbraco-forms-field shortanswer"><label for="f{name}" class="umbraco-forms-label">{label}</label>'
    '<div class="umbraco-forms-field-wrapper"><input type="{kind}" name="{name}" id="f{name}" class="text"></div></div>',
    headers=(("X-Umbraco-Version", "13.5"),),
)

_WORDPRESS = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="UTF-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="WordPress 6.6"><title>{title} &#8211; {site}</title>
<link rel="https://api.w.org/" href="/wp-json/"><link rel="stylesheet" id="theme-css" href="/wp-content/themes/council/style.css?ver=6.6">
{head}<style id="global-styles-inline-css">{bulk}</style></head><body class="page-template-default page wp-embed-responsive">
<div id="page" class="site"><a class="skip-link screen-reader-text" href="#primary">Skip to content</a>{banner}
<header id="masthead" class="site-header"><p class="site-title"><a href="/" rel="home">{site}</a></p>{search}
<nav id="site-navigation" class="main-navigation"><ul id="primary-menu" class="menu nav-menu">{nav}</ul></nav></header>
<ul class="yoast-breadcrumbs">{crumbs}</ul><main id="primary" class="site-main"><article class="page type-page hentry">
<header class="entry-header"><h1 class="entry-title">{title}</h1></header><div class="entry-content">{body}</div></article></main>
<footer id="colophon" class="site-footer"><div class="site-info">{footer}</div></footer></div>
<script src="/wp-includes/js/jquery/jquery.min.js?ver=3.7.1"></script></body></html>"""

WORDPRESS = Style(
    name="wordpress",
    page=_WORDPRESS,
    path=lambda section, title, n: f"/{slug(section)}/{slug(title)}/",
    form=lambda title, n: f"/forms/{slug(title)}/",
    media=lambda title, n, extension: f"/wp-content/uploads/2026/02/{slug(title)}-{n}.{extension}",
    search=("/", "s"),
    az="/a-z-of-services/?az={letter}",
    button_class="wp-block-button__link wp-element-button",
    card='<div class="wp-block-column is-card"><h3 class="wp-block-heading">{heading}</h3><p><a href="{url}">{label}</a></p></div>',
    item='<li class="menu-item"><a href="{url}">{title}</a></li>',
    field='<div class="gfield"><label class="gfield_label" for="input_{name}">{label}</label>'
    '<div class="ginput_container"><input name="{name}" id="input_{name}" type="{kind}" class="large"></div></div>',
    headers=(("Link", '</wp-json/>; rel="https://api.w.org/"'),),
)

"""Contensis, GOSS iCM and SharePoint."""

from tests.simnet.styles.style import Style, slug

_CONTENSIS = """<!DOCTYPE html>
<html lang="{lang}" xml:lang="{lang}"><head><meta charset="utf-8" /><title>{title} - {site}</title>
<meta name="generator" content="Contensis CMS Version 12.2" /><meta name="viewport" content="width=device-width, initial-scale=1" />
<link href="/siteelements/stylesheets/styles.css" rel="stylesheet" type="text/css" />{head}<style type="text/css">{bulk}</style></head>
<body id="body-content-page">{banner}<div class="sys_skip"><a href="#sys_content">Skip to content</a></div>
<div class="page-head"><div class="page-head-inner"><a class="page-head-logo" href="/home.aspx">{site}</a>{search}</div>
<div class="sys_topmenu"><ul class="sys_menu">{nav}</ul></div></div><div class="sys_breadcrumb"><ul>{crumbs}</ul></div>
<div id="sys_content" class="column-main" role="main"><h1 class="sys_title">{title}</h1><div class="sys_body">{body}</div></div>
<div class="page-foot" role="contentinfo">{footer}</div><script src="/siteelements/scripts/all.js"></script></body></html>"""

CONTENSIS = Style(
    name="contensis",
    page=_CONTENSIS,
    path=lambda section, title, n: f"/residents/{slug(section)}/{slug(title)}.aspx",
    form=lambda title, n: f"/forms/{slug(title)}.aspx",
    media=lambda title, n, extension: f"/image-library/documents/{slug(title)}-{n}.{extension}",
    search=("/search.aspx", "searchterms"),
    az="/a-z.aspx?letter={letter}",
    button_class="btn-action",
    card='<div class="promo-box"><div class="promo-box-title">{heading}</div><div class="promo-box-link"><a href="{url}">{label}</a></div></div>',
    item='<li class="sys_item"><a class="sys_16" href="{url}">{title}</a></li>',
    field='<div class="sys_form-row"><label class="sys_label" for="ctl00_{name}">{label}</label>'
    '<input type="{kind}" name="ctl00${name}" id="ctl00_{name}" class="sys_textbox" /></div>',
)

_GOSS = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title} - {site}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/css/main.css">{head}
<style>{bulk}</style><script src="/icm/js/com.gossinteractive.core.js"></script></head>
<body class="goss goss-article">{banner}<a class="hiddenAccessible" href="#maincontent">Skip to main content</a>
<header class="headerwrapper"><div class="rows"><a class="logo" href="/">{site}</a>{search}</div>
<nav class="mainnav"><ul class="multi-level">{nav}</ul></nav></header><div class="breadcrumbwrap"><ol class="breadcrumb">{crumbs}</ol></div>
<main id="maincontent" class="page-content"><div class="titlewrap"><h1>{title}</h1></div><div class="container articlecontent">
<div class="col article-text">{body}</div></div></main><footer class="footerwrapper">{footer}</footer></body></html>"""

GOSS = Style(
    name="goss",
    page=_GOSS,
    path=lambda section, title, n: f"/article/{1000 + n}/{slug(title).capitalize()}",
    form=lambda title, n: f"/article/{5000 + n}/{slug(title).capitalize()}",
    media=lambda title, n, extension: f"/media/{700 + n}/{slug(title)}/{extension}/{slug(title)}.{extension}",
    search=("/article/800/Search", "terms"),
    az="/a-to-z/{letter}",
    button_class="goss-cta calltoaction",
    card='<div class="gi-panel"><h2 class="gi-panel__title">{heading}</h2><a class="gi-panel__link" href="{url}">{label}</a></div>',
    item='<li class="navitem"><a href="{url}">{title}</a></li>',
    field='<div class="icm-field"><label class="icm-label" for="FORM_{name}">{label}</label>'
    '<input type="{kind}" id="FORM_{name}" name="FORM_{name}" class="icm-input"></div>',
)

_SHAREPOINT = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html dir="ltr" lang="{lang}" xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name="GENERATOR" content="Microsoft SharePoint" />
<meta http-equiv="Content-type" content="text/html; charset=utf-8" /><title>
	{title} - {site}
</title><link rel="stylesheet" type="text/css" href="/_layouts/15/2057/styles/corev15.css" />{head}<style>{bulk}</style></head>
<body>{banner}<form method="post" action="./default.aspx" id="aspnetForm"><input type="hidden" name="__VIEWSTATE" value="/wEPDwUBMGRk" />
<input type="hidden" name="__EVENTVALIDATION" value="/wEdAAI" /></form><div id="s4-workspace"><div id="s4-bodyContainer">
<div id="s4-titlerow"><a class="ms-siteicon-a" href="/Pages/default.aspx">{site}</a>{search}</div>
<div class="ms-core-navigation" role="navigation"><ul class="root ms-core-listMenu-root static">{nav}</ul></div>
<ul class="breadcrumb s4-breadcrumb">{crumbs}</ul><div id="contentBox" role="main"><h1 class="ms-rteElement-H1">{title}</h1>
<div id="DeltaPlaceHolderMain"><div class="ms-rtestate-field">{body}</div></div></div><div id="footer" role="contentinfo">{footer}</div>
</div></div><script src="/_layouts/15/init.js"></script></body></html>"""

SHAREPOINT = Style(
    name="sharepoint",
    page=_SHAREPOINT,
    path=lambda section, title, n: f"/Pages/{slug(section).title()}/{slug(title).title()}.aspx",
    form=lambda title, n: f"/Pages/Forms/{slug(title).title()}.aspx",
    media=lambda title, n, extension: f"/Documents/{slug(title).title()}-{n}.{extension}",
    search=("/Pages/results.aspx", "k"),
    az="/Pages/AZ.aspx?letter={letter}",
    button_class="ms-ButtonHeightWidth cta-link",
    card='<div class="cbs-Item"><div class="cbs-Line1"><strong>{heading}</strong></div><a class="cbs-Link" href="{url}">{label}</a></div>',
    item='<li class="dfwp-item"><div class="item link-item"><a href="{url}">{title}</a></div></li>',
    field='<table class="ms-formtable"><tr><td class="ms-formlabel"><label for="ff_{name}">{label}</label></td>'
    '<td class="ms-formbody"><input name="ff_{name}" type="{kind}" id="ff_{name}" /></td></tr></table>',
    headers=(("MicrosoftSharePointTeamServices", "16.0.0.10396"),),
)

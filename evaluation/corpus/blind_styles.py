"""Markup styles of invented council sites: the same words as the kinds of content management systems there are write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from itertools import count


@dataclass(frozen=True, slots=True)
class Site:
    """What every page of a site shows: name, home address, links of its head and foot."""

    name: str
    short: str
    home: str
    nav: list[tuple[str, str]]
    foot: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Input:
    """One field of a form. kind: an HTML input type, "textarea", "select" or "radio"; options: choices of the last two."""

    label: str
    kind: str
    name: str
    options: list[str]


@dataclass(frozen=True, slots=True)
class Form:
    """A form: method, address ("." is the page itself), the words of its button, its fields."""

    method: str
    action: str
    button: str
    inputs: list[Input]


def inline(text: str) -> str:
    """Return words as HTML: [words](address) is a link, **words** are strong, // is a line break."""
    html = escape(text, quote=False).replace(" // ", "<br>")
    html = re.sub(r"\[([^\]]+)\]\(([^)\s]+)\)", r'<a href="\2">\1</a>', html)
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html)


class Style:
    """Plain HTML5. Each subclass writes what its kind of system writes otherwise."""

    def __init__(self, site: Site, url: str, title: str, lang: str) -> None:
        self.site, self.url, self.title, self.lang = site, url, title, lang
        self.numbers = count(1)

    def page(self, blocks: list[tuple[str, object]]) -> str:
        """Return the whole page."""
        return self.shell(self.sections(blocks))

    def sections(self, blocks: list[tuple[str, object]]) -> str:
        """Return the blocks, those under one heading together as section() wraps them."""
        parts: list[str] = []
        heading: str | None = None
        inside: list[str] = []
        for kind, what in [*blocks, ("heading", None)]:
            if kind == "heading":
                html = "\n".join(inside)
                parts.append(html if heading is None else self.section(heading, html))
                heading, inside = (None if what is None else inline(str(what))), []
            else:
                inside.append(getattr(self, kind)(what))
        return "\n".join(parts)

    def shell(self, body: str) -> str:
        nav = "".join(f'<li><a href="{to}">{escape(label)}</a></li>' for label, to in self.site.nav)
        foot = "".join(f'<li><a href="{to}">{escape(label)}</a></li>' for label, to in self.site.foot)
        return (
            f'<!DOCTYPE html>\n<html lang="{self.lang}"><head><meta charset="utf-8">'
            f"<title>{escape(self.title)} - {escape(self.site.name)}</title></head>\n<body><header>"
            f'<a href="{self.site.home}">{escape(self.site.short)}</a><nav><ul>{nav}</ul></nav></header>\n'
            f"<main><h1>{escape(self.title)}</h1>\n{body}\n</main>\n<footer><ul>{foot}</ul></footer></body></html>"
        )

    def section(self, heading: str, html: str) -> str:
        return f"<h2>{heading}</h2>\n{html}"

    def subheading(self, text: str) -> str:
        return f"<h3>{inline(text)}</h3>"

    def paragraph(self, text: str) -> str:
        return f"<p>{inline(text)}</p>"

    def bullets(self, items: list[str]) -> str:
        return "<ul>" + "".join(f"<li>{inline(one)}</li>" for one in items) + "</ul>"

    def notice(self, text: str) -> str:
        return f'<div class="notice" role="note"><p>{inline(text)}</p></div>'

    def button(self, what: tuple[str, str]) -> str:
        return f'<p><a class="button" href="{what[1]}">{escape(what[0])}</a></p>'

    def raw(self, html: str) -> str:
        return html

    def table(self, rows: list[list[str]]) -> str:
        head = "".join(f'<th scope="col">{inline(cell)}</th>' for cell in rows[0])
        body = "".join("<tr>" + "".join(f"<td>{inline(cell)}</td>" for cell in row) + "</tr>" for row in rows[1:])
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def form(self, form: Form) -> str:
        action = "" if form.action == "." else f' action="{form.action}"'
        fields = "\n".join(self.field(one) for one in form.inputs)
        return f'<form method="{form.method}"{action}>\n{fields}\n<button type="submit">{escape(form.button)}</button></form>'

    def field(self, one: Input) -> str:
        key = f"{one.name}-{next(self.numbers)}"
        return f'<p><label for="{key}">{escape(one.label)}</label> {self.control(one, key)}</p>'

    def control(self, one: Input, key: str) -> str:
        if one.kind == "textarea":
            return f'<textarea id="{key}" name="{one.name}" rows="5"></textarea>'
        if one.kind == "select":
            choices = "".join(f"<option>{escape(choice)}</option>" for choice in one.options)
            return f'<select id="{key}" name="{one.name}">{choices}</select>'
        if one.kind == "radio":
            return "".join(f'<label><input type="radio" name="{one.name}" value="{escape(choice)}"> {escape(choice)}</label>'
                           for choice in one.options)  # fmt: skip
        return f'<input type="{one.kind}" id="{key}" name="{one.name}">'


class Cards(Style):
    """Semantic HTML5: every section an article of its own."""

    def shell(self, body: str) -> str:
        nav = "".join(f'<li><a href="{to}">{escape(label)}</a></li>' for label, to in self.site.nav)
        foot = " ".join(f'<a href="{to}">{escape(label)}</a>' for label, to in self.site.foot)
        return (
            f'<!doctype html>\n<html lang="{self.lang}">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" '
            f'content="width=device-width, initial-scale=1">\n<title>{escape(self.title)} | {escape(self.site.short)}</title>\n'
            f'<link rel="stylesheet" href="/assets/main.css">\n</head>\n<body>\n<a class="skip" href="#main">Skip to content</a>\n'
            f'<header class="masthead"><a class="brand" href="{self.site.home}">{escape(self.site.name)}</a>\n'
            f'<form role="search" action="/search" method="get"><label for="q">Search this site</label><input type="search" '
            f'id="q" name="q"><button>Search</button></form></header>\n<nav aria-label="Main"><ul>{nav}</ul></nav>\n'
            f'<main id="main"><header><h1>{escape(self.title)}</h1></header>\n{body}\n</main>\n'
            f'<footer class="site-foot">{foot}</footer>\n</body>\n</html>'
        )

    def section(self, heading: str, html: str) -> str:
        key = f"s{next(self.numbers)}"
        return f'<article class="card" aria-labelledby="{key}"><h2 id="{key}">{heading}</h2>\n{html}\n</article>'

    def notice(self, text: str) -> str:
        return f'<aside class="callout">{inline(text)}</aside>'

    def button(self, what: tuple[str, str]) -> str:
        return f'<a class="btn btn--go" href="{what[1]}"><span>{escape(what[0])}</span></a>'


class Tables(Style):
    """Old pages laid out by tables, headings by fonts."""

    def shell(self, body: str) -> str:
        nav = "".join(f'<tr><td><img src="/images/dot.gif" alt="" width=8 height=8>&nbsp;<a href="{to}">{escape(label)}</a></td></tr>'
                      for label, to in self.site.nav)  # fmt: skip
        foot = " | ".join(f'<a href="{to}">{escape(label)}</a>' for label, to in self.site.foot)
        return (
            '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">\n'
            f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>{escape(self.site.name)}'
            f'</title></head>\n<body bgcolor="#ffffff" text="#000000">\n<table width="760" border="0" cellspacing="0" '
            f'cellpadding="4" align="center"><tr><td colspan="2" bgcolor="#003366"><a href="{self.site.home}"><font color="#ffffff" '
            f'size="5">{escape(self.site.name)}</font></a></td></tr>\n<tr><td width="150" valign="top"><table>{nav}</table></td>\n'
            f'<td valign="top"><font face="Arial" size="4"><b>{escape(self.title)}</b></font><br><br>\n{body}\n</td></tr>\n'
            f'<tr><td colspan="2" align="center"><font size="1">{foot}</font></td></tr></table></body></html>'
        )

    def section(self, heading: str, html: str) -> str:
        return (f'<table width="100%" border="0" cellpadding="3"><tr><td bgcolor="#ccddee"><font face="Arial"><b>{heading}</b>'
                f"</font></td></tr>\n<tr><td>{html}</td></tr></table><br>")  # fmt: skip

    def subheading(self, text: str) -> str:
        return f"<b>{inline(text)}</b><br>"

    def paragraph(self, text: str) -> str:
        return f'<font face="Arial" size="2">{inline(text)}</font><br><br>'

    def notice(self, text: str) -> str:
        return f'<table border="1" width="100%"><tr><td bgcolor="#ffffcc"><font color="#990000">{inline(text)}</font></td></tr></table>'

    def button(self, what: tuple[str, str]) -> str:
        return f'<a href="{what[1]}"><img src="/images/arrow.gif" alt="" border="0"> {escape(what[0])}</a><br>'

    def table(self, rows: list[list[str]]) -> str:
        body = "".join("<tr>" + "".join(f"<td>{inline(cell)}</td>" for cell in row) + "</tr>" for row in rows)
        return f'<table border="1" cellpadding="2">{body}</table>'

    def form(self, form: Form) -> str:
        action = "" if form.action == "." else f' action="{form.action}"'
        rows = "\n".join(
            f"<tr><td>{escape(one.label)}</td><td>{self.control(one, one.name)}</td></tr>" for one in form.inputs
        )
        return (f'<form method="{form.method}"{action}><table>{rows}\n<tr><td></td><td><input type="submit" '
                f'value="{escape(form.button)}"></td></tr></table></form>')  # fmt: skip


class WordPress(Style):
    """A WordPress block theme."""

    def shell(self, body: str) -> str:
        nav = "".join(f'<li class="wp-block-navigation-item"><a class="wp-block-navigation-item__content" href="{to}">'
                      f"{escape(label)}</a></li>" for label, to in self.site.nav)  # fmt: skip
        foot = "".join(f'<li><a href="{to}">{escape(label)}</a></li>' for label, to in self.site.foot)
        return (
            f'<!DOCTYPE html>\n<html lang="{self.lang}-GB">\n<head><meta charset="UTF-8" /><meta name="generator" '
            f'content="WordPress 6.6" />\n<title>{escape(self.title)} &#8211; {escape(self.site.name)}</title></head>\n'
            f'<body class="page-template-default page"><div class="wp-site-blocks"><header class="wp-block-template-part">'
            f'<p class="wp-block-site-title"><a href="{self.site.home}" rel="home">{escape(self.site.name)}</a></p>'
            f'<nav class="wp-block-navigation"><ul class="wp-block-navigation__container">{nav}</ul></nav></header>\n'
            f'<main class="wp-block-group"><h1 class="wp-block-post-title">{escape(self.title)}</h1>'
            f'<div class="entry-content wp-block-post-content">\n{body}\n</div></main>\n<footer><ul>{foot}</ul></footer>'
            "</div></body></html>"
        )

    def section(self, heading: str, html: str) -> str:
        return f'<h2 class="wp-block-heading" id="h-{next(self.numbers)}">{heading}</h2>\n\n{html}\n'

    def bullets(self, items: list[str]) -> str:
        return '<ul class="wp-block-list">' + "".join(f"<li>{inline(one)}</li>" for one in items) + "</ul>"

    def notice(self, text: str) -> str:
        return f'<p class="has-background has-pale-yellow-background-color">{inline(text)}</p>'

    def button(self, what: tuple[str, str]) -> str:
        return (f'<div class="wp-block-buttons"><div class="wp-block-button"><a class="wp-block-button__link wp-element-button" '
                f'href="{what[1]}">{escape(what[0])}</a></div></div>')  # fmt: skip

    def table(self, rows: list[list[str]]) -> str:
        return f'<figure class="wp-block-table">{super().table(rows)}</figure>'

    def form(self, form: Form) -> str:
        return f'<div class="wpforms-container">{super().form(form)}</div>'

    def field(self, one: Input) -> str:
        key = f"wpforms-{next(self.numbers)}"
        return (f'<div class="wpforms-field"><label class="wpforms-field-label" for="{key}">{escape(one.label)}</label>'
                f"{self.control(one, key)}</div>")  # fmt: skip


class Drupal(Style):
    """The look of LocalGov Drupal: paragraphs, fields and regions."""

    def shell(self, body: str) -> str:
        nav = "".join(f'<li class="menu-item"><a href="{to}">{escape(label)}</a></li>' for label, to in self.site.nav)
        foot = "".join(f'<li class="menu-item"><a href="{to}">{escape(label)}</a></li>' for label, to in self.site.foot)
        return (
            f'<!DOCTYPE html>\n<html lang="{self.lang}" dir="ltr"><head><meta charset="utf-8" /><meta name="Generator" content='
            f'"Drupal 10 (https://www.drupal.org)" />\n<title>{escape(self.title)} | {escape(self.site.name)}</title></head>\n'
            f'<body class="path-node page-node-type-localgov-services-page"><div class="dialog-off-canvas-main-canvas">'
            f'<div class="lgd-header"><a href="{self.site.home}" rel="home">Home</a><ul class="menu lgd-header__nav">{nav}</ul>'
            '</div>\n<nav class="breadcrumb" aria-labelledby="system-breadcrumb"><h2 id="system-breadcrumb" class="visually-hidden">'
            f'Breadcrumb</h2><ol><li><a href="/">Home</a></li></ol></nav>\n<main role="main"><div class="lgd-container">'
            f'<h1 class="lgd-page-title-block__title">{escape(self.title)}</h1>\n<article class="localgov-services-page"><div '
            f'class="field field--name-body">\n{body}\n</div></article></div></main>\n<footer class="lgd-footer"><ul class="menu">'
            f"{foot}</ul></footer></div></body></html>"
        )

    def section(self, heading: str, html: str) -> str:
        return f'<div class="paragraph paragraph--type--localgov-text"><div class="field__item"><h2>{heading}</h2>\n{html}</div></div>'

    def notice(self, text: str) -> str:
        return f'<div class="callout callout--warning"><div class="callout__body"><p>{inline(text)}</p></div></div>'

    def button(self, what: tuple[str, str]) -> str:
        return (
            f'<div class="call-out-box__link"><a href="{what[1]}" class="btn btn-primary">{escape(what[0])}</a></div>'
        )

    def form(self, form: Form) -> str:
        action = self.url if form.action == "." else form.action
        fields = "\n".join(self.field(one) for one in form.inputs)
        return (f'<form class="webform-submission-form" action="{action}" method="{form.method}" id="webform-{next(self.numbers)}">'
                f'\n{fields}\n<input type="hidden" name="form_build_id" value="form-x1"><div class="form-actions"><input '
                f'class="webform-button--submit button" type="submit" name="op" value="{escape(form.button)}"></div></form>')  # fmt: skip

    def field(self, one: Input) -> str:
        key = f"edit-{one.name.replace('_', '-')}-{next(self.numbers)}"
        return f'<div class="js-form-item form-item"><label for="{key}">{escape(one.label)}</label>{self.control(one, key)}</div>'


class WebForms(Style):
    """ASP.NET WebForms: the whole page is one posted form, buttons post back."""

    def shell(self, body: str) -> str:
        nav = "".join(f'<div class="menuRow"><a href="{to}">{escape(label)}</a></div>' for label, to in self.site.nav)
        foot = "&nbsp;|&nbsp;".join(f'<a href="{to}">{escape(label)}</a>' for label, to in self.site.foot)
        return (
            '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
            f'<html xmlns="http://www.w3.org/1999/xhtml" lang="{self.lang}"><head id="ctl00_Head1"><title>{escape(self.title)}</title>'
            f'</head>\n<body><form name="aspnetForm" method="post" action="{self.url}" id="aspnetForm">\n<div><input type="hidden" '
            'name="__VIEWSTATE" id="__VIEWSTATE" value="/wEPDwUKLTk2" /><input type="hidden" name="__EVENTVALIDATION" value="/wEW" />'
            f'</div>\n<div id="ctl00_header"><a href="{self.site.home}">{escape(self.site.name)}</a> <input name="ctl00$txtSearch" '
            'type="text" id="ctl00_txtSearch" title="Search" /><input type="submit" name="ctl00$btnSearch" value="Search" /></div>\n'
            f'<div id="ctl00_menu">{nav}</div>\n<div id="ctl00_content"><h1><span id="ctl00_lblTitle">{escape(self.title)}</span></h1>\n'
            f'{body}\n</div>\n<div id="ctl00_footer">{foot}</div></form></body></html>'
        )

    def section(self, heading: str, html: str) -> str:
        key = f"ctl00_Main_Panel{next(self.numbers)}"
        return f'<div id="{key}" class="panel">\n<h3>{heading}</h3>\n{html}\n</div>'

    def subheading(self, text: str) -> str:
        return f"<h4>{inline(text)}</h4>"

    def paragraph(self, text: str) -> str:
        return f'<p class="MsoNormal"><span>{inline(text)}</span></p>'

    def button(self, what: tuple[str, str]) -> str:
        return f'<a id="ctl00_Main_lnk{next(self.numbers)}" class="goButton" href="{what[1]}">{escape(what[0])}</a>'

    def form(self, form: Form) -> str:
        fields = "\n".join(self.field(one) for one in form.inputs)
        key = next(self.numbers)
        return (f'<fieldset>\n{fields}\n<input type="submit" name="ctl00$Main$btn{key}" value="{escape(form.button)}" '
                f'id="ctl00_Main_btn{key}" /></fieldset>')  # fmt: skip

    def field(self, one: Input) -> str:
        key = f"ctl00_Main_{one.name}{next(self.numbers)}"
        return f'<div class="row"><label for="{key}">{escape(one.label)}</label>{self.control(one, key)}</div>'


class Domino(Style):
    """Lotus Domino: upper-case tags, line breaks for paragraphs, anchors for headings."""

    def shell(self, body: str) -> str:
        nav = " &nbsp; ".join(f'<A HREF="{to}">{escape(label)}</A>' for label, to in self.site.nav)
        foot = " &nbsp; ".join(f'<A HREF="{to}">{escape(label)}</A>' for label, to in self.site.foot)
        return (
            f'<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">\n<HTML><HEAD>\n<TITLE>{escape(self.title)}</TITLE>'
            '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8"></HEAD>\n<BODY TEXT="#000000" BGCOLOR="#FFFFFF">\n'
            f'<A HREF="{self.site.home}"><IMG SRC="/icons/crest.gif" BORDER="0" ALT="{escape(self.site.name)}"></A><BR>\n{nav}<HR>\n'
            f'<H1><FONT FACE="Verdana">{escape(self.title)}</FONT></H1>\n{body}\n<HR><FONT SIZE="1">{foot}</FONT></BODY></HTML>'
        )

    def section(self, heading: str, html: str) -> str:
        return (
            f'<A NAME="A{next(self.numbers)}"></A><P><B><FONT SIZE="4" COLOR="#006633">{heading}</FONT></B><BR>\n{html}'
        )

    def subheading(self, text: str) -> str:
        return f"<B><U>{inline(text)}</U></B><BR>"

    def paragraph(self, text: str) -> str:
        return f'<FONT SIZE="2" FACE="Verdana">{inline(text)}</FONT><BR><BR>'

    def notice(self, text: str) -> str:
        return f'<FONT COLOR="#CC0000"><B>{inline(text)}</B></FONT><BR><BR>'

    def button(self, what: tuple[str, str]) -> str:
        return f'&gt;&gt; <A HREF="{what[1]}">{escape(what[0])}</A><BR>'

    def bullets(self, items: list[str]) -> str:
        return "".join(f"<LI>{inline(one)}" for one in items) + "<BR><BR>"

    def table(self, rows: list[list[str]]) -> str:
        return '<TABLE BORDER="1">' + "".join(
            "<TR>" + "".join(f"<TD>{inline(cell)}</TD>" for cell in row) + "</TR>" for row in rows) + "</TABLE>"  # fmt: skip

    def form(self, form: Form) -> str:
        action = f"{self.url}&Seq=1" if form.action == "." else form.action
        rows = "\n".join(f"{escape(one.label)}<BR>{self.control(one, one.name)}<BR>" for one in form.inputs)
        return (f'<FORM METHOD="{form.method}" ACTION="{action}" NAME="_frm{next(self.numbers)}">\n{rows}\n'
                f'<INPUT TYPE="submit" VALUE="{escape(form.button)}"></FORM>')  # fmt: skip


class Servlet(Style):
    """Java server pages: fieldsets inside tables, labels in header cells, legends for headings, a trail of breadcrumbs."""

    def shell(self, body: str) -> str:
        nav = "".join(f'<td class="tab"><a href="{to}">{escape(label)}</a></td>' for label, to in self.site.nav)
        foot = "".join(f'<td><a href="{to}">{escape(label)}</a></td>' for label, to in self.site.foot)
        return (
            '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n'
            f'<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="{self.lang}" lang="{self.lang}"><head><title>'
            f'{escape(self.site.short)} :: {escape(self.title)}</title></head>\n<body><div id="frame"><h1 class="logo"><a href='
            f'"{self.site.home}">{escape(self.site.name)}</a></h1>\n<table class="tabs" summary="layout"><tr>{nav}</tr></table>\n'
            f'<p class="trail">You are here: <a href="{self.site.home}">Home</a> &#187; {escape(self.title)}</p>\n<div id="mid">'
            f'<h2 class="pageHeading">{escape(self.title)}</h2>\n{body}\n</div>\n<table class="footTable"><tr>{foot}</tr></table>'
            "</div></body></html>"
        )

    def section(self, heading: str, html: str) -> str:
        return f'<fieldset class="block"><legend>{heading}</legend>\n{html}\n</fieldset>'

    def subheading(self, text: str) -> str:
        return f'<p class="subHead"><em>{inline(text)}</em></p>'

    def bullets(self, items: list[str]) -> str:
        rows = "".join(f'<tr><td class="blt">&#8226;</td><td>{inline(one)}</td></tr>' for one in items)
        return f'<table class="listing" summary="list">{rows}</table>'

    def notice(self, text: str) -> str:
        return f'<ul class="errorMessage"><li><span>{inline(text)}</span></li></ul>'

    def button(self, what: tuple[str, str]) -> str:
        return f'<table class="btn"><tr><td class="l"></td><td class="c"><a href="{what[1]}">{escape(what[0])}</a></td></tr></table>'

    def form(self, form: Form) -> str:
        action = self.url if form.action == "." else form.action
        rows = "\n".join(self.field(one) for one in form.inputs)
        return (f'<form action="{action}" method="{form.method}" onsubmit="return validate(this)"><table class="formTable"><tr><td>'
                f"<fieldset><table>{rows}</table></fieldset></td></tr>\n<tr><td align=\"right\"><input type=\"reset\" value=\"Clear\" />"
                f'<input type="submit" class="submit" value="{escape(form.button)}" /></td></tr></table></form>')  # fmt: skip

    def field(self, one: Input) -> str:
        key = f"{one.name}{next(self.numbers)}"
        return f'<tr><th><label for="{key}">{escape(one.label)}:</label></th><td>{self.control(one, key)}</td></tr>'


class Tiles(Style):
    """A modern design system: headings as buttons that open, lists as tiles, fields wrapped by their labels."""

    def shell(self, body: str) -> str:
        nav = "".join(
            f'<a class="mega__link" href="{to}" data-track="nav">{escape(label)}</a>' for label, to in self.site.nav
        )
        foot = "".join(f'<a class="foot__link" href="{to}">{escape(label)}</a>' for label, to in self.site.foot)
        return (
            f'<!doctype html>\n<html lang="{self.lang}" class="no-js"><head><meta charset="utf-8"><meta name="viewport" content='
            f'"width=device-width"><title>{escape(self.title)} · {escape(self.site.name)}</title></head>\n<body data-template="content">'
            f'<div id="__app"><header class="hdr"><div class="hdr__in"><a class="hdr__logo" href="{self.site.home}" aria-label='
            f'"{escape(self.site.name)} home"><svg aria-hidden="true"></svg></a><nav class="mega">{nav}</nav></div></header>\n'
            f'<div class="hero"><h1 class="hero__title">{escape(self.title)}</h1></div>\n<main class="flow" tabindex="-1">{body}</main>\n'
            f'<footer class="foot">{foot}</footer></div></body></html>'
        )

    def section(self, heading: str, html: str) -> str:
        key = f"p{next(self.numbers)}"
        return (f'<section class="reveal"><h2 class="reveal__h"><button type="button" aria-expanded="true" aria-controls="{key}">{heading}'
                f'</button></h2>\n<div class="reveal__body" id="{key}">{html}</div></section>')  # fmt: skip

    def paragraph(self, text: str) -> str:
        return f'<p class="u-measure">{inline(text)}</p>'

    def bullets(self, items: list[str]) -> str:
        return '<ul class="tiles" role="list">' + "".join(
            f'<li class="tiles__item"><div class="tile">{inline(one)}</div></li>' for one in items) + "</ul>"  # fmt: skip

    def notice(self, text: str) -> str:
        return f'<section class="banner" aria-label="Important"><div class="banner__in">{inline(text)}</div></section>'

    def button(self, what: tuple[str, str]) -> str:
        return f'<div class="action"><a class="action__link" href="{what[1]}" data-track="cta"><strong>{escape(what[0])}</strong></a></div>'

    def field(self, one: Input) -> str:
        return f'<label class="fld"><span class="fld__label">{escape(one.label)}</span>{self.control(one, f"n{next(self.numbers)}")}</label>'


class GovUk(Style):
    """Pages made of the GOV.UK Frontend."""

    def shell(self, body: str) -> str:
        nav = "".join(f'<li class="govuk-service-navigation__item"><a class="govuk-service-navigation__link" href="{to}">'
                      f"{escape(label)}</a></li>" for label, to in self.site.nav)  # fmt: skip
        foot = "".join(f'<li class="govuk-footer__inline-list-item"><a class="govuk-footer__link" href="{to}">{escape(label)}</a></li>'
                       for label, to in self.site.foot)  # fmt: skip
        return (
            f'<!DOCTYPE html>\n<html lang="{self.lang}" class="govuk-template"><head><meta charset="utf-8"><title>{escape(self.title)}'
            f' - {escape(self.site.short)}</title></head>\n<body class="govuk-template__body"><header class="govuk-header"><a '
            f'href="{self.site.home}" class="govuk-header__link">{escape(self.site.name)}</a></header>\n<div class='
            f'"govuk-service-navigation"><nav aria-label="Menu"><ul class="govuk-service-navigation__list">{nav}</ul></nav></div>\n'
            '<div class="govuk-width-container"><main class="govuk-main-wrapper" id="main-content"><div class="govuk-grid-row"><div '
            f'class="govuk-grid-column-two-thirds"><h1 class="govuk-heading-xl">{escape(self.title)}</h1>\n{body}\n</div></div></main>'
            f'</div>\n<footer class="govuk-footer"><ul class="govuk-footer__inline-list">{foot}</ul></footer></body></html>'
        )

    def section(self, heading: str, html: str) -> str:
        return f'<h2 class="govuk-heading-l">{heading}</h2>\n{html}'

    def subheading(self, text: str) -> str:
        return f'<h3 class="govuk-heading-m">{inline(text)}</h3>'

    def paragraph(self, text: str) -> str:
        return f'<p class="govuk-body">{inline(text)}</p>'.replace("<a ", '<a class="govuk-link" ')

    def bullets(self, items: list[str]) -> str:
        return (
            '<ul class="govuk-list govuk-list--bullet">' + "".join(f"<li>{inline(one)}</li>" for one in items) + "</ul>"
        )

    def notice(self, text: str) -> str:
        return (f'<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span><strong class='
                f'"govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span>{inline(text)}</strong></div>')  # fmt: skip

    def button(self, what: tuple[str, str]) -> str:
        return (f'<a href="{what[1]}" role="button" draggable="false" class="govuk-button govuk-button--start" data-module='
                f'"govuk-button">{escape(what[0])}<svg class="govuk-button__start-icon" width="17" height="19"></svg></a>')  # fmt: skip

    def table(self, rows: list[list[str]]) -> str:
        body = "".join(f'<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">{inline(row[0])}</dt><dd class='
                       f'"govuk-summary-list__value">{inline(" ".join(row[1:]))}</dd></div>' for row in rows)  # fmt: skip
        return f'<dl class="govuk-summary-list">{body}</dl>'

    def form(self, form: Form) -> str:
        action = self.url if form.action == "." else form.action
        fields = "\n".join(self.field(one) for one in form.inputs)
        return (f'<form action="{action}" method="{form.method}" novalidate>\n{fields}\n<button type="submit" class="govuk-button" '
                f'data-module="govuk-button">{escape(form.button)}</button></form>')  # fmt: skip

    def field(self, one: Input) -> str:
        key = f"{one.name}-{next(self.numbers)}"
        if one.kind == "radio":
            return (f'<div class="govuk-form-group"><fieldset class="govuk-fieldset"><legend class="govuk-fieldset__legend">'
                    f"{escape(one.label)}</legend>{self.control(one, key)}</fieldset></div>")  # fmt: skip
        return (f'<div class="govuk-form-group"><label class="govuk-label" for="{key}">{escape(one.label)}</label>'
                f"{self.control(one, key)}</div>")  # fmt: skip


class Panels(Style):
    """Accordions of divs and definition lists; few real headings."""

    def shell(self, body: str) -> str:
        nav = "".join(f'<div class="nav-item"><a href="{to}">{escape(label)}</a></div>' for label, to in self.site.nav)
        foot = "".join(f'<span><a href="{to}">{escape(label)}</a></span>' for label, to in self.site.foot)
        return (
            f'<!DOCTYPE html>\n<html lang="{self.lang}"><head><meta charset="utf-8"><title>{escape(self.site.name)}: '
            f'{escape(self.title)}</title></head>\n<body><div class="top"><div class="logo"><a href="{self.site.home}">'
            f'{escape(self.site.short)}</a></div><div class="nav">{nav}</div></div>\n<div class="wrap"><div class="page-title">'
            f'<h1>{escape(self.title)}</h1></div>\n<div class="content">\n{body}\n</div></div>\n<div class="bottom">{foot}</div>'
            "</body></html>"
        )

    def section(self, heading: str, html: str) -> str:
        key = next(self.numbers)
        if len(self.title) % 2:
            return f'<dl class="faq"><dt id="q{key}">{heading}</dt><dd>{html}</dd></dl>'
        return (f'<div class="accordion-item"><div class="accordion-head" role="button" tabindex="0" aria-controls="p{key}">{heading}'
                f'</div><div class="accordion-panel" id="p{key}">{html}</div></div>')  # fmt: skip

    def subheading(self, text: str) -> str:
        return f'<div class="sub">{inline(text)}</div>'

    def paragraph(self, text: str) -> str:
        return f'<div class="text">{inline(text)}</div>'

    def notice(self, text: str) -> str:
        return f'<div class="alert alert-info">{inline(text)}</div>'

    def button(self, what: tuple[str, str]) -> str:
        return f'<div class="cta"><a href="{what[1]}">{escape(what[0])}<i class="icon-right"></i></a></div>'

    def table(self, rows: list[list[str]]) -> str:
        return '<dl class="pairs">' + "".join(
            f"<dt>{inline(row[0])}</dt><dd>{inline(', '.join(row[1:]))}</dd>" for row in rows) + "</dl>"  # fmt: skip

    def field(self, one: Input) -> str:
        key = f"f{next(self.numbers)}"
        return f'<div class="form-row"><div class="lab"><label for="{key}">{escape(one.label)}</label></div>{self.control(one, key)}</div>'


class Wizard(Style):
    """Numbered steps that open and close, questions in fieldsets of their own."""

    def shell(self, body: str) -> str:
        nav = "".join(f'<li><a href="{to}">{escape(label)}</a></li>' for label, to in self.site.nav)
        foot = "".join(f'<li><a href="{to}">{escape(label)}</a></li>' for label, to in self.site.foot)
        return (
            f'<!doctype html>\n<html lang="{self.lang}"><head><meta charset="utf-8"><title>{escape(self.title)} « '
            f'{escape(self.site.short)}</title></head>\n<body id="top"><div id="page"><div id="banner"><p><a href="{self.site.home}">'
            f'{escape(self.site.name)}</a></p></div>\n<div id="content" class="steps-page"><h1 id="pagetitle">{escape(self.title)}</h1>'
            f'\n{body}\n</div>\n<div id="sidebar"><h2>Menu</h2><ul>{nav}</ul></div><div id="foot"><ul>{foot}</ul></div></div></body></html>'
        )

    def section(self, heading: str, html: str) -> str:
        step = next(self.numbers)
        return (f'<ol class="stepper" start="{step}"><li class="stepper__item"><details open><summary><h2 class="stepper__title">'
                f'{heading}</h2></summary><div class="stepper__body">{html}</div></details></li></ol>')  # fmt: skip

    def subheading(self, text: str) -> str:
        return f'<h3 class="stepper__sub">{inline(text)}</h3>'

    def bullets(self, items: list[str]) -> str:
        return '<ol class="stepper__tasks">' + "".join(f"<li><p>{inline(one)}</p></li>" for one in items) + "</ol>"

    def notice(self, text: str) -> str:
        return f'<blockquote class="stepper__inset">{inline(text)}</blockquote>'

    def button(self, what: tuple[str, str]) -> str:
        return f'<nav class="stepper__next" aria-label="Next step"><a href="{what[1]}" rel="next">{escape(what[0])}</a> <b aria-hidden="true">&rsaquo;</b></nav>'

    def table(self, rows: list[list[str]]) -> str:
        body = "".join(f'<tr><th scope="row">{inline(row[0])}</th>' + "".join(f"<td>{inline(cell)}</td>" for cell in row[1:]) + "</tr>"
                       for row in rows)  # fmt: skip
        return f"<table><tbody>{body}</tbody></table>"

    def form(self, form: Form) -> str:
        action = self.url if form.action == "." else form.action
        fields = "\n".join(self.field(one) for one in form.inputs)
        return (f'<form method="{form.method}" action="{action}" class="stepper__form">\n{fields}\n<div class="stepper__buttons">'
                f'<button name="step" value="next">{escape(form.button)}</button></div></form>')  # fmt: skip

    def field(self, one: Input) -> str:
        key = f"q{next(self.numbers)}"
        return f'<fieldset class="question"><legend><label for="{key}">{escape(one.label)}</label></legend>{self.control(one, key)}</fieldset>'


class Roles(Style):
    """Boxes in boxes whose roles alone say what is a heading, a list or a region."""

    def shell(self, body: str) -> str:
        nav = "".join(f'<div role="listitem"><a href="{to}">{escape(label)}</a></div>' for label, to in self.site.nav)
        foot = "".join(
            f'<span role="listitem"><a href="{to}">{escape(label)}</a></span>' for label, to in self.site.foot
        )
        return (
            f'<!DOCTYPE html>\n<html lang="{self.lang}"><head><meta charset="utf-8"><title>{escape(self.title)} : '
            f'{escape(self.site.short)}</title></head>\n<body><div id="root"><div class="bar" role="banner"><a href="{self.site.home}">'
            f'{escape(self.site.name)}</a></div><div role="navigation"><div role="list">{nav}</div></div>\n<div role="main" class="m">'
            f'<div role="heading" aria-level="1" class="t1">{escape(self.title)}</div>\n<div class="grid">{body}</div>\n</div>'
            f'<div role="contentinfo"><div role="list">{foot}</div></div></div></body></html>'
        )

    def section(self, heading: str, html: str) -> str:
        key = f"r{next(self.numbers)}"
        return (f'<div class="tile"><div class="tile-in" role="region" aria-labelledby="{key}"><div class="tile-top"><div role="heading" '
                f'aria-level="2" id="{key}" class="t2">{heading}</div></div><div class="tile-mid">{html}</div></div></div>')  # fmt: skip

    def subheading(self, text: str) -> str:
        return f'<div role="heading" aria-level="3" class="t3">{inline(text)}</div>'

    def paragraph(self, text: str) -> str:
        return f'<div class="p"><span>{inline(text)}</span></div>'

    def bullets(self, items: list[str]) -> str:
        return (
            '<div role="list">'
            + "".join(f'<div role="listitem"><div>{inline(one)}</div></div>' for one in items)
            + "</div>"
        )

    def notice(self, text: str) -> str:
        return f'<div role="status" class="strip"><span>{inline(text)}</span></div>'

    def button(self, what: tuple[str, str]) -> str:
        return f'<div class="tile-foot"><a role="button" href="{what[1]}"><span class="ico"></span><span>{escape(what[0])}</span></a></div>'

    def table(self, rows: list[list[str]]) -> str:
        body = "".join('<div role="row">' + "".join(f'<div role="cell">{inline(cell)}</div>' for cell in row) + "</div>"
                       for row in rows)  # fmt: skip
        return f'<div role="table">{body}</div>'

    def form(self, form: Form) -> str:
        action = "" if form.action == "." else f' action="{form.action}"'
        fields = "\n".join(self.field(one) for one in form.inputs)
        return (f'<form method="{form.method}"{action} class="f">\n{fields}\n<div class="f-end"><input type="submit" '
                f'value="{escape(form.button)}"></div></form>')  # fmt: skip

    def field(self, one: Input) -> str:
        key = f"i{next(self.numbers)}"
        return (f'<div class="f-row" role="group" aria-labelledby="{key}-l"><div id="{key}-l" class="f-l">{escape(one.label)}</div>'
                f'<div class="f-c">{self.control(one, key)}</div></div>')  # fmt: skip


class Supplier(Style):
    """Pages on another host: a supplier's or partner's own look, without the council's links."""

    def shell(self, body: str) -> str:
        return (
            f'<!DOCTYPE html>\n<html lang="{self.lang}"><head><meta charset="utf-8"><title>{escape(self.title)}</title></head>\n'
            f'<body class="app"><div class="container-fluid"><div class="navbar"><span class="navbar-brand">{escape(self.title)}'
            f'</span></div><div class="card-body"><h1 class="h3">{escape(self.title)}</h1>\n{body}\n</div></div></body></html>'
        )

    def field(self, one: Input) -> str:
        key = f"ctl-{next(self.numbers)}"
        return f'<div class="form-group"><label for="{key}">{escape(one.label)}</label>{self.control(one, key)}</div>'


STYLES: dict[str, type[Style]] = {
    "cards": Cards,
    "tables": Tables,
    "wordpress": WordPress,
    "drupal": Drupal,
    "webforms": WebForms,
    "domino": Domino,
    "servlet": Servlet,
    "tiles": Tiles,
    "govuk": GovUk,
    "panels": Panels,
    "wizard": Wizard,
    "roles": Roles,
    "supplier": Supplier,
}

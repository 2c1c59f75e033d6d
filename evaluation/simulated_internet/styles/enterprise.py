"""Contensis, GOSS iCM and SharePoint."""

from evaluation.simulated_internet.styles.style import Style, slug, template

CONTENSIS = Style(
    name="contensis",
    page=template("contensis"),
    path=lambda section, title, n: f"/residents/{slug(section)}/{slug(title)}.aspx",
    form=lambda title, n: f"/forms/{slug(title)}.aspx",
    media=lambda title, n, extension: f"/image-library/documents/{slug(title)}-{n}.{extension}",
    search=("/search.aspx", "searchterms"),
    az="/a-z.aspx?letter={letter}",
    button_class="btn-action",
    card='<div class="promo-box"><div class="promo-box-title">{heading}</div><div class="promo-box-link">'
    '<a href="{url}">{label}</a></div></div>',
    item='<li class="sys_item"><a class="sys_16" href="{url}">{title}</a></li>',
    field='<div class="sys_form-row"><label class="sys_label" for="ctl00_{name}">{label}</label>'
    '<input type="{kind}" name="ctl00${name}" id="ctl00_{name}" class="sys_textbox" /></div>',
)

GOSS = Style(
    name="goss",
    page=template("goss"),
    path=lambda section, title, n: f"/article/{1000 + n}/{slug(title).capitalize()}",
    form=lambda title, n: f"/article/{5000 + n}/{slug(title).capitalize()}",
    media=lambda title, n, extension: f"/media/{700 + n}/{slug(title)}/{extension}/{slug(title)}.{extension}",
    search=("/article/800/Search", "terms"),
    az="/a-to-z/{letter}",
    button_class="goss-cta calltoaction",
    card='<div class="gi-panel"><h2 class="gi-panel__title">{heading}</h2>'
    '<a class="gi-panel__link" href="{url}">{label}</a></div>',
    item='<li class="navitem"><a href="{url}">{title}</a></li>',
    field='<div class="icm-field"><label class="icm-label" for="FORM_{name}">{label}</label>'
    '<input type="{kind}" id="FORM_{name}" name="FORM_{name}" class="icm-input"></div>',
)

SHAREPOINT = Style(
    name="sharepoint",
    page=template("sharepoint"),
    path=lambda section, title, n: f"/Pages/{slug(section).title()}/{slug(title).title()}.aspx",
    form=lambda title, n: f"/Pages/Forms/{slug(title).title()}.aspx",
    media=lambda title, n, extension: f"/Documents/{slug(title).title()}-{n}.{extension}",
    search=("/Pages/results.aspx", "k"),
    az="/Pages/AZ.aspx?letter={letter}",
    button_class="ms-ButtonHeightWidth cta-link",
    card='<div class="cbs-Item"><div class="cbs-Line1"><strong>{heading}</strong></div>'
    '<a class="cbs-Link" href="{url}">{label}</a></div>',
    item='<li class="dfwp-item"><div class="item link-item"><a href="{url}">{title}</a></div></li>',
    field='<table class="ms-formtable"><tr><td class="ms-formlabel"><label for="ff_{name}">{label}</label></td>'
    '<td class="ms-formbody"><input name="ff_{name}" type="{kind}" id="ff_{name}" /></td></tr></table>',
    headers=(("MicrosoftSharePointTeamServices", "16.0.0.10396"),),
)

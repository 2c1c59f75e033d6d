"""Jadu: numbered addresses with underscores, tables of categories, XFP forms."""

from evaluation.simulated_internet.styles.style import Style, slug, template

JADU = Style(
    name="jadu",
    page=template("jadu"),
    path=lambda section, title, n: f"/info/{20000 + len(section)}/{slug(section, '_')}/{100 + n}/{slug(title, '_')}",
    form=lambda title, n: f"/xfp/form/{200 + n}",
    media=lambda title, n, extension: f"/download/downloads/id/{300 + n}/{slug(title, '_')}.{extension}",
    search=("/site_search/results", "q"),
    az="/a_to_z/{letter}",
    button_class="button button--primary call-to-action",
    card='<div class="widget widget--cta"><h2 class="widget__heading">{heading}</h2>'
    '<a class="widget__link" href="{url}">{label}</a></div>',
    item='<li class="list__item"><a class="list__link" href="{url}">{title}</a></li>',
    field='<div class="form-field"><label class="form-label" for="{name}">{label}</label>'
    '<input class="form-control" id="{name}" name="{name}" type="{kind}"></div>',
    headers=(("Node", "jadu-web-1"),),
)

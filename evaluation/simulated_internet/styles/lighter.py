"""Umbraco and WordPress."""

from evaluation.simulated_internet.styles.style import Style, slug, template

UMBRACO = Style(
    name="umbraco",
    page=template("umbraco"),
    path=lambda section, title, n: f"/residents/{slug(section)}/{slug(title)}/",
    form=lambda title, n: f"/residents/online-forms/{slug(title)}/",
    media=lambda title, n, extension: f"/media/{(n * 2654435761) % 16**8:08x}/{slug(title)}.{extension}",
    search=("/search-results/", "query"),
    az="/a-to-z/?letter={letter}",
    button_class="cta cta-solid",
    card='<section class="umb-panel"><div class="umb-panel__txt"><h2>{heading}</h2></div>'
    '<a href="{url}" class="umb-panel__go">{label}</a></section>',
    item='<li><a href="{url}">{title}</a></li>',
    field='<div class="umbraco-forms-field shortanswer">'
    '<label for="f{name}" class="umbraco-forms-label">{label}</label>'
    '<div class="umbraco-forms-field-wrapper"><input type="{kind}" name="{name}" id="f{name}" class="text">'
    "</div></div>",
    headers=(("X-Umbraco-Version", "13.5"),),
)

WORDPRESS = Style(
    name="wordpress",
    page=template("wordpress"),
    path=lambda section, title, n: f"/{slug(section)}/{slug(title)}/",
    form=lambda title, n: f"/forms/{slug(title)}/",
    media=lambda title, n, extension: f"/wp-content/uploads/2026/02/{slug(title)}-{n}.{extension}",
    search=("/", "s"),
    az="/a-z-of-services/?az={letter}",
    button_class="wp-block-button__link wp-element-button",
    card='<div class="wp-block-column is-card"><h3 class="wp-block-heading">{heading}</h3><p>'
    '<a href="{url}">{label}</a></p></div>',
    item='<li class="menu-item"><a href="{url}">{title}</a></li>',
    field='<div class="gfield"><label class="gfield_label" for="input_{name}">{label}</label>'
    '<div class="ginput_container"><input name="{name}" id="input_{name}" type="{kind}" class="large"></div></div>',
    headers=(("Link", '</wp-json/>; rel="https://api.w.org/"'),),
)

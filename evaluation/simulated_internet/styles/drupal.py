"""LocalGov Drupal: readable addresses, lgd- classes, Drupal settings in the page."""

from evaluation.simulated_internet.styles.style import Style, slug, template

LOCALGOV_DRUPAL = Style(
    name="localgov-drupal",
    page=template("localgov-drupal"),
    path=lambda section, title, n: f"/{slug(section)}/{slug(title)}",
    form=lambda title, n: f"/form/{slug(title)}",
    media=lambda title, n, extension: f"/sites/default/files/2026-03/{slug(title)}-{n}.{extension}",
    search=("/search", "s"),
    az="/a-z/{letter}",
    button_class="btn btn-primary btn--cta lgd-button",
    card='<div class="lgd-teaser localgov-service-cta"><h3 class="lgd-teaser__title">{heading}</h3>'
    '<a class="lgd-teaser__link" href="{url}"><span class="label">{label}</span></a></div>',
    item='<li class="list-item"><div class="lgd-teaser">'
    '<a class="lgd-teaser__title-link" href="{url}">{title}</a></div></li>',
    field='<div class="js-form-item form-item js-form-type-textfield"><label for="edit-{name}">{label}</label>'
    '<input data-drupal-selector="edit-{name}" id="edit-{name}" name="{name}" type="{kind}" class="form-text"></div>',
    headers=(("X-Generator", "Drupal 10 (https://www.drupal.org)"), ("X-Drupal-Cache", "HIT")),
    design_system=True,
)

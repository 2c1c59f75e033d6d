"""LocalGov Drupal: readable addresses, lgd- classes, Drupal settings in the page."""

from tests.simnet.styles.style import Style, slug

_PAGE = """<!DOCTYPE html>
<html lang="{lang}" dir="ltr" prefix="og: https://ogp.me/ns#"><head><meta charset="utf-8" />
<meta name="Generator" content="Drupal 10 (https://www.drupal.org)" /><meta name="MobileOptimized" content="width" />
<meta name="viewport" content="width=device-width, initial-scale=1.0" /><title>{title} | {site}</title>
<link rel="stylesheet" media="all" href="/themes/contrib/localgov_base/css/base/global.css?sk1" />
<link rel="stylesheet" href="/modules/contrib/localgov_services/css/a.css" />{head}<style>{bulk}</style></head>
<body class="path-node page-node-type-localgov-services-page"><a href="#main-content" class="visually-hidden focusable skip-link">
Skip to main content</a><div class="dialog-off-canvas-main-canvas" data-off-canvas-main-canvas>{banner}
<header class="lgd-header"><div class="lgd-container padding-horizontal"><div class="lgd-header__inner">
<a class="lgd-header__logo" href="/" rel="home">{site}</a>{search}</div></div>
<nav class="lgd-region lgd-region--primary-menu"><ul class="menu menu--main">{nav}</ul></nav></header>
<nav class="breadcrumb"><ol>{crumbs}</ol></nav><main class="main" id="main-content"><div class="lgd-container">
<h1 class="lgd-page-title-block__title"><span class="field field--name-title">{title}</span></h1>
<div class="lgd-row"><div class="lgd-row__two-thirds"><div class="text-formatted field--name-body">{body}</div></div></div>
</div></main><footer class="lgd-footer"><div class="lgd-container">{footer}</div></footer></div>
<script type="application/json" data-drupal-selector="drupal-settings-json">{{"path":{{"baseUrl":"/"}}}}</script>
<script src="/core/misc/drupalSettingsLoader.js?v=10.3"></script></body></html>"""

LOCALGOV_DRUPAL = Style(
    name="localgov-drupal",
    page=_PAGE,
    path=lambda section, title, n: f"/{slug(section)}/{slug(title)}",
    form=lambda title, n: f"/form/{slug(title)}",
    media=lambda title, n, extension: f"/sites/default/files/2026-03/{slug(title)}-{n}.{extension}",
    search=("/search", "s"),
    az="/a-z/{letter}",
    button_class="btn btn-primary btn--cta lgd-button",
    card='<div class="lgd-teaser localgov-service-cta"><h3 class="lgd-teaser__title">{heading}</h3>'
    '<a class="lgd-teaser__link" href="{url}"><span class="label">{label}</span></a></div>',
    item='<li class="list-item"><div class="lgd-teaser"><a class="lgd-teaser__title-link" href="{url}">{title}</a></div></li>',
    field='<div class="js-form-item form-item js-form-type-textfield"><label for="edit-{name}">{label}</label>'
    '<input data-drupal-selector="edit-{name}" id="edit-{name}" name="{name}" type="{kind}" class="form-text"></div>',
    headers=(("X-Generator", "Drupal 10 (https://www.drupal.org)"), ("X-Drupal-Cache", "HIT")),
    design_system=True,
)

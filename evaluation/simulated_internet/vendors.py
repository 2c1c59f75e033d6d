"""Suppliers' products as a reader meets them: host, address, and the marks in their pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evaluation.simulated_internet.records import HTML, SimPage
from evaluation.simulated_internet.styles.style import Field, slug

ADDRESS: list[Field] = [
    ("Full name", "fullname", "text"),
    ("E-mail address", "email", "email"),
    ("Telephone number", "phone", "tel"),
    ("House name or number", "house", "text"),
    ("Postcode", "postcode", "text"),
    ("Details", "details", "text"),
]


@dataclass(frozen=True, slots=True)
class Vendor:
    """One product. `host` and `path` are templates with {c} council, {t} title, {n} number.

    marks: HTML that gives the product away. shell: the page shows its form only to a browser with
    scripts, as several of them do. does: the kinds of action it serves.
    """

    name: str
    host: str
    path: str
    does: tuple[str, ...]
    marks: str = ""
    shell: bool = False

    def url(self, council: str, title: str, number: int) -> str:
        """The address of one action of one council."""
        return f"https://{self.fill(self.host, council, title, number)}{self.fill(self.path, council, title, number)}"

    def fill(self, template: str, council: str, title: str, number: int) -> str:
        """A template with its blanks filled in."""
        return template.format(c=council, t=slug(title, "_"), n=number)


_FORM = ("apply", "report", "tell", "join", "book")
VENDORS: dict[str, Vendor] = {
    vendor.name: vendor
    for vendor in (
        Vendor(
            "granicus",
            "{c}-self.achieveservice.com",
            "/service/{t}",
            _FORM,
            '<script src="/apibroker/js/AchieveForms.js"></script><div class="AchieveForms" data-form="{n}"></div>',
        ),
        Vendor(
            "granicus-shell",
            "{c}-ss.achieveservice.com",
            "/en/AchieveForms/?form_uri=sandbox-publish://AF-{n}",
            _FORM,
            '<iframe id="fillform-frame-1" src="/fillform/?iframe_id=fillform-frame-1"></iframe>',
            shell=True,
        ),
        Vendor(
            "verint",
            "{c}.form.uk.empro.verintcloudservices.com",
            "/form/auto/{t}",
            _FORM,
            '<div id="dform_widget_html"></div><script src="/js/dform.js"></script>',
            shell=True,
        ),
        Vendor("netcall", "{c}.onmats.com", "/w/webpage/{t}", _FORM, '<div data-matssoft="app"></div>'),
        Vendor("ebase", "eforms.{c}.gov.uk", "/ufs/{t}.eb", _FORM, '<form id="F_FORM1" action="/ufs/ufsmain"></form>'),
        Vendor("power-pages", "{c}.powerappsportals.com", "/{t}/", _FORM, '<script src="/_portal/app.js"></script>'),
        Vendor(
            "jadu-xfp",
            "www.{c}.gov.uk",
            "/xfp/form/{n}",
            _FORM,
            '<form class="xfp-form" action="/xfp/form/{n}"></form>',
        ),
        Vendor(
            "govuk-forms",
            "submit.forms.service.gov.uk",
            "/form/{n}/{t}",
            ("apply", "tell", "report"),
            '<script src="/govuk-frontend-5.4.min.js"></script>',
        ),
        Vendor(
            "govuk-pay",
            "www.gov.uk",
            "/payments/{c}-council/{t}",
            ("pay",),
            '<body class="govuk-template__body"></body>',
        ),
        Vendor("govuk-pay-products", "products.payments.service.gov.uk", "/pay/{c}{n}", ("pay",), ""),
        Vendor("pay360", "ip.e-paycapita.com", "/AIP/itemSelectionPage.do?link=showItem&siteId={n}", ("pay",), ""),
        Vendor("civica-pay", "www.civicaepay.co.uk", "/{c}EStore/estore/default/Catalog/Index?n={n}", ("pay",), ""),
        Vendor(
            "adelante",
            "{c}.adelanteepayments.example",
            "/PublicPay/{t}",
            ("pay",),
            '<meta name="author" content="Adelante">',
        ),
        Vendor("mipermit", "secure.mipermit.com", "/{c}/Application/ProductForeword.aspx?n={n}", ("permit",), ""),
        Vendor(
            "taranto", "{c}.tarantoportal.com", "/Permits/{t}", ("permit", "fine"), '<div class="TarantoPortal"></div>'
        ),
        Vendor(
            "fixmystreet",
            "fixmystreet.{c}.gov.uk",
            "/report/new?category={t}",
            ("street",),
            '<body class="fullwidthpage mappage"><script src="/cobrands/fixmystreet/fixmystreet.js"></script>',
        ),
        Vendor(
            "idox",
            "publicaccess.{c}.gov.uk",
            "/online-applications/search.do?action=simple&searchType=Application&n={n}",
            ("planning",),
            '<form name="searchCriteriaForm" id="simpleSearchForm"></form>',
        ),
        Vendor(
            "northgate",
            "planning.{c}.gov.uk",
            "/Northgate/PlanningExplorer/GeneralSearch.aspx?n={n}",
            ("planning",),
            "",
        ),
        Vendor("agile", "planning.agileapplications.co.uk", "/{c}/search-applications/?n={n}", ("planning",), ""),
        Vendor(
            "arcus", "{c}.my.site.com", "/pr/s/register-view?c__r=Arcus_BE_Public_Register&n={n}", ("planning",), ""
        ),
        Vendor("planning-portal", "www.planningportal.co.uk", "/applications?lpa={c}&n={n}", ("plans",), ""),
        Vendor("planx", "planningservices.{c}.gov.uk", "/{t}/preview", ("plans",), '<div id="planx-root"></div>'),
        Vendor("govuk-blue-badge", "www.gov.uk", "/apply-blue-badge?from={c}", ("badge",), ""),
        Vendor("zipporah", "{c}.zipporah.co.uk", "/Registrars.Live/Bookings/{t}", ("appointment",), ""),
        Vendor("spydus", "{c}.spydus.co.uk", "/cgi-bin/spydus.exe/MSGTRN/WPAC/JOIN?n={n}", ("library",), ""),
        Vendor("eadmissions", "www.eadmissions.org.uk", "/eAdmissions/app?council={c}&n={n}", ("school",), ""),
        Vendor("open-objects", "search3.openobjects.com", "/kb5/{c}/directory/home.page?n={n}", ("directory",), ""),
        Vendor(
            "liquidlogic",
            "adultsportal.{c}.gov.uk",
            "/web/portal/pages/{t}",
            ("care",),
            '<div class="liquidlogic"></div>',
        ),
        Vendor("locata", "www.locata.org.uk", "/{c}/register?n={n}", ("housing",), ""),
        Vendor("home-connections", "www.homeconnections.org.uk", "/{c}/apply?n={n}", ("housing", "homeless"), ""),
        Vendor("entitledto", "{c}.entitledto.co.uk", "/home/start?n={n}", ("benefits",), ""),
        Vendor("own", "www.{c}.gov.uk", "", _FORM),
    )
}
"""Name -> product. `own` is a form of the site's own making."""

KINDS: dict[str, tuple[str, ...]] = {
    "S01": ("pay",),
    "S04": ("pay",),
    "S18": ("fine", "pay"),
    "S17": ("permit", "apply"),
    "S11": ("street", "report"),
    "S12": ("street", "report"),
    "S13": ("street", "report"),
    "S14": ("street", "report"),
    "S15": ("street", "report"),
    "S16": ("report",),
    "S06": ("report",),
    "S20": ("planning",),
    "S21": ("plans",),
    "S22": ("plans", "apply"),
    "S24": ("appointment", "book"),
    "S25": ("library", "join"),
    "S26": ("school", "apply"),
    "S09": ("book", "pay"),
    "S10": ("book",),
    "C01": ("care", "apply"),
    "C02": ("care", "apply"),
    "C04": ("directory",),
    "C05": ("report",),
    "C06": ("badge",),
    "C08": ("directory",),
    "C09": ("homeless", "tell"),
    "C10": ("housing",),
    "C11": ("benefits", "apply"),
}
"""Service -> the kinds of action that serve it; the rest are forms to apply with."""

SHELL = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body>'
    "<noscript>Please turn on JavaScript to use this form.</noscript>{marks}"
    '<script src="/runtime.js"></script></body></html>'
)
WHOLE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} - {council}</title></head><body>'
    "{marks}<header><a href='/'>{council}</a></header><main><h1>{title}</h1>"
    '<form method="post" action="/submit/{n}">{fields}<button type="submit">Continue</button></form>'
    "</main><footer><a href='/accessibility'>Accessibility</a></footer></body></html>"
)


def choices(service: str) -> list[Vendor]:
    """The products that serve one service."""
    kinds = KINDS.get(service, ("apply",))
    return [vendor for vendor in VENDORS.values() if set(kinds) & set(vendor.does)]


def action_page(vendor: Vendor, council: str, title: str, number: int, fields: list[Field] | None = None) -> SimPage:
    """The page behind the call to action: a form, or a shell where the product needs scripts."""
    marks = vendor.marks.replace("{n}", str(number))
    boxes = "".join(
        f'<p><label for="{name}">{label}</label><input type="{kind}" id="{name}" name="{name}"></p>'
        for label, name, kind in (fields or ADDRESS)
    )
    template = SHELL if vendor.shell else WHOLE
    filled = template.format(title=title, council=council, marks=marks, n=number, fields=boxes)
    return SimPage(filled.encode(), content_type=HTML)


Choose = Callable[[str], Vendor]

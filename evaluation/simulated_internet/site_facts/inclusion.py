"""Accessibility statement (A01-A05), formats (A11), help (A12), cookies, privacy (T12), security.txt (T04), headers."""

from __future__ import annotations

from datetime import timedelta

from evaluation.simulated_internet.records import SimPage, text
from evaluation.simulated_internet.site import ABOUT, Builder
from evaluation.simulated_internet.site_facts.fact import Facts, SiteFact, ago, chance, day

_LAW = "Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018"
_ISSUES = (
    "Some images have no text alternative (WCAG 1.1.1).",
    "Some colours lack contrast (1.4.3 Contrast).",
    "Some forms have fields without labels (3.3.2).",
    "The focus is not always visible (2.4.7).",
)


def statement(site: Builder, maturity: float) -> Facts:
    """A01-A05: statement, good, weak, as PDF only, with placeholders, or none; beside it a page about buildings."""
    sort = site.rng.choices(
        ("full", "weak", "pdf", "placeholder", "none"), (0.4 + 0.4 * maturity, 0.25, 0.1, 0.08, 0.1)
    )[0]
    site.page(ABOUT, "Access to our buildings", ["<p>Ramps, lifts and hearing loops in our buildings.</p>"])
    build = {"full": _full, "weak": _weak, "pdf": _pdf, "placeholder": _placeholder}.get(sort)
    if build is None:
        return {"A01": SiteFact("none"), "A02": SiteFact(None), "A03": SiteFact(None), "A04": SiteFact(None)}
    return build(site)


def _footer(site: Builder, path: str) -> str:
    site.footer.append(("Accessibility", path))
    return site.url(path)


def _enforcement(site: Builder) -> tuple[str, str]:
    if site.kind == "northern-ireland":
        body = 'the <a href="https://www.equalityni.org">Equality Commission for Northern Ireland</a>'
        return (
            f"<h2>Enforcement procedure</h2><p>If you are not happy with our answer, contact {body} (ECNI).</p>",
            "ECNI",
        )
    body = '<a href="https://www.equalityadvisoryservice.com/">Equality Advisory and Support Service (EASS)</a>'
    law = "The Equality and Human Rights Commission (EHRC) is responsible for enforcing the regulations."
    return (
        f"<h2>Enforcement procedure</h2><p>{law} If you are not happy with our answer, contact the {body}.</p>",
        "EHRC",
    )


def _full(site: Builder) -> Facts:
    level = site.rng.choice(("fully", "partially", "partially", "not"))
    version = site.rng.choice(("2.2", "2.2", "2.1"))
    reviewed = ago(site, 20, 700)
    issues = site.rng.sample(_ISSUES, 3) if level != "fully" else []
    contact, enforced = chance(site, 0.9), chance(site, 0.9)
    hosts = sorted(host for host in site.hosts if chance(site, 0.5))
    words, body = _enforcement(site)
    mail = f"web@{site.stem}.gov.uk"
    parts = [
        f"<p>{site.name} is committed to making its website accessible, in accordance with the {_LAW}.</p>",
        f"<p>This accessibility statement applies to {site.host}{', ' if hosts else ''}{', '.join(hosts)}.</p>",
        f"<h2>Compliance status</h2><p>This website is {level} compliant with the Web Content Accessibility Guidelines"
        f" version {version} AA standard{', due to the non-compliances listed below' if issues else ''}.</p>",
        "<h2>Non-accessible content</h2><ul>" + "".join(f"<li>{i}</li>" for i in issues) + "</ul>" if issues else "",
        "<h2>Preparation of this accessibility statement</h2>"
        f"<p>This statement was prepared on 23 September 2020. It was last reviewed on {day(reviewed)}."
        " The website was last tested by a third party on a sample of pages.</p>",
        "<h2>Feedback and contact information</h2>"
        + (
            f'<p>E-mail <a href="mailto:{mail}">{mail}</a> or call {site.phone}.</p>'
            if contact
            else "<p>Tell a member of staff.</p>"
        ),
        words if enforced else "",
    ]
    url = _footer(site, site.page(ABOUT, f"Accessibility statement for {site.name}", parts))
    return {
        "A01": SiteFact("statement", url),
        "A02": SiteFact({"level": level, "version": version, "issues": len(issues)}, url),
        "A03": SiteFact(reviewed, url),
        "A04": SiteFact({"contact": contact, "enforcement": body if enforced else None}, url),
        "A05": SiteFact(tuple(hosts), url),
    }


def _weak(site: Builder) -> Facts:
    url = _footer(
        site,
        site.page(
            ABOUT,
            "Accessibility",
            [
                "<p>This is our accessibility statement. We want everybody to be able to use this site.</p>",
                "<p>You can change the size of the text in your browser's settings.</p>",
            ],
        ),
    )
    nothing = {"level": None, "version": None, "issues": 0}
    return {
        "A01": SiteFact("weak", url),
        "A02": SiteFact(nothing, url),
        "A03": SiteFact(None, url),
        "A04": SiteFact({"contact": False, "enforcement": None}, url),
    }


def _pdf(site: Builder) -> Facts:
    path = site.file("Accessibility statement")
    url = _footer(site, path)
    return {"A01": SiteFact("pdf", url), "A02": SiteFact(None), "A03": SiteFact(None), "A04": SiteFact(None)}


def _placeholder(site: Builder) -> Facts:
    body = (
        f"<p>[name of organisation] is committed to making its website accessible, in accordance with the {_LAW}.</p>"
        "<h2>Compliance status</h2><p>This website is [fully/partially/not] compliant with the Web Content"
        " Accessibility Guidelines version 2.1 AA standard.</p>"
        "<h2>Preparation</h2><p>This statement was prepared on [date].</p>"
    )
    url = _footer(site, site.page(ABOUT, "Accessibility statement", [body]))
    return {
        "A01": SiteFact("placeholder", url),
        "A02": SiteFact({"level": None, "version": "2.1", "issues": 0}, url),
        "A03": SiteFact(None, url),
        "A04": SiteFact({"contact": False, "enforcement": None}, url),
    }


def help_and_formats(site: Builder, maturity: float) -> Facts:
    """A11 other formats on the contact page; A12 a page about getting online; F11 a feedback question on task pages."""
    formats, online, feedback = (
        chance(site, 0.4 + 0.5 * maturity),
        chance(site, 0.5),
        chance(site, 0.3 + 0.4 * maturity),
    )
    words = [f"<p>{site.say('visit')}</p><p>Telephone {site.phone}</p>"]
    contact = site.page(ABOUT, "Contact us", [*words, f"<p>{site.say('formats', 'en')}</p>" if formats else ""])
    site.footer.append(("Contact us", contact))
    course = site.page(ABOUT, site.say("online_help", "en"), site.filler(2)) if online else None
    if feedback:
        site.extras["after"] = _question(site)
    return {
        "A11": SiteFact(formats, site.url(contact)),
        "A12.online_help": SiteFact(online, course and site.url(course)),
        "F11": SiteFact(feedback),
    }


def _question(site: Builder) -> str:
    yes_no = '<button name="useful" value="yes">Yes</button><button name="useful" value="no">No</button>'
    return f'<form class="page-feedback" method="post" action="/feedback"><p>{site.say("feedback")}</p>{yes_no}</form>'


_BANNERS = {
    "civic": '<script src="https://cc.cdn.civiccomputing.com/9/cookieControl-9.x.min.js"></script>',
    "cookiebot": '<script id="Cookiebot" src="https://consent.cookiebot.com/uc.js"></script>',
    "onetrust": '<script src="https://cdn.cookielaw.org/scripttemplates/otSDKStub.js"></script>',
}


_TABLE = (
    "<table><tr><th>Name</th><th>Purpose</th><th>Expires</th></tr>"
    "<tr><td>_ga</td><td>Counts visits</td><td>2 years</td></tr></table>"
)


def cookies(site: Builder, maturity: float) -> Facts:
    """A banner (whose, with or without a refusal at the first layer) and a page that lists the cookies."""
    product = site.rng.choice((*_BANNERS, "own", "own", None))
    reject = product is not None and chance(site, 0.4 + 0.5 * maturity)
    if product:
        buttons = f"<button>{site.say('accept', 'en')}</button>" + (
            f"<button>{site.say('reject', 'en')}</button>" if reject else ""
        )
        words = f"<p>{site.say('cookies', 'en')}</p>{buttons}"
        site.extras["banner"] = f'<div class="cookie-banner" role="region" aria-label="Cookies">{words}</div>'
        site.head.append(_BANNERS.get(product, ""))
    listed = chance(site, 0.7)
    table = _TABLE
    path = site.page(ABOUT, "Cookies", [f"<p>{site.say('cookies', 'en')}</p>", table if listed else ""])
    site.footer.append(("Cookies", path))
    return {
        "cookies.banner": SiteFact(product),
        "cookies.reject": SiteFact(reject if product else None),
        "cookies.page": SiteFact(listed, site.url(path)),
    }


def privacy(site: Builder, maturity: float) -> Facts:
    """T12: a general privacy notice, and notices for single services with a date and with whom data are shared."""
    general = site.page(ABOUT, "Privacy notice", ["<p>How we look after your personal information.</p>"])
    site.footer.append(("Privacy", general))
    count = site.rng.choice((0, 2, 5)) if maturity < 0.7 else 6
    dates = []
    for title in ("Council tax", "Housing", "Adult social care", "Parking", "Libraries", "Licensing")[:count]:
        when = ago(site, 30, 1100)
        dates.append(when)
        shared = "<p>We share your information with HM Revenue and Customs, the police and our suppliers.</p>"
        words = f"{shared}<p>Last reviewed: {day(when)}</p>"
        site.page(ABOUT, f"{title} privacy notice", [words], ("search", "sitemap"))
    recent = sum((site.as_of - when).days <= 730 for when in dates)
    return {"T12": SiteFact({"service_notices": count, "within_24_months": recent}, site.url(general))}


def security(site: Builder, maturity: float) -> Facts:
    """T02 HSTS, T03 headers, T04 security.txt in each of its verdicts."""
    age = site.rng.choice((None, 300, 31536000, 63072000))
    if age is not None:
        site.headers.append(("Strict-Transport-Security", f"max-age={age}; includeSubDomains"))
    policy = chance(site, maturity)
    if policy:
        site.headers += [("Content-Security-Policy", "default-src 'self'"), ("X-Content-Type-Options", "nosniff")]
    verdict = site.rng.choice(
        ("valid", "expired", "missing-expires", "missing-contact", "html-soft-404", "legacy-location", "not-found")
    )
    contact, good = f"Contact: mailto:security@{site.stem}.gov.uk\n", site.as_of + timedelta(days=200)
    until = f"Expires: {good.isoformat()}T00:00:00Z\n"
    old = f"Expires: {(site.as_of - timedelta(days=90)).isoformat()}T00:00:00Z\n"
    bodies = {
        "valid": contact + until,
        "expired": contact + old,
        "missing-expires": contact,
        "missing-contact": until,
        "legacy-location": contact + until,
    }
    if verdict in bodies:
        path = "/security.txt" if verdict == "legacy-location" else "/.well-known/security.txt"
        site.raw[path] = text(bodies[verdict])
    if verdict == "html-soft-404":
        site.raw["/.well-known/security.txt"] = SimPage(
            b"<!doctype html><title>Not found</title><h1>Page not found</h1>"
        )
    return {"T02": SiteFact(age), "T03": SiteFact(policy), "T04": SiteFact(verdict)}

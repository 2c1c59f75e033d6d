"""Levels 3 and 4: every form that a call to action takes."""

from __future__ import annotations

from collections.abc import Callable

from evaluation.simulated_internet.scenario import Job, Stand, number, scenario, spoken
from evaluation.simulated_internet.site import Builder, Spec
from evaluation.simulated_internet.styles.style import Field
from evaluation.simulated_internet.vendors import ADDRESS, VENDORS, Vendor, action_page, choices

DIRECTORY: list[Field] = [
    ("Keyword", "keyword", "text"),
    ("Category", "category", "text"),
    ("Age group", "age", "text"),
]
REGISTER: list[Field] = [
    ("Application number", "ref", "text"),
    ("Keyword", "keyword", "text"),
    ("Ward", "ward", "text"),
]
POSTCODE: list[Field] = [("Postcode", "postcode", "text")]


def _target(site: Builder, job: Job) -> tuple[str, Vendor]:
    code = job.entry.code
    options = choices(code)
    if site.style.name != "jadu":
        options = [vendor for vendor in options if vendor.name != "jadu-xfp"]
    if site.kind != "london":
        options = [vendor for vendor in options if vendor.name != "eadmissions"]
    vendor = site.rng.choice(options)
    fields = {"S20": REGISTER, "C04": DIRECTORY, "C08": DIRECTORY}.get(code)
    return site.supplied(vendor, job.action, fields, job.language), vendor


def _product(vendor: Vendor) -> str | None:
    return None if vendor.name == "own" else vendor.name.removesuffix("-shell").removesuffix("-products")


def _absolute(site: Builder, url: str) -> str:
    return url if url.startswith("http") else site.url(url)


def _led_to(site: Builder, job: Job, lead: Callable[[str], str]) -> Stand:
    url, vendor = _target(site, job)
    return Stand((lead(url),), _absolute(site, url), _product(vendor))


@scenario(3)
def button(site: Builder, job: Job) -> Stand:
    """A link that looks like a button."""
    return _led_to(site, job, lambda url: site.style.button(job.action, url))


@scenario(3)
def start_form_button(site: Builder, job: Job) -> Stand:
    """A button of a GET form with nothing to fill in."""
    label = site.say("start", job.language)
    return _led_to(site, job, lambda url: f"<h2>{job.action}</h2>" + site.style.get_button(label, url))


@scenario(3)
def bare_card(site: Builder, job: Job) -> Stand:
    """A card whose link says only something like Continue."""
    return _led_to(site, job, lambda url: site.style.tile(job.action, site.say("card", job.language), url))


@scenario(3)
def sentence_link(site: Builder, job: Job) -> Stand:
    """A link inside a sentence."""
    verb = job.action[0].lower() + job.action[1:]
    return _led_to(site, job, lambda url: spoken(site, job, "sentence", action=verb.rstrip("?"), url=url))


@scenario(3)
def listed_link(site: Builder, job: Job) -> Stand:
    """A link in a list, with a telephone number as another way."""
    stand = _led_to(site, job, lambda url: site.style.items([(job.action, url)]))
    return Stand((*stand.blocks, number(site, job)), stand.action_url, stand.vendor)


@scenario(3)
def inside_details(site: Builder, job: Job) -> Stand:
    """A link inside a part of the page that opens when asked."""
    heading = site.say("howto", job.language)
    link = f'<p><a href="{{url}}">{job.action}</a></p>'
    return _led_to(site, job, lambda url: f"<details><summary>{heading}</summary>{link.format(url=url)}</details>")


@scenario(3)
def two_steps(site: Builder, job: Job) -> Stand:
    """A page to read first stands between the service page and the form."""
    url, vendor = _target(site, job)
    title = site.say("before_title", job.language)
    path = site.address(job.section, f"{title} {job.entry.code}", job.language)
    first = (spoken(site, job, "before_text"), site.style.button(site.say("start", job.language), url))
    site.specs[path] = Spec(f"{title}: {job.title}", job.section, first, job.language)
    return Stand((site.style.button(job.action, path),), _absolute(site, url), _product(vendor))


@scenario(3)
def paper_as_well(site: Builder, job: Job) -> Stand:
    """An online form, and a paper one for those who want it."""
    path = site.file(f"{job.title} paper form")
    label = site.say("pdf_honest", job.language, title=job.title)
    stand = _led_to(site, job, lambda url: site.style.button(job.action, url))
    return Stand((*stand.blocks, f'<p><a href="{path}">{label}</a></p>'), stand.action_url, stand.vendor)


@scenario(3)
def other_outage(site: Builder, job: Job) -> Stand:
    """An online form under a notice about something else."""
    stand = _led_to(site, job, lambda url: site.style.button(job.action, url))
    return Stand(
        (f'<div class="alert">{spoken(site, job, "banner")}</div>', *stand.blocks), stand.action_url, stand.vendor
    )


@scenario(3)
def form_on_page(site: Builder, job: Job) -> Stand:
    """The form itself on the service page."""
    fields = {"S20": REGISTER, "C04": DIRECTORY, "C08": DIRECTORY}.get(job.entry.code)
    form = site.style.post_form(fields or ADDRESS, job.action, f"/forms/send-{site.next()}")
    return Stand((form,), "self")


@scenario(3)
def sign_in_first(site: Builder, job: Job) -> Stand:
    """A form that can only be reached by signing in."""
    url = f"https://{site.stem}-self.achieveservice.com/module/sign-in?form={site.next()}"
    fields = [("E-mail", "email", "email"), ("Password", "password", "password")]
    host, path = url[8:].split("/", 1)
    site.site(host).pages["/" + path] = action_page(VENDORS["granicus"], site.name, "Sign in", 1, fields)
    return Stand((spoken(site, job, "signin_only"), site.style.button(job.action, url)), url, "granicus")


@scenario(4)
def tracked(site: Builder, job: Job) -> Stand:
    """An online form that tells you afterwards how it goes."""
    stand = _led_to(site, job, lambda url: site.style.button(job.action, url))
    return Stand((*stand.blocks, spoken(site, job, "track_text")), stand.action_url, stand.vendor)


@scenario(4)
def reminded(site: Builder, job: Job) -> Stand:
    """An online form that reminds you by text or e-mail."""
    stand = _led_to(site, job, lambda url: site.style.button(job.action, url))
    return Stand((*stand.blocks, spoken(site, job, "remind_text")), stand.action_url, stand.vendor)


@scenario(4)
def account(site: Builder, job: Job) -> Stand:
    """A resident's account that serves this."""
    url = f"https://my.{site.stem}.gov.uk/account/{site.next()}"
    host, path = url[8:].split("/", 1)
    fields = [("E-mail", "email", "email"), ("Password", "password", "password")]
    page = action_page(VENDORS["own"], site.name, site.say("account_label", job.language), 1, fields)
    site.site(host).pages["/" + path] = page
    label = site.say("account_label", job.language)
    return Stand((f"<h2>{job.action}</h2>", spoken(site, job, "account_text"), site.style.button(label, url)), url)


@scenario(4)
def postcode_box(site: Builder, job: Job) -> Stand:
    """A postcode box on the page that answers on the spot (look-ups only)."""
    label, go = site.say("lookup_label", job.language), site.say("lookup_button", job.language)
    box = site.style.fields([(label, "postcode", "text")])
    form = f'<form method="get" action="/lookup/{site.next()}">{box}<button type="submit">{go}</button></form>'
    return Stand((f"<h2>{job.action}</h2>{form}",), "self")


@scenario(4)
def postcode_box_elsewhere(site: Builder, job: Job) -> Stand:
    """A button that leads to a supplier's postcode box (look-ups only)."""
    options = [
        vendor for vendor in choices(job.entry.code) if not vendor.shell and vendor.name not in ("own", "jadu-xfp")
    ]
    vendor = site.rng.choice(options)
    label = site.say("lookup_label", job.language)
    url = site.supplied(vendor, job.action, [(label, "postcode", "text")], job.language)
    return Stand((site.style.button(job.action, url),), _absolute(site, url), _product(vendor))

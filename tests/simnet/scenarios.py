"""How one service can stand at one council: the blocks of its page, and the ladder level those deserve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.simnet.catalogue import Entry
from tests.simnet.site import Builder, Spec
from tests.simnet.styles.style import Field
from tests.simnet.vendors import ADDRESS, VENDORS, Vendor, action_page, choices


@dataclass(frozen=True, slots=True)
class Job:
    """One service to be put on a site: its page title and the label of its call to action."""

    entry: Entry
    section: str
    title: str
    action: str
    language: str


@dataclass(frozen=True, slots=True)
class Stand:
    """The result: blocks for the page; action_url is None where there is nothing to follow."""

    blocks: tuple[str, ...]
    action_url: str | None = None
    vendor: str | None = None


Scenario = Callable[[Builder, Job], Stand]
SCENARIOS: dict[int, dict[str, Scenario]] = {1: {}, 2: {}, 3: {}, 4: {}}
"""Level -> name -> scenario."""

LOOKED_UP = ("S05", "C04", "C08")
"""Services that are a look-up: answered by postcode they are joined up."""
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


def scenario(level: int) -> Callable[[Scenario], Scenario]:
    """Declare a scenario of one level under the function's name."""

    def declare(build: Scenario) -> Scenario:
        SCENARIOS[level][build.__name__] = build
        return build

    return declare


def _p(text: str) -> str:
    return f"<p>{text}</p>"


def _say(site: Builder, job: Job, occasion: str, **blanks: str) -> str:
    return _p(site.say(occasion, job.language, **blanks))


def _tel(site: Builder, job: Job) -> str:
    link = f'<a href="tel:{site.phone.replace(" ", "")}">{site.phone}</a>' if site.rng.random() < 0.7 else site.phone
    return _p(site.say("phone", job.language, phone=link))


@scenario(1)
def information(site: Builder, job: Job) -> Stand:
    """Words, and nothing to do."""
    return Stand((_say(site, job, "noaction"),))


@scenario(1)
def broken_link(site: Builder, job: Job) -> Stand:
    """A button that leads to a page that does not exist, and no other way."""
    return Stand((site.style.button(job.action, f"/forms/withdrawn-{site.next()}"),))


@scenario(1)
def unavailable_form(site: Builder, job: Job) -> Stand:
    """A button that leads to an apology, and no other way."""
    path = site.style.form(f"{job.title} unavailable", site.next())
    site.specs[path] = Spec(job.action, "Forms", (_say(site, job, "unavailable"),), job.language)
    return Stand((site.style.button(job.action, path),))


@scenario(1)
def closed(site: Builder, job: Job) -> Stand:
    """A heading that promises and a line that says it is over."""
    return Stand((f"<h2>{job.action}</h2>", _say(site, job, "closed")))


@scenario(2)
def telephone(site: Builder, job: Job) -> Stand:
    """A telephone number."""
    return Stand((f"<h2>{job.action}</h2>", _tel(site, job)), f"tel:{site.phone.replace(' ', '')}")


@scenario(2)
def electronic_mail(site: Builder, job: Job) -> Stand:
    """An e-mail address."""
    address = f"contact@{site.stem}.gov.uk"
    link = f'<a href="mailto:{address}">{address}</a>'
    return Stand((_say(site, job, "email", email=link),), f"mailto:{address}")


@scenario(2)
def letter(site: Builder, job: Job) -> Stand:
    """A postal address, and the door."""
    return Stand((f"<h2>{job.action}</h2>", _say(site, job, "post"), _say(site, job, "visit")))


@scenario(2)
def paper_form(site: Builder, job: Job) -> Stand:
    """A PDF or Word form that says what it is."""
    extension = site.rng.choice(("pdf", "pdf", "docx"))
    path = site.file(f"{job.title} application form", extension)
    label = site.say("pdf_honest", job.language, title=job.title)
    link = f'<p><a href="{path}">{label}</a></p>'
    return Stand((link, _say(site, job, "print_post"), _say(site, job, "post")), site.url(path))


@scenario(2)
def paper_called_online(site: Builder, job: Job) -> Stand:
    """A PDF form behind a button that says it is online."""
    path = site.file(f"{job.title} application form")
    return Stand((site.style.button(site.say("pdf_promise", job.language), path),), site.url(path))


@scenario(2)
def not_online(site: Builder, job: Job) -> Stand:
    """A sentence that says it cannot be done online, and a number."""
    return Stand((_say(site, job, "cannot"), _tel(site, job)), f"tel:{site.phone.replace(' ', '')}")


@scenario(2)
def broken_with_telephone(site: Builder, job: Job) -> Stand:
    """A button that leads nowhere, and a number that works."""
    button = site.style.button(job.action, f"/forms/withdrawn-{site.next()}")
    return Stand((button, _tel(site, job)), f"tel:{site.phone.replace(' ', '')}")


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
    return _led_to(site, job, lambda url: _say(site, job, "sentence", action=verb.rstrip("?"), url=url))


@scenario(3)
def listed_link(site: Builder, job: Job) -> Stand:
    """A link in a list, with a telephone number as another way."""
    stand = _led_to(site, job, lambda url: site.style.items([(job.action, url)]))
    return Stand((*stand.blocks, _tel(site, job)), stand.action_url, stand.vendor)


@scenario(3)
def two_steps(site: Builder, job: Job) -> Stand:
    """A page to read first stands between the service page and the form."""
    url, vendor = _target(site, job)
    title = site.say("before_title", job.language)
    path = site.address(job.section, f"{title} {job.entry.code}", job.language)
    first = (_say(site, job, "before_text"), site.style.button(site.say("start", job.language), url))
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
        (f'<div class="alert">{_say(site, job, "banner")}</div>', *stand.blocks), stand.action_url, stand.vendor
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
    return Stand((_say(site, job, "signin_only"), site.style.button(job.action, url)), url, "granicus")


@scenario(4)
def tracked(site: Builder, job: Job) -> Stand:
    """An online form that tells you afterwards how it goes."""
    stand = _led_to(site, job, lambda url: site.style.button(job.action, url))
    return Stand((*stand.blocks, _say(site, job, "track_text")), stand.action_url, stand.vendor)


@scenario(4)
def reminded(site: Builder, job: Job) -> Stand:
    """An online form that reminds you by text or e-mail."""
    stand = _led_to(site, job, lambda url: site.style.button(job.action, url))
    return Stand((*stand.blocks, _say(site, job, "remind_text")), stand.action_url, stand.vendor)


@scenario(4)
def account(site: Builder, job: Job) -> Stand:
    """A resident's account that serves this."""
    url = f"https://my.{site.stem}.gov.uk/account/{site.next()}"
    host, path = url[8:].split("/", 1)
    fields = [("E-mail", "email", "email"), ("Password", "password", "password")]
    page = action_page(VENDORS["own"], site.name, site.say("account_label", job.language), 1, fields)
    site.site(host).pages["/" + path] = page
    label = site.say("account_label", job.language)
    return Stand((f"<h2>{job.action}</h2>", _say(site, job, "account_text"), site.style.button(label, url)), url)


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


LOOKUP_ONLY = ("postcode_box", "postcode_box_elsewhere")


def allowed(code: str, level: int) -> list[str]:
    """The scenarios that make sense for one service at one level; none where the level makes no sense."""
    names = list(SCENARIOS[level])
    if level == 4 and code in LOOKED_UP:
        return list(LOOKUP_ONLY)
    names = [name for name in names if name not in LOOKUP_ONLY]
    if code in LOOKED_UP or code in ("S20", "S21", "C06"):
        names = [name for name in names if name not in ("closed", "sign_in_first", "account")]
    if code in ("C06", "S21", "S24", "S09"):
        names = [name for name in names if name != "form_on_page"]
    return [] if (code, level) == ("S05", 3) else names

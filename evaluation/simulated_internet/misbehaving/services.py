"""Service pages that promise what they do not keep, with the mark each deserves (issue 5, bad input)."""

from __future__ import annotations

from evaluation.simulated_internet.misbehaving.registry import SOUND, document, fault, sound
from evaluation.simulated_internet.records import SimPage, SimSite

PAGE = "/garden-waste"
_FIELDS = "".join(f'<label for="f{n}">{word}</label><input id="f{n}" name="f{n}">' for n, word in
                  enumerate(("First line of address", "Postcode", "E-mail", "Number of bins")))  # fmt: skip
_FORM = f'<form method="post" action="/garden-waste/form">{_FIELDS}<button>Send</button></form>'
_WORDS = "<p>We empty brown bins every other week from March to November.</p>"


def _site(host: str, body: str, extra: dict[str, bytes] | None = None) -> SimSite:
    pages = {PAGE: SimPage(document("Garden waste collections", _WORDS + body))}
    site = sound(host, pages)
    site.pages |= {path: SimPage(content) for path, content in (extra or {}).items()}
    return site


@fault("replied", pages=(*SOUND, PAGE), service="S08", level=3)
def form_without_labels(host: str) -> SimSite:
    """A real form whose fields have names and placeholders but no labels."""
    fields = "".join(f'<input name="{n}" placeholder="{n}">' for n in ("name", "address", "postcode", "email"))
    form = f'<form method="post" action="/send">{fields}<input type="submit" value="Send"></form>'
    return _site(host, '<a href="/garden-waste/form">Sign up</a>', {"/garden-waste/form": document("Sign up", form)})


@fault("replied", pages=(*SOUND, PAGE), service="S08", level=3)
def nested_forms(host: str) -> SimSite:
    """A real form that wraps the site search and another form."""
    search = '<form action="/search"><input type="search" name="q"></form>'
    body = f'<form method="post" action="/all">{search}{_FORM}</form>'
    return _site(host, '<a href="/garden-waste/form">Sign up</a>', {"/garden-waste/form": document("Sign up", body)})


@fault("replied", pages=(*SOUND, PAGE), service="S08", level=1)
def honeypot(host: str) -> SimSite:
    """A newsletter box with hidden and off-screen fields is no form for the service: one field can be filled in."""
    hidden = "".join(f'<input type="hidden" name="h{n}" value="{n}">' for n in range(6))
    bait = '<div style="display:none"><label>Leave empty <input name="url"></label><input name="phone2"></div>'
    box = "<label>E-mail <input name='e'></label><button>Go</button>"
    form = f'<form method="post" action="/news">{hidden}{bait}{box}</form>'
    return _site(host, f"<h2>Newsletter</h2>{form}")


@fault("replied", pages=(*SOUND, PAGE), service="S08", level=1)
def promise_broken(host: str) -> SimSite:
    """The button says "Apply online" and leads to a page that does not exist; there is no other way."""
    return _site(host, '<p><a class="button" href="/forms/gone">Apply online</a></p>')


@fault("replied", pages=(*SOUND, PAGE), service="S08", level=2)
def promise_pdf(host: str) -> SimSite:
    """The button says "Apply online" and leads to a PDF to print and post."""
    site = _site(host, '<p><a class="button" href="/media/garden-form.pdf">Apply online</a></p>')
    site.pages["/media/garden-form.pdf"] = SimPage(b"%PDF-1.4\n%%EOF", content_type="application/pdf")
    return site


@fault("replied", pages=(*SOUND, PAGE), service="S08", level=1)
def promise_unavailable(host: str) -> SimSite:
    """The button leads to a page that says the form is switched off; there is no other way."""
    off = document("Form unavailable", "<p>This form has been switched off. Please try again later.</p>")
    return _site(host, '<p><a class="button" href="/forms/off">Join the scheme</a></p>', {"/forms/off": off})


@fault("replied", pages=(*SOUND, PAGE), service="S08", level=2)
def promise_phone(host: str) -> SimSite:
    """The heading asks how to apply, the answer is a telephone number."""
    return _site(host, '<h2>How do I join?</h2><p>Ring us on <a href="tel:01632960123">01632 960123</a>.</p>')


@fault("replied", pages=(*SOUND, PAGE), service="S08", level=1)
def cyclic_actions(host: str) -> SimSite:
    """The button leads to a page whose button leads back."""
    back = document("Before you start", f'<p>Read this first.</p><a class="button" href="{PAGE}">Continue</a>')
    return _site(
        host, '<p><a class="button" href="/garden-waste/start">Start now</a></p>', {"/garden-waste/start": back}
    )


@fault("replied", pages=(*SOUND, PAGE), service="S08", level=3)
def cookie_banner_first(host: str) -> SimSite:
    """A cookie form with three tick boxes stands before a page with a real form behind its button."""
    boxes = "".join(
        f'<label><input type="checkbox" name="{n}">{n}</label>' for n in ("needed", "statistics", "adverts")
    )
    banner = f'<form class="cookie-banner" method="post" action="/cookies">{boxes}<button>Save choices</button></form>'
    body = banner + '<a href="/garden-waste/form">Sign up for a brown bin</a>'
    return _site(host, body, {"/garden-waste/form": document("Sign up", banner + _FORM)})


@fault("replied", pages=(*SOUND, PAGE), service="S08", level=3)
def mixed_languages(host: str) -> SimSite:
    """Welsh and English paragraphs in turn on one page; the form is behind a Welsh button."""
    body = '<p lang="cy">Casglwn wastraff gardd bob pythefnos.</p><a href="/garden-waste/form">Ymunwch nawr</a>'
    return _site(host, body, {"/garden-waste/form": document("Ymuno â’r cynllun", _FORM, lang="cy")})


@fault("replied", pages=(*SOUND, PAGE), service="S08", level=3)
def duplicate_ids(host: str) -> SimSite:
    """A real form whose fields all have the same id, as has its heading."""
    fields = "".join(f'<label for="x">{word}</label><input id="x" name="n{n}">' for n, word in enumerate("abcd"))
    form = f'<h2 id="x">Sign up</h2><form id="x" method="post" action="/send">{fields}<button>Send</button></form>'
    return _site(host, '<a href="/garden-waste/form">Sign up</a>', {"/garden-waste/form": document("Sign up", form)})


@fault("replied", pages=(*SOUND, PAGE), service="S08", level=1)
def terms_only(host: str) -> SimSite:
    """Ten headings about paying, renewing and cancelling: terms and conditions, nothing to do."""
    titles = ("Paying for your bin", "Renewing", "Cancelling", "Moving house", "Missed collections")
    heads = "".join(f"<h2>{title}</h2><p>The subscription fee covers one bin.</p>" for title in titles)
    return _site(host, heads)

"""Levels 1 and 2: words alone, promises not kept, and ways that are not online."""

from __future__ import annotations

from evaluation.simulated_internet.records import SimPage
from evaluation.simulated_internet.scenario import Job, Stand, number, scenario, spoken
from evaluation.simulated_internet.site import Builder, Spec


@scenario(1)
def information(site: Builder, job: Job) -> Stand:
    """Words, and nothing to do."""
    return Stand((spoken(site, job, "noaction"),))


def _nowhere(site: Builder, job: Job) -> str:
    """The address of a form of the site's own that does not exist."""
    number = site.next()
    path = site.style.form(job.action, number)
    return path if path not in site.specs else site.style.form(f"{job.action} {number}", number)


@scenario(1)
def newsletter_box(site: Builder, job: Job) -> Stand:
    """Words, and a form that is for something else: one box for an e-mail address, the rest hidden."""
    title = site.say("newsletter", job.language)
    hidden = "".join(f'<input type="hidden" name="h{number}" value="1">' for number in range(4))
    box = site.style.post_form([("E-mail", "subscriber", "email")], title, "/newsletter")
    return Stand((spoken(site, job, "noaction"), f"<h2>{title}</h2>", box.replace("</form>", f"{hidden}</form>")))


@scenario(1)
def guidance_elsewhere(site: Builder, job: Job) -> Stand:
    """Words, and a link to the government's guidance, where nothing can be done either."""
    topic = site.bank.of(job.entry.code, job.language).topic
    path = f"/guidance/{job.entry.code.lower()}-{site.stem}"
    words = f"<title>Guidance: {topic}</title><h1>Guidance: {topic}</h1><p>Read what the law says about {topic}.</p>"
    site.site("www.gov.uk").pages[path] = SimPage(words.encode())
    label = site.say("guidance", job.language, topic=topic)
    return Stand((spoken(site, job, "noaction"), site.style.items([(label, f"https://www.gov.uk{path}")])))


@scenario(1)
def broken_link(site: Builder, job: Job) -> Stand:
    """A button that leads to a page that does not exist, and no other way."""
    return Stand((site.style.button(job.action, _nowhere(site, job)),))


@scenario(1)
def unavailable_form(site: Builder, job: Job) -> Stand:
    """A button that leads to an apology, and no other way."""
    path = _nowhere(site, job)
    site.specs[path] = Spec(job.action, "Forms", (spoken(site, job, "unavailable"),), job.language)
    return Stand((site.style.button(job.action, path),))


@scenario(1)
def closed(site: Builder, job: Job) -> Stand:
    """A heading that promises and a line that says it is over."""
    return Stand((f"<h2>{job.action}</h2>", spoken(site, job, "closed")))


@scenario(2)
def telephone(site: Builder, job: Job) -> Stand:
    """A telephone number."""
    return Stand((f"<h2>{job.action}</h2>", number(site, job)), f"tel:{site.phone.replace(' ', '')}")


@scenario(2)
def electronic_mail(site: Builder, job: Job) -> Stand:
    """An e-mail address."""
    address = f"contact@{site.stem}.gov.uk"
    link = f'<a href="mailto:{address}">{address}</a>'
    return Stand((spoken(site, job, "email", email=link),), f"mailto:{address}")


@scenario(2)
def letter(site: Builder, job: Job) -> Stand:
    """A postal address, and the door."""
    return Stand((f"<h2>{job.action}</h2>", spoken(site, job, "post"), spoken(site, job, "visit")))


@scenario(2)
def paper_form(site: Builder, job: Job) -> Stand:
    """A PDF or Word form that says what it is."""
    extension = site.rng.choice(("pdf", "pdf", "docx"))
    path = site.file(f"{job.title} application form", extension)
    label = site.say("pdf_honest", job.language, title=job.title)
    label = label.replace("PDF", "Word") if extension == "docx" else label
    link = f'<p><a href="{path}">{label}</a></p>'
    return Stand((link, spoken(site, job, "print_post"), spoken(site, job, "post")), site.url(path))


@scenario(2)
def paper_called_online(site: Builder, job: Job) -> Stand:
    """A PDF form behind a button that says it is online."""
    path = site.file(f"{job.title} application form")
    return Stand((site.style.button(site.say("pdf_promise", job.language), path),), site.url(path))


@scenario(2)
def not_online(site: Builder, job: Job) -> Stand:
    """A sentence that says it cannot be done online, and a number."""
    return Stand((spoken(site, job, "cannot"), number(site, job)), f"tel:{site.phone.replace(' ', '')}")


@scenario(2)
def broken_with_telephone(site: Builder, job: Job) -> Stand:
    """A button that leads nowhere, and a number that works."""
    button = site.style.button(job.action, _nowhere(site, job))
    return Stand((button, number(site, job)), f"tel:{site.phone.replace(' ', '')}")

"""Levels 1 and 2: words alone, promises not kept, and ways that are not online."""

from __future__ import annotations

from tests.simnet.scenario import Job, Stand, number, scenario, spoken
from tests.simnet.site import Builder, Spec


@scenario(1)
def information(site: Builder, job: Job) -> Stand:
    """Words, and nothing to do."""
    return Stand((spoken(site, job, "noaction"),))


@scenario(1)
def broken_link(site: Builder, job: Job) -> Stand:
    """A button that leads to a page that does not exist, and no other way."""
    return Stand((site.style.button(job.action, f"/forms/withdrawn-{site.next()}"),))


@scenario(1)
def unavailable_form(site: Builder, job: Job) -> Stand:
    """A button that leads to an apology, and no other way."""
    path = site.style.form(f"{job.title} unavailable", site.next())
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
    button = site.style.button(job.action, f"/forms/withdrawn-{site.next()}")
    return Stand((button, number(site, job)), f"tel:{site.phone.replace(' ', '')}")

"""D8 and parts of D7: strategies, leaders, councillors, meetings, consultations, sharing (G01-G11, B07, B09)."""

from __future__ import annotations

from evaluation.simulated_internet.records import SimPage, text
from evaluation.simulated_internet.site import ABOUT, MEETINGS, NEWS, Builder
from evaluation.simulated_internet.site_facts.fact import Facts, SiteFact, ago, chance, day


def _paper(site: Builder, share: float, title: str, words: str, most: int) -> SiteFact:
    """A dated page under `title`, or none; value is the date it was adopted."""
    if not chance(site, share):
        return SiteFact(None)
    when = ago(site, 60, most)
    blocks = [f"<p>{words}</p><p>Adopted by Cabinet on {day(when)}.</p>"]
    return SiteFact(when, site.url(site.page(ABOUT, title, blocks)))


def strategies(site: Builder, maturity: float) -> Facts:
    """G01 digital strategy, G05 progress report, G11 inclusion plan: date of adoption or None."""
    strategy = _paper(site, 0.3 + 0.6 * maturity, "Digital strategy", "Our plan for digital services and data.", 2600)
    progress, plan = SiteFact(None), SiteFact(None)
    if strategy.value:
        words = "What we have done against the actions of the digital strategy."
        progress = _paper(site, maturity, "Digital strategy: annual progress report", words, 1100)
    plan = _paper(
        site, 0.2 + 0.5 * maturity, "Digital inclusion plan", "We will help 3,000 people to get online by 2028.", 1500
    )
    return {"G01": strategy, "G05": progress, "G11": plan}


def leaders(site: Builder, maturity: float) -> Facts:
    """G02 a cabinet member and G03 an officer with digital in the title. The people are invented posts, not names."""
    member, officer = chance(site, 0.3 + 0.5 * maturity), chance(site, 0.3 + 0.5 * maturity)
    duties = "Cabinet member for finance, digital and transformation" if member else "Cabinet member for finance"
    path = site.page(
        MEETINGS, "Cabinet members and portfolios", [f"<ul><li>{duties}</li><li>Cabinet member for housing</li></ul>"]
    )
    post = "Chief Digital and Information Officer" if officer else "Director of Resources"
    chart = site.page(
        ABOUT, "Management team", [f"<ul><li>Chief Executive</li><li>{post}</li><li>Monitoring Officer</li></ul>"]
    )
    return {"G02": SiteFact(member, site.url(path)), "G03": SiteFact(officer, site.url(chart))}


def democracy(site: Builder, maturity: float) -> Facts:
    """G06 councillor finder, G07 meetings system (answers, pages only, CMIS, own pages), G09 petitions, webcasts."""
    sort = site.rng.choices(("moderngov", "moderngov-pages", "cmis", "own"), (3, 1, 1, 1))[0]
    host = f"democracy.{site.stem}.gov.uk"
    finder, petitions, cast = chance(site, 0.3 + 0.5 * maturity), chance(site, 0.4), chance(site, 0.6)
    links = _meeting_links(site, sort, host, petitions)
    channel = f"https://{site.stem}.public-i.tv/core/portal/home"
    video = f'<p><a href="{channel}">Watch meetings live</a></p>' if cast else ""
    path = site.page(MEETINGS, "Agendas, minutes and reports", [site.style.items(links), video])
    box = site.style.fields([("Postcode", "postcode", "text")])
    form = f'<form method="get" action="/councillors">{box}<button>Find</button></form>' if finder else ""
    people = site.page(MEETINGS, "Find your councillor", ["<p>Political control: no overall control.</p>", form])
    return {
        "G06": SiteFact(finder, site.url(people)),
        "G07": SiteFact(sort, site.url(path)),
        "G09": SiteFact(petitions and sort.startswith("moderngov")),
        "webcasts": SiteFact(cast),
    }


_WARDS = (
    "<councillorsbyward><wards><ward><wardtitle>East</wardtitle><councillors><councillor>"
    "<councillorid>1</councillorid><politicalpartytitle>Independent</politicalpartytitle>"
    "</councillor></councillors></ward></wards></councillorsbyward>"
)


def _meeting_links(site: Builder, sort: str, host: str, petitions: bool) -> list[tuple[str, str]]:
    if sort == "own":
        return [("Council, 3 March", site.file("Council agenda")), ("Cabinet, 10 March", site.file("Cabinet agenda"))]
    if sort == "cmis":
        site.site(host).pages["/CMIS5/Meetings.aspx"] = SimPage(b"<div class='PE_Meetings'><h1>Meetings</h1></div>")
        return [("Meetings", f"https://{host}/CMIS5/Meetings.aspx")]
    pages = site.site(host).pages
    link = b'<a href="/mgListCommittees.aspx">Committees</a>'
    body = b'<html><body class="mgDocument"><h1>Browse meetings</h1>%s</body></html>' % link
    pages |= {
        "/ieListMeetings.aspx?CommitteeId=101": SimPage(body),
        "/mgListCommittees.aspx": SimPage(body),
        "/mgMemberIndex.aspx": SimPage(body),
    }
    if sort == "moderngov":
        pages["/mgWebService.asmx/GetCouncillorsByWard"] = text(_WARDS, "text/xml; charset=utf-8")
    links = [
        ("Meetings", f"https://{host}/ieListMeetings.aspx?CommitteeId=101"),
        ("Members", f"https://{host}/mgMemberIndex.aspx"),
    ]
    if petitions:
        pages["/mgEPetitionListDisplay.aspx"] = SimPage(
            b"<html><body><h1>ePetitions</h1><ul><li>Save the trees</li></ul></body></html>"
        )
        links.append(("E-petitions", f"https://{host}/mgEPetitionListDisplay.aspx"))
    return links


_PLATFORMS = {
    "citizenspace": "{c}.citizenspace.com",
    "commonplace": "{c}.commonplace.is",
    "engagementhq": "letstalk.{c}.gov.uk",
}


def participation(site: Builder, maturity: float) -> Facts:
    """G08: the consultation product and whether the council says what became of the answers."""
    product = site.rng.choice((*_PLATFORMS, None))
    fed_back = product is not None and chance(site, 0.2 + 0.6 * maturity)
    links = []
    if product:
        host = _PLATFORMS[product].format(c=site.stem)
        mark = (
            '<script src="https://ehq-production-uk.s3.amazonaws.com/app.js"></script>'
            if product == "engagementhq"
            else ""
        )
        words = (
            "<h2>We asked, you said, we did</h2><p>You asked for longer hours and we agreed.</p>" if fed_back else ""
        )
        head = f"<title>Consultations</title>{mark}"
        page = f"<html><head>{head}</head><body><h1>Find consultations</h1>{words}</body></html>"
        site.site(host).pages["/"] = SimPage(page.encode())
        links = [("Consultation hub", f"https://{host}/")]
    path = site.page(ABOUT, "Consultations", [site.style.items(links)])
    return {"G08": SiteFact({"product": product, "feedback": fed_back}, site.url(path))}


def sharing(site: Builder, maturity: float) -> Facts:
    """B07 a named shared service, B09 a dated case study, G10 user research in public."""
    facts: Facts = {"B07": SiteFact(False), "B09": SiteFact(None), "G10": SiteFact(False)}
    if chance(site, 0.3):
        words = "<p>We run our revenues and benefits service jointly with a neighbouring council.</p>"
        facts["B07"] = SiteFact(True, site.url(site.page(ABOUT, "Shared services", [words])))
    if chance(site, 0.1 + 0.6 * maturity):
        when = ago(site, 30, 1200)
        told = "What we learned from building our new forms, and the code and playbook for others to use."
        words = f"<p>{day(when)}. {told}</p>"
        facts["B09"] = SiteFact(when, site.url(site.page(NEWS, "Case study: rebuilding our forms", [words])))
    if chance(site, 0.1 + 0.6 * maturity):
        words = (
            "<p>We tested the prototype with twelve residents. This is what they found hard and what we changed.</p>"
        )
        facts["G10"] = SiteFact(True, site.url(site.page(NEWS, "Digital team blog: user research findings", [words])))
    return facts

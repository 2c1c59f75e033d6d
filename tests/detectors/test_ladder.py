"""The ladder level that one page proves, case by case."""

from __future__ import annotations

import pytest

from detectors.parse import read_page
from tests.detectors.pages import FORM, mark, page, shell

DO = "https://www.testham.gov.uk/forms/do"
FORM_PAGE = page("Report a missed bin", FORM, DO)
ACHIEVE = "https://testham-self.achieveservice.com/service/missed_bin"


@pytest.mark.parametrize(
    ("level", "content"),
    [
        (1, "<p>We empty every bin on your street.</p>"),
        (1, '<p>Read <a href="/policy">our policy</a> and <a href="/contact">contact us</a>.</p>'),
        (2, "<p>Call us on 01632 960123 to report it.</p>"),
        (2, '<p><a href="mailto:bins@testham.gov.uk">E-mail the team</a></p>'),
        (2, "<p>Write to Bin Team, Town Hall, Testham, ZZ1 1ZZ.</p>"),
        (2, '<p><a href="/media/missed-bin-form.pdf">Apply online</a></p>'),
        (3, f'<p><a class="button" href="{DO}">Report a missed bin</a></p>'),
        (3, f'<p>The quickest way is to <a href="{DO}">use our online form</a>.</p>'),
        (3, f'<div class="card"><a href="{DO}"><h3>Continue</h3></a></div>'),
        (3, f'<form method="get" action="{DO}"><button>Start now</button></form>'),
        (3, f"<button onclick=\"location.href='{DO}'\">Start now</button>"),
        (3, FORM),
        (3, f'<p><a href="{ACHIEVE}">Report it online</a></p>'),
        (4, f'<p><a href="{DO}">Report a missed bin</a> and track the progress of your report.</p>'),
        (4, f"<p>We will text you when your bin has been emptied.</p>{FORM}"),
    ],
)
def test_a_page_earns_the_level_of_what_it_really_offers(level: int, content: str) -> None:
    assert mark("S06", "Missed bin collection", content, {DO: FORM_PAGE}).level == level


@pytest.mark.parametrize(
    "content",
    [
        '<p>You cannot report this online.</p><a href="/forms/do">Report a missed bin</a><p>Call 01632 960123.</p>',
        '<p>This online form is currently unavailable.</p><a href="/forms/do">Report a missed bin</a>',
        '<p>Our missed bin form is not working at the moment.</p><a href="/forms/do">Report a missed bin</a>',
        '<a href="/forms/gone">Report a missed bin</a>',
        '<a href="https://www.otherford.gov.uk/bins">Report a missed bin</a>',
        '<form action="/feedback" method="post"><p>Was this page useful?</p>'
        '<label>Comment <textarea name="c"></textarea></label>'
        "<label>Name <input name=a></label><label>E-mail <input name=b></label><button>Send feedback</button></form>",
        '<form method="post"><label>E-mail <input type="email" name="e"></label>'
        "<button>Get our newsletter</button></form>",
    ],
)
def test_a_promise_that_does_not_hold_is_no_transaction(content: str) -> None:
    there = {
        DO: FORM_PAGE,
        "https://www.testham.gov.uk/forms/gone": page("Page not found", "", "https://www.testham.gov.uk/forms/gone"),
    }
    assert mark("S06", "Missed bin collection", content, there).level in (1, 2)


@pytest.mark.parametrize(
    ("level", "label"),
    [
        (4, "E-mail me when it has been done"),
        (4, "Mobile for a reminder"),
        (4, "Keep me informed"),
        (3, "E-mail"),
        (3, "Keep me informed about other council services"),
        (3, "E-mail me a copy of this form"),
        (3, "I would like to be kept informed about council news"),
        (3, "Remind me of my password"),
        (3, "Send me reminders about events"),
        (3, "E-mail me if you need more information"),
        (3, "Hoffwn dderbyn diweddariadau gan y Cyngor"),
        (4, "Rhowch wybod i mi pan fydd wedi’i wneud"),
    ],
)
def test_a_field_that_offers_to_tell_how_it_goes_joins_the_form_up(level: int, label: str) -> None:
    form = FORM.replace("<button>", f'<label>{label} <input name="t"></label><button>')
    content = f'<p><a href="{DO}">Report a missed bin</a></p>'
    assert mark("S06", "Missed bin collection", content, {DO: page("Report a missed bin", form, DO)}).level == level


SIGN_IN = "https://testham.permits.example/"
PASSWORD = (
    '<form method="post"><label>E-mail <input name="e"></label><label>Password <input type="password" name="p">'
    "</label><button>Sign in</button></form>"
)


@pytest.mark.parametrize(
    ("level", "said", "behind"),
    [
        (4, "", "Your permits, visitors and a reminder before one ends."),
        (4, "", "My permits. My vehicles."),
        (4, "Buy, renew, change your car or book visitors.", ""),
        (3, "", ""),
        (3, "Permits cost £30.", "Forgotten your password?"),
        (3, "", "Your permit is valid for a year."),
        (3, "To change your vehicle, call us.", ""),
        (3, "You must not change your vehicle without telling us.", ""),
        (3, "To cancel a booking, ring 01632 960123.", ""),
        (3, "", "See our help documents if you have a problem."),
        (3, "", "Check your spam folder for messages."),
        (3, "", "Your bill shows your account number."),
        (3, "", "Read our records policy."),
        (4, "", "See the permits you bought."),
    ],
)
def test_a_sign_in_joins_up_if_something_says_what_it_shows(level: int, said: str, behind: str) -> None:
    content = f'<p>{said}</p><p><a href="{SIGN_IN}">Residents: sign in to Testham Permits</a></p>'
    there = {SIGN_IN: page("Testham Permits", f"{PASSWORD}<p>{behind}</p>", SIGN_IN)}
    assert mark("S17", "Resident parking permits", content, there).level == level


def test_a_register_of_planning_applications_is_no_way_to_a_licence() -> None:
    register = "https://plans.testham.gov.uk/online-applications/"
    content = f'<p><a href="{register}">Look it up online</a></p><p>Call 01632 960123 for a licence.</p>'
    assert mark("S23", "Street trading licence", content, {}).level == 2


def test_an_outage_of_another_service_changes_nothing() -> None:
    banner = '<div class="alert">Parking permit applications are currently unavailable.</div>'
    assert (
        mark(
            "S06", "Missed bin collection", f'<a href="{DO}">Report a missed bin</a>', {DO: FORM_PAGE}, before=banner
        ).level
        == 3
    )


def test_a_condition_is_not_a_denial() -> None:
    content = f'<a href="{DO}">Report a missed bin</a><p>If you cannot report online, call 01632 960123.</p>'
    assert mark("S06", "Missed bin collection", content, {DO: FORM_PAGE}).level == 3


@pytest.mark.parametrize(
    ("title", "url"),
    [
        ("Missed bins: new way to report launched", "https://www.testham.gov.uk/news/missed-bins"),
        ("Agenda item: missed bins", "https://democracy.testham.gov.uk/mgAi.aspx?ID=1"),
        ("Missed bins consultation: have your say", "https://www.testham.gov.uk/services/x"),
        ("Job description: missed bin officer", "https://www.testham.gov.uk/services/x"),
        ("Missed bin refund scam", "https://www.testham.gov.uk/services/x"),
        ("Terms and conditions for missed bins", "https://www.testham.gov.uk/services/x"),
        ("Missed bins: freedom of information request", "https://www.testham.gov.uk/services/x"),
        ("Report a missed bin", "https://www.otherford.gov.uk/bins/missed"),
        ("Report a missed bin", "https://www.testhamgazette.example/bins"),
    ],
)
def test_pages_that_only_speak_about_a_service_earn_nothing(title: str, url: str) -> None:
    assert mark("S06", title, f'<a href="{DO}">Report a missed bin</a>', {DO: FORM_PAGE}, url=url).level == 0


@pytest.mark.parametrize("link", ["View the procedure", "Report of the scrutiny committee", "View the figures"])
def test_papers_to_read_are_no_way_to_act(link: str) -> None:
    found = mark("S06", "Missed bin collection", f'<p>Read how we work.</p><a href="{DO}">{link}</a>', {DO: FORM_PAGE})
    assert found.level == 1


@pytest.mark.parametrize(
    ("link", "level"), [("Report of the highways committee", 1), ("Report to the cabinet", 1), ("Report a pothole", 3)]
)
def test_a_report_of_somebody_is_a_paper_though_it_names_the_subject(link: str, level: int) -> None:
    content = f'<p>Read how we work.</p><a href="{DO}">{link}</a>'
    assert mark("S11", "Roads", content, {DO: FORM_PAGE}).level == level


@pytest.mark.parametrize(("outcome", "status"), [("disallowed", "disallowed"), ("timed_out", "unreachable")])
def test_an_action_that_could_not_be_followed_leaves_the_level_unknown(outcome: str, status: str) -> None:
    found = mark(
        "S06", "Missed bin collection", f'<a class="button" href="{DO}">Report a missed bin</a>', {DO: outcome}
    )
    assert (found.level, found.status) == (None, status)


def test_a_service_has_a_ceiling() -> None:
    content = f"<p>Track the progress of your report.</p>{FORM}"
    assert mark("C05", "Report a safeguarding concern", content, {}, cap=3).level == 3


def test_a_look_up_by_postcode_is_joined_up() -> None:
    content = '<form action="/find"><label>Postcode <input name="postcode"></label><button>Find</button></form>'
    assert mark("S05", "Bin collection days", content, {}).level == 4


@pytest.mark.parametrize(
    ("service", "title", "action"),
    [
        ("S06", "Casgliad bin a fethwyd", "Rhoi gwybod am fin heb ei gasglu"),
        ("S01", "Talu treth y cyngor", "Talu eich treth gyngor ar-lein"),
        ("C06", "Bathodyn Glas", "Gwneud cais am Fathodyn Glas"),
        ("S26", "Derbyniadau ysgol", "Gwneud cais am le mewn ysgol"),
    ],
)
def test_a_welsh_page_counts_the_same(service: str, title: str, action: str) -> None:
    there = {DO: page(action, FORM, DO, lang="cy")}
    assert mark(service, title, f'<a href="{DO}">{action}</a>', there, lang="cy").level == 3


def test_a_bot_wall_is_not_a_verdict() -> None:
    body = b"<html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1></body></html>"
    wall = read_page(body, DO, status=403)
    found = mark("S06", "Missed bin collection", f'<a class="button" href="{DO}">Report a missed bin</a>', {DO: wall})
    assert (found.level, found.status) == (None, "blocked")


def test_captcha_and_noscript_words_on_a_full_page_mean_nothing() -> None:
    body = shell(
        "Missed bin collection", "<p>" + "We collect every bin on your street each week. " * 30 + f"</p>{FORM}"
    )
    body = body.replace(
        b"<main>",
        b"<noscript>JavaScript is not enabled. Please enable it.</noscript><main><p>reCAPTCHA protects this form.</p>",
    )
    found = read_page(body, "https://www.testham.gov.uk/bins/missed")
    assert found.readable and mark("S06", "Missed bin collection", FORM, {}).level == 3


LOG_IN = (
    '<form method="post" action="/login"><label>E-mail <input name="e" type="email"></label>'
    '<label>Password <input name="p" type="password"></label><button>Sign in</button></form>'
)
LOOK_UP = '<form action="/x"><label>{label} <input name="postcode"></label><button>{button}</button></form>'


@pytest.mark.parametrize(
    ("service", "title", "content", "level"),
    [
        ("S17", "Parking permits", f"<p>You cannot change your address online.</p>{LOG_IN}", 3),
        ("S17", "Parking permits", f"<p>You cannot apply online.</p>{LOG_IN}", 1),
        ("S17", "Parking permits", '<p><a href="/go">Sign in to renew</a></p>', 3),
        ("S17", "Parking permits", '<p><a href="/go">Sign in to renew your permit</a></p>', 4),
        ("S08", "Garden waste permits", '<ul><li><a href="/go">Buy a permit</a></li></ul>', 3),
        ("S08", "Garden waste", '<ul><li><a href="/go">Buy a parking permit</a></li></ul>', 1),
        ("S15", "Street cleaning", LOOK_UP.format(label="Street cleaning by postcode", button="Find"), 4),
        ("S15", "Report street litter", LOOK_UP.format(label="Street litter: postcode", button="Find"), 3),
        ("S15", "Litter picking kits", '<p><a href="/go">Find your district council</a></p>', 1),
        ("S02", "Bins", "<p>Council tax discounts are elsewhere.</p><p>Bins: ring 01632 960123.</p>", 1),
        ("S21", "Pre-application advice", '<p><a href="/go">Request pre-app advice</a></p>', 3),
    ],
)
def test_what_is_said_beside_a_way_to_act_counts_for_what_it_is(
    service: str, title: str, content: str, level: int
) -> None:
    assert mark(service, title, content).level == level


def test_a_page_hosted_for_the_council_is_its_own_and_one_of_the_same_place_is_not() -> None:
    hosted = "https://testham.hosting.example/building-control"
    signed = mark("S17", "Parking permits | Testham Borough Council", FORM, url=hosted)
    assert signed.level == 3 and not signed.stranger
    assert mark("S17", "Parking permits | Testham Food Bank", FORM, url=hosted).stranger
    elsewhere = "https://other.hosting.example/building-control"
    assert mark("S17", "Parking permits | Testham Borough Council", FORM, url=elsewhere).stranger


@pytest.mark.parametrize(
    ("service", "title", "content", "level"),
    [
        ("S28", "When may it be used?", "<p>From 9.30am, on any bus with your pass.</p>", 1),
        ("S02", "Who counts as an adult here?", "<p>How big is the discount? A quarter off.</p>", 1),
        ("S28", "Planning applications", "<p>The bus pass office looks at them.</p>" + "<p>Words.</p>" * 3, 1),
        ("S17", "When may it be used?", "<p>From 9.30am, on any bus with your pass.</p>", 0),
    ],
)
def test_a_title_that_names_no_service_is_read_with_what_follows(
    service: str, title: str, content: str, level: int
) -> None:
    assert mark(service, title, content).level == level


@pytest.mark.parametrize(
    ("title", "folder", "level"),
    [
        ("Your questions answered", "/council-tax/questions", 1),
        ("Your questions answered", "/leisure/questions", 0),
    ],
)
def test_a_title_that_names_no_service_is_read_with_the_folders_of_its_address(
    title: str, folder: str, level: int
) -> None:
    assert (
        mark("S01", title, "<p>We answer within a week.</p>", url=f"https://www.testham.gov.uk{folder}").level == level
    )


@pytest.mark.parametrize(
    ("service", "title", "said", "level"),
    [
        ("S11", "Potholes", "We will keep you informed of the progress of your complaint.", 3),
        ("S06", "Missed bins", "Not happy? You can track your complaint in your account.", 3),
        ("S11", "Potholes", "Gallwch ddilyn hynt eich cwyn.", 3),
        ("S11", "Potholes", "You can track your report or complaint in your account.", 4),
        ("S16", "Noise nuisance", "You can track your complaint in your account.", 4),
        ("S16", "Barking dogs and other noise", "We will keep you informed of the progress of your complaint.", 4),
    ],
)
def test_a_complaint_is_followed_only_where_complaints_are_the_service(
    service: str, title: str, said: str, level: int
) -> None:
    assert mark(service, title, f'<p><a href="/go">Report it online</a></p><p>{said}</p>').level == level

"""Links and buttons that lead to the task in words of their own, and those that sound so and do not."""

from __future__ import annotations

import pytest

from tests.detectors.pages import FORM, mark, page

DO = "https://www.testham.gov.uk/go/1"


@pytest.mark.parametrize(
    ("service", "title", "label"),
    [
        ("S02", "Single person discount", "Look up my claim"),
        ("S02", "Single person discount", "Ask for 25% off"),
        ("S04", "Small business rate relief", "Ask for relief"),
        ("S05", "Bin collection days", "Choose your house"),
        ("S11", "Potholes", "Put a pin on the map"),
        ("S11", "Potholes", "Point to the hole on a map"),
        ("S12", "Street lights", "Show me the lights"),
        ("S13", "Fly-tipping", "Drop a pin"),
        ("S16", "Noise nuisance", "Tell the night team"),
        ("S18", "Parking fines", "Put your side of the story"),
        ("S19", "Dropped kerbs", "Get a price"),
        ("S20", "Search planning applications", "Inspect the register"),
        ("S22", "Building control", "Ask for a visit"),
        ("S23", "Taxi licences", "Renew yours"),
        ("S24", "Wedding ceremonies", "Hold a date"),
        ("S25", "Libraries", "Open my borrower record"),
        ("S28", "Bus passes", "Start my form"),
        ("S17", "Parking permits", "Renew it"),
        ("C01", "Care needs assessment", "Go to the form"),
        ("C01", "Care needs assessment", "I am asking for somebody else"),
        ("C05", "Worried about a child", "I am a neighbour or a friend"),
        ("C05", "Worried about a child", "I work with children"),
        ("C08", "Family hubs", "Reserve a place"),
        ("C09", "Homelessness", "Get help"),
        ("C11", "Crisis fund", "Make a claim"),
        ("S10", "Recycling centre", "Dewiswch amser"),
        ("C09", "Digartrefedd", "Gofynnwch am help"),
    ],
)
def test_a_call_to_act_counts_in_any_words(service: str, title: str, label: str) -> None:
    content = f'<p>It takes two minutes.</p><p><a href="{DO}">{label}</a></p><p><a href="/go/2">Our charter</a></p>'
    assert (mark(service, title, content).level or 0) >= 3
    assert (mark(service, title, content, {DO: page(label, FORM, DO)}).level or 0) >= 3


@pytest.mark.parametrize(
    "label",
    [
        "Get advice from Citizens Advice", "Ask the ombudsman", "Tell the police", "Go to the county council",
        "Get directions", "Choose a font size", "Find your nearest library", "Show more", "Get our newsletter",
        "Join our Facebook group", "Make a complaint", "Make a donation", "Ask a question about this page",
        "Tell us what you think", "Report a problem with this page", "Give us your feedback", "Watch the film",
        "See the price list", "Use our A to Z", "Go to the top", "Go back", "Return to rubbish and recycling",
        "Open the leaflet", "Get the facts", "Get to know us", "Choose a provider", "Check the rules", "See what we do",
        "Go to the news page", "Try our recipe ideas", "Keep up to date", "Leave this page", "Put it out",
        "Make a difference", "Start a compost heap", "Book a computer", "Make a freedom of information request",
        "Continue reading", "I agree", "I want to know more", "Enter our competition", "Open the guide (PDF)",
        "Ask your MP", "Ask your landlord", "Tell your insurer", "Choose your language", "Select a language",
        "Start a conversation on X", "Put the lid down", "Look up words", "Show all news",
        "Make a start on your letter", "I am a carer: read Anna's story", "View the outcome of our prosecutions",
        "See the current charges", "Look up the figures", "See if we met our targets", "Sign the petition",
        "Book a place on our open day", "Reserve a seat at the workshop", "Join our webinar", "Send us a postcard",
        "Choose your favourite design", "I'm a manager: hear my story", "Take our quiz", "Say what you like about us",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("service", "title"), [("S06", "Missed bin collection"), ("S11", "Potholes"), ("C09", "Homelessness")]
)
def test_what_only_sounds_like_a_call_to_act_is_none(service: str, title: str, label: str) -> None:
    content = f'<p>What we do and when.</p><p><a href="{DO}">{label}</a></p><p><a href="/go/2">Our charter</a></p>'
    assert mark(service, title, content).level == 1


@pytest.mark.parametrize(
    ("service", "title", "label", "level"),
    [
        ("S11", "Potholes", "Tell us what you think about potholes", 1),
        ("C04", "Care services", "Tell us what you think of our directory of care services", 1),
        ("S22", "Building control", "View the building control charges", 1),
        ("C03", "Paying for care", "View your care charges", 3),
        ("C06", "Blue Badge misuse", "Report misuse of a Blue Badge", 1),
        ("S28", "Bus passes", "Report bus pass fraud", 1),
        ("C06", "Bathodyn Glas", "Rhoi gwybod am gamddefnyddio Bathodyn Glas", 1),
        ("C06", "Blue Badges", "Report a lost or stolen Blue Badge", 3),
    ],
)
def test_views_prices_and_fraud_are_no_task_though_the_link_names_the_service(
    service: str, title: str, label: str, level: int
) -> None:
    assert mark(service, title, f'<p>What we do and when.</p><p><a href="{DO}">{label}</a></p>').level == level


@pytest.mark.parametrize(
    ("address", "level"),
    [
        ("https://www.testham.gov.uk/forms/noise-diary", 3),
        ("https://forms.testham.gov.uk/noise", 3),
        ("https://www.testham.gov.uk/noise/law", 1),
        ("https://testham.noise-app.example/forms/1", 3),
        ("https://www.noise-society.example/forms/1", 1),
    ],
)
def test_an_address_of_forms_says_what_its_link_does_not(address: str, level: int) -> None:
    content = f'<p>Keep a note of dates.</p><p><a href="{address}">The diary sheets</a></p><p><a href="/2">Law</a></p>'
    assert mark("S16", "Noise nuisance", content).level == level


LOOK_UP = '{legend}<form action="/x"><label>Postcode <input name="postcode"></label><button>Find</button></form>'


@pytest.mark.parametrize(
    ("service", "title", "content", "level"),
    [
        ("S06", "Missed bin collection", LOOK_UP.format(legend=""), 3),
        ("S21", "Do I need planning permission?", LOOK_UP.format(legend=""), 3),
        ("S16", "Noise nuisance", LOOK_UP.format(legend="<h2>Find a councillor</h2>"), 1),
        (
            "S11",
            "Potholes",
            '<form><label>Nearest library: postcode <input name="p"></label><button>Find</button></form>',
            1,
        ),
        ("S14", "Testham", f"<h2>Dumped vehicles</h2>{FORM}", 3),
        ("S14", "Testham", f"<h2>Dumped vehicles</h2><h2>Fly-tipping</h2>{FORM}", 1),
        ("S14", "Contact us", f"<h2>Dumped vehicles</h2>{FORM}", 2),
        ("S16", "Testham", f"<p>We deal with noise nuisance.</p>{FORM}", 1),
        (
            "S25",
            "Library catalogue",
            '<p><a href="https://testham.spydus.co.uk/my">Borrower record</a></p>',
            3,
        ),
        ("S03", "Moving home", '<p><a href="/go/1">Tell Revenues about the move</a></p>', 3),
        ("S03", "Moving home", "<p>You cannot save the form and return to it later.</p>", 1),
        ("S23", "Taxi drivers", '<p><a href="/go/1">Renew your badge</a></p>', 3),
        ("S23", "Taxi drivers", '<p><a href="/go/1">Renew your badge</a></p><p><a href="/go/2">Fees</a></p>', 0),
        ("C08", "Funded childcare", '<p><a href="/forms/1">Am I entitled to 30 hours?</a></p>', 3),
        ("C08", "Funded childcare", '<p><a href="/childcare/who">Am I entitled to 30 hours?</a></p>', 1),
        (
            "S17",
            "Parking permits",
            '<p><a href="https://testham.parkweave.example/buy">Continue to ParkWeave</a></p>',
            3,
        ),
        ("S17", "Parking permits", '<p><a href="https://www.parkweave.example/buy">Continue to ParkWeave</a></p>', 1),
        ("S08", "Garden waste", '<p><a href="/go/1">Renew your assisted collection</a></p>', 1),
        ("S08", "Garden waste", '<p><a href="/go/1">Reserve a place on an allotment list</a></p>', 1),
    ],
)
def test_what_stands_on_the_page_of_a_task_is_for_it_unless_it_says_otherwise(
    service: str, title: str, content: str, level: int
) -> None:
    found = mark(service, title, content).level or 0
    assert found >= 3 if level == 3 else found == level


@pytest.mark.parametrize(
    ("service", "title", "label", "level"),
    [
        ("C02", "Carers' week", "Book a place", 1),
        ("S22", "Building control training", "Reserve a seat", 1),
        ("S02", "Council tax discount statistics", "Look it up", 1),
        ("S17", "Parking permits: our charter", "Have your say here", 1),
        ("S23", "Taxi driver training", "Apply for a taxi licence", 3),
        ("C08", "Family hubs", "Book a place", 3),
        ("S22", "Building control", "Ask for a visit", 3),
    ],
)
def test_a_page_about_the_service_begins_it_only_where_the_link_names_it(
    service: str, title: str, label: str, level: int
) -> None:
    content = f'<p>It takes two minutes.</p><p><a href="{DO}">{label}</a></p>'
    assert mark(service, title, content).level == level

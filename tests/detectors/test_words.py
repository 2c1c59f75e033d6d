"""Vocabulary, fingerprints, kinds, dates, quotations and grades."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.addresses import AddressWordsError, address_texts, apart, load_vocabulary, services_named
from detectors.beginnings import beginnings, literals
from detectors.cues import STRONG, WEAK, CueError, ServiceCues, default_cues, load_cues
from detectors.dates import dates_in, last_year_of
from detectors.decode import text_of
from detectors.fingerprints import FingerprintError, default_fingerprints, load_fingerprints
from detectors.locate import locate
from detectors.pages import PageModel
from detectors.urls import address_key
from detectors.welsh_mutations import looks_welsh
from detectors.wording import fold, quote, without_mail
from register.services import load_services

REGISTER = Path(__file__).resolve().parents[2] / "data" / "register"


@pytest.mark.parametrize(
    ("address", "published"),
    [
        ("https://a.gov.uk/report?to=a.person@a.gov.uk&x=1", "https://a.gov.uk/report?to=[e-mail]&x=1"),
        ("https://a.gov.uk/report?to=a.person%40A.GOV.UK", "https://a.gov.uk/report?to=[e-mail]"),
        ("https://a.gov.uk/contact/a_person+bins@a.gov.uk/form", "https://a.gov.uk/contact/[e-mail]/form"),
        ("https://a.gov.uk/report?to=o'a.person%2540a.gov.uk#x", "https://a.gov.uk/report?to=[e-mail]#x"),
        ("https://a.gov.uk/@council", "https://a.gov.uk/@council"),
        ("https://a.gov.uk/jquery@3.1.1/?id=01234567890", "https://a.gov.uk/jquery@3.1.1/?id=01234567890"),
    ],
)
def test_addresses_are_published_without_the_mail_addresses_in_them(address: str, published: str) -> None:
    assert without_mail(address) == published


def test_every_service_of_the_register_has_a_vocabulary() -> None:
    assert set(default_cues().services) == {service.code for service in load_services(REGISTER)}


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("We missed your bin", "S06"),
        ("Lost or stolen bin", "S07"),
        ("Which bin goes out this week", "S05"),
        ("Holes in the road", "S11"),
        ("Cerdyn teithio", "S28"),
        ("Who pays for care", "C03"),
        ("Facing eviction", "C09"),
        ("Cyngor cyn gwneud cais cynllunio", "S21"),
        ("Ways in which council tax may be paid", "S01"),
        ("Who doesn't count for council tax", "S02"),
        ("Unoccupied and unfurnished properties", "S02"),
        ("Changes of occupancy", "S03"),
        ("New here?", "S03"),
        ("Transitional relief", "S04"),
        ("Pa fin sydd allan heddiw?", "S05"),
        ("Non-collection of waste", "S06"),
        ("Purchase of bins", "S07"),
        ("Policy on the provision of containers", "S07"),
        ("Green Garden Club", "S08"),
        ("Sunken manhole cover", "S11"),
        ("Household waste duty of care", "S13"),
        ("Cerbydau gadawedig", "S14"),
        ("Burglar alarms", "S16"),
        ("Notice to owner", "S18"),
        ("Neighbour notification", "S20"),
        ("Discharge of conditions", "S21"),
        ("Commencement notice", "S22"),
        ("Hackney carriage", "S23"),
        ("Stillbirth", "S24"),
        ("Registering for Primary 1", "S26"),
        ("Oversubscription criteria", "S26"),
        ("Learner travel", "S27"),
        ("Clothing grants", "S27"),
        ("When can I use my pass?", "S28"),
        ("Reablement", "C01"),
        ("Respite care", "C02"),
        ("Self-directed support", "C03"),
        ("Choosing a care home", "C04"),
        ("Multi-agency referral", "C05"),
        ("Graduated approach", "C07"),
        ("Flying Start", "C08"),
        ("Temporary accommodation", "C09"),
        ("Mutual exchange", "C10"),
        ("Community care grants", "C11"),
        ("Scheme of Assistance", "C12"),
        ("Care and repair", "C12"),
        ("Report a lost bin", "S07"),
        ("Register of major, minor and householder applications", "S20"),
        ("Requesting an assessment: parents and young people", "C07"),
        ("Eiddo gwag ac ail gartrefi", "S02"),
        ("Cynnal a chadw ffyrdd", "S11"),
        ("Datblygiad a ganiateir", "S21"),
        ("Cerbydau hacni", "S23"),
        ("Help i fyw'n annibynnol", "C01"),
        ("Household waste permit", "S10"),
        ("Approved venues for weddings", "S24"),
    ],
)
def test_a_service_is_known_however_it_is_put(text: str, service: str) -> None:
    assert default_cues().score(service, text) == 2.0


@pytest.mark.parametrize(
    ("service", "others", "own"),
    [
        ("S02", ["Discounts", "One person hurt in house fire"], ["One person in the household"]),
        (
            "S03",
            ["Leaving the city council as an employee", "New keys for council tenants", "New keys", "Moving",
             "Selling your home under Right to Buy"],
            ["Leaving the city", "Got the keys", "Selling your home", "Moving home"],
        ),
        ("S04", ["Shops and offices to let", "Shops and offices", "Traders"], ["Rates on shops and offices"]),
        (
            "S16",
            ["Noise at work", "Keep your dog quiet", "House alarms for older people"],
            ["A burglar alarm that rings all night", "Noise", "Neighbours keeping you awake", "Loud music"],
        ),
        ("S01", ["Spread the cost of a funeral"], ["Spread the cost"]),
        ("S05", ["Books collection from your home library service"], ["Collections from your house"]),
        ("S06", ["Debt collections not made"], ["Collections not made"]),
        ("S09", ["White goods grants", "Help to buy furniture"], ["Collection of white goods"]),
        ("S11", ["Report a trip hazard in a council block"], ["Trip hazards"]),
        ("S12", ["The room is too dark", "Light repairs"], ["It is too dark", "Light faults"]),
        ("S18", ["You have a ticket"], ["You have received a parking ticket"]),
        ("S20", ["Find our plans", "Look at our plans for the city"], ["Search for plans"]),
        ("C04", ["Things to do near you", "Things to do in your area"], ["Things to do for older people"]),
        ("C09", ["Section 21 of the Highways Act"], ["Section 21 notice"]),
        ("C10", ["Register for council services online", "Register for a council letter"], ["Register for housing"]),
        ("S02", ["Older people living by themselves"], ["Living by yourself"]),
        ("S10", ["Recycling centre jobs"], ["Recycling centre"]),
        ("C02", ["Work with us as a carer", "Duty of care for your waste"], ["Support for carers"]),
        ("S24", ["P1 registration", "Lottery registration"], ["Registration of births"]),
        ("S18", ["Private car park fines"], ["Car park fines"]),
        ("S27", ["Holiday lunch clubs"], ["School lunches"]),
        ("S15", ["Volunteer litter pick kits", "Spring clean week"], ["Litter on the street"]),
        ("C04", ["Community care grants", "Local support scheme"], ["Community support near you"]),
        ("C10", ["Extra care housing"], ["Council housing list"]),
        ("S14", ["Tell DVLA that you sold a car"], ["An untaxed car that was left"]),
        ("C06", ["Renew a taxi badge"], ["Misuse of a badge"]),
        ("S06", ["Non-collection of rents"], ["Report a non-collection"]),
        ("S25", ["Library rooms", "Interest rates for loans", "Register for loans"], ["Renew loans", "Library loans"]),
    ],
)  # fmt: skip
def test_words_that_neighbours_share_do_not_name_a_service_by_themselves(
    service: str, others: list[str], own: list[str]
) -> None:
    cues = default_cues()
    assert [text for text in others if cues.score(service, text) >= STRONG] == []
    assert [text for text in own if cues.score(service, text) < STRONG] == []


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ("paycounciltax", "pay council tax"),
        ("droppedkerb", "dropped kerb"),
        ("buildingcontrol", "building control"),
        ("reportabandonedvehicle", "report abandoned vehicle"),
        ("housingbenefit", "housing benefit"),
        ("schooltransport", "school transport"),
        ("talutreth", "talu treth"),
        ("homelessness", "homelessness"),
        ("wychavon", "wychavon"),
        ("bin", "bin"),
    ],
)
def test_words_that_run_together_are_told_apart(run: str, words: str) -> None:
    assert " ".join(apart(run)) == words


@pytest.mark.parametrize(
    ("path", "texts"),
    [
        ("pay/CouncilTax.aspx", ["council tax", "pay council tax"]),
        ("droppedkerbs/", ["dropped kerbs"]),
        ("article/1234/Missed-bin", ["missed bin"]),
        ("bins/index.aspx?articleid=12", ["bins"]),
        ("waste/collections/2", ["collections", "waste collections"]),
        ("index.cfm?articleid=12", []),
        ("ufs/ufsmain?formid=ABANDONED_VEHICLE&ebd=0", ["abandoned vehicle"]),
        ("do-it-online#report-it", ["do it online"]),
        ("", []),
    ],
)
def test_the_last_words_of_an_address_are_read(path: str, texts: list[str]) -> None:
    assert list(address_texts(f"https://www.testham.gov.uk/{path}")) == texts


def test_an_address_of_a_subject_names_all_of_its_services_alike() -> None:
    def named(path: str) -> dict[str, float]:
        return services_named(f"https://www.testham.gov.uk/{path}", default_cues())

    assert {"S05", "S07", "S08", "S09"} <= {code for code, score in named("recyclingandwaste").items() if score == WEAK}
    assert named("parking")["S17"] == named("parking")["S18"] == WEAK
    assert max(named("paycounciltax"), key=named("paycounciltax").get) == "S01"
    assert named("report-missed-bin") == {"S06": STRONG} and named("node/1234") == {}


@pytest.mark.parametrize("line", ["Bin 3", "bin", "bin none", "bin 0", "bin  3"])
def test_a_wrong_vocabulary_is_refused_by_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "words.txt").write_text(f"# head\n{line}\n", encoding="utf-8")
    with pytest.raises(AddressWordsError, match="words.txt, line 2"):
        load_vocabulary(tmp_path / "words.txt")


@given(st.text(alphabet=st.sampled_from("abdegiknprstuw"), min_size=1, max_size=30))
def test_no_letter_is_lost_in_telling_words_apart(run: str) -> None:
    assert "".join(apart(run)) == run


@given(st.text(alphabet=st.sampled_from("abcdefghijklmnopqrstuvwy "), max_size=40))
def test_the_cheap_test_never_hides_a_match(text: str) -> None:
    cues, folded = default_cues(), fold(text)

    def plainly(entry: ServiceCues) -> float:
        for strength, listed in ((STRONG, entry.strong), (WEAK, entry.weak)):
            if any(all(term.search(folded) for term in cue) for cue in listed):
                return 0.0 if entry.excluded is not None and entry.excluded.search(folded) else strength
        return 0.0

    expected = {code: plainly(entry) for code, entry in cues.services.items() if folded and plainly(entry)}
    found = cues.services_in(text)
    assert {code: found.get(code) for code in expected} == expected
    assert looks_welsh(folded) or found == expected


def test_beginnings_name_every_possible_beginning() -> None:
    assert beginnings(r"\b(?:wheelie )?(?:bins?\b|box)") == frozenset(("whee", "bin", "bins", "box"))
    assert beginnings(r"\b(?:\w+)") == frozenset({""})


@pytest.mark.parametrize(
    ("expression", "pieces"),
    [
        (r"/info/\d+/", ("/info/",)),
        (r"/cmis5?/|^//(?:www\.)?gov\.uk/(?:pay|apply)-", ("/cmis", "gov.uk/")),
        (r"(?<!care)homes?\.asp", ("home",)),
        (r"/form/|\d+", ()),
    ],
)
def test_literals_are_pieces_of_all_that_an_expression_matches(expression: str, pieces: tuple[str, ...]) -> None:
    assert literals(expression) == pieces


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('[S01]\nstrong = ["{nothing}"]\n', "nothing"),
        ('[S01]\nstrong = ["("]\n', "regular expression"),
        ("[S01]\nweak = []\n", "strong"),
        ('[S01]\nstrong = ["a"]\n', "subject"),
        ('[S01]\nstrong = ["a"]\nverbs = ["fly"]\n', "verbs"),
        ("[S01\n", "not TOML"),
    ],
)
def test_a_faulty_vocabulary_names_its_fault(tmp_path: Path, text: str, error: str) -> None:
    (tmp_path / "cues.toml").write_text(text)
    with pytest.raises(CueError, match=error):
        load_cues(tmp_path / "cues.toml")


def test_every_fingerprint_recognises_its_own_example() -> None:
    prints = default_fingerprints()
    for product in prints.products:
        for signal in product.signals:
            if signal.kind in ("host", "path"):
                url = signal.example if signal.example.startswith("http") else f"https://a.example{signal.example}"
                seen = prints.of_address(url)
                assert seen is not None, (product.id, signal.example)
            else:
                assert signal.test is not None and (signal.kind == "header" or signal.test.search(signal.example)), (
                    product.id
                )


@pytest.mark.parametrize(
    "pattern",
    [
        "one[.]js$",
        "^/b/",
        r"one[.]js\\s/b",
        "one[^x]+two",
        "(?s)one.+two",
        "one.+two",
        "one(?=[.]js\\n)",
        "(?:one|three)[.]js",
    ],
)
def test_a_sign_is_seen_wherever_it_stands_among_the_lines(tmp_path: Path, pattern: str) -> None:
    signal = f'[[product]]\nid = "a"\nname = "A"\ncategory = "cms"\nsignals = [{{kind="html", pattern="{pattern}", '
    (tmp_path / "f.toml").write_text(f'{signal}confidence=0.5, example="a", basis="known"}}]\n')
    prints = load_fingerprints(tmp_path / "f.toml")
    test, assets = prints.products[0].signals[0].test, ("/a/one.js", "/b/two.js")
    found = test.search("\n".join((*assets, ""))) if test is not None else None
    seen = prints.of_page(PageModel("https://www.testham.gov.uk/", assets=assets), {})
    assert [sighting.evidence for sighting in seen] == ([found[0]] if found else [])


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ('category = "toys"\nsignals = []', "signals"),
        ('category = "toys"\nsignals = [{kind="host"}]', "category"),
        ('category = "cms"\nsignals = [{kind="smell", pattern="a", confidence=0.5, example="a"}]', "kind"),
        ('category = "cms"\nsignals = [{kind="host", pattern="a", confidence=2, example="a"}]', "confidence"),
    ],
)
def test_a_faulty_fingerprint_names_its_fault(tmp_path: Path, line: str, error: str) -> None:
    (tmp_path / "f.toml").write_text(f'[[product]]\nid = "a"\nname = "A"\n{line}\n')
    with pytest.raises(FingerprintError, match=error):
        load_fingerprints(tmp_path / "f.toml")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Reviewed on 4 March 2025", date(2025, 3, 4)),
        ("04/03/2025", date(2025, 3, 4)),
        ("March 2025", date(2025, 3, 31)),
        ("2025-03-04", date(2025, 3, 4)),
        ("4ydd Mawrth", None),
        ("4 Mawrth 2025", date(2025, 3, 4)),
        ("31 June 2025", None),
        ("Spending 2026 09", date(2026, 9, 30)),
    ],
)
def test_dates_are_read_as_printed(text: str, day: date | None) -> None:
    assert [d.day for d in dates_in(text)] == ([day] if day else [])


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("the 15 March 2020 and 2021", [date(2020, 3, 15)]),
        ("On the 30th of September 2020, 1 May 2021", [date(2020, 9, 30), date(2021, 5, 1)]),
        ("since 1999 " + "or later " * 9 + "2 o Ionawr 2024" + " or later" * 9 + " May 2025",
         [date(2024, 1, 2), date(2025, 5, 31)]),
        ("2020-03-04, then 2020-05 or 6/7/2020", [date(2020, 3, 4), date(2020, 5, 31), date(2020, 7, 6)]),
        ("1 March 192020 or 12020", []),
    ],
    ids=["a year behind", "the longest", "far apart", "run together", "no years"],
)  # fmt: skip
def test_dates_are_whole_however_near_years_stand(text: str, days: list[date]) -> None:
    assert [d.day for d in dates_in(text)] == days


def test_the_end_of_a_span_counts() -> None:
    assert (last_year_of("Digital Strategy 2022-2025"), last_year_of("2023/24"), last_year_of("no year")) == (
        2025,
        2024,
        None,
    )


def test_a_quotation_is_short_and_names_nobody() -> None:
    text = (
        "Contact Cllr Jane Example on 01632 960 123 or jane@testham.gov.uk for one two three four five six seven eight"
    )
    said = quote(text)
    assert len(said.rstrip(" …").split()) <= 12
    assert "Jane" not in said and "960" not in said and "@" not in said


@given(st.text(max_size=200))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.text(max_size=60), max_size=4))
def test_a_text_is_folded_as_its_lines_are(lines: list[str]) -> None:
    assert fold("\n".join(lines)) == " ".join(filter(None, map(fold, lines)))


@pytest.mark.parametrize("printed", ["it's", "it`s", "it\u2019s", "it\u00b4s", "it`s \u00a9"])
def test_an_apostrophe_is_one_however_it_is_printed(printed: str) -> None:
    assert fold(printed) == "its"


def test_addresses_compare_as_people_see_them() -> None:
    assert address_key("http://www.testham.gov.uk:80/a/?utm_source=x#y") == address_key("https://testham.gov.uk/a")


def test_a_locator_points_at_the_words() -> None:
    body = b'<body><main id="m"><p>One</p><p>Two <a href="/x">Report it</a></p></main></body>'
    assert locate(body, "Report it") == "#m > p:nth-of-type(2) > a:nth-of-type(1)"


@pytest.mark.parametrize(
    ("inside", "words", "where"),
    [
        ("<div>A <p>The  bins &amp; b</p></div>", "The bins & b", "body > div:nth-of-type(1) > p:nth-of-type(1)"),
        ('<p>x</p><input value="Report it now">', "Report it", "body > input:nth-of-type(1)"),
        ('<p>x</p><td value="Pay">Call</td>', "Pay", ""),
        ("<p>\x7f of bins</p>", "\x7f of", "body > p:nth-of-type(1)"),
        ("<p>Bins</p>", "\x7f\x01", ""),
        ("<span>Bins</span>", "Bins", ""),
        ("<a>Pay <b>it</b></a><p>Pay it</p><a>Pay it</a>", "Pay it", "body > a:nth-of-type(1)"),
        ('<a title="Pay it">x</a><p>Pay it</p><a>Pay it</a>', "Pay it", "body > a:nth-of-type(2)"),
        ('<a href="/pay">x</a><p>pay</p><a>pay</a><a>pay</a>', "pay", "body > a:nth-of-type(2)"),
    ],
    ids=[
        "innermost",
        "on a button",
        "not on what has words",
        "beside a control",
        "a control alone",
        "never quoted",
        "in pieces before it is whole",
        "after an attribute",
        "the first of two",
    ],
)
def test_a_locator_finds_words_as_they_are_seen(inside: str, words: str, where: str) -> None:
    assert locate(f"<html><body>{inside}</body></html>".encode(), words) == where


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("<title>Report bins | Council</title><h1>Report bins</h1>", "Report bins"),
        ("<script>Report bins</script><p>x</p><h1>Report bins</h1>", "Report bins"),
        ('<a href="/x">Report <b>missed</b> bins</a><h1>Report missed bins</h1>', "missed bins"),
        ('<h2>Report bins</h2><a href="/x"><div>Report bins</div>', "Report bins"),
        ('<button value="Report bins"></button>', "Report bins"),
        ('<button value="Report bins">Go</button><h1>Report bins</h1>', "Report bins"),
        ("<p>Report bins</p>", "Report bins"),
        ("<h1>Report &amp; bins</h1>", "Report & bins"),
        ('<p>Report bins</p><a title="Report bins">x</a><A HREF="/x">Report bins</A>', "Report bins"),
        ('<p>Report bins</p><button>Report bins<br value="', "Report bins"),
    ],
    ids=[
        "title",
        "in a script",
        "in pieces",
        "within a link",
        "on a button",
        "not on it",
        "in a line",
        "as an entity",
        "a link after a line",
        "in a tag that does not end",
    ],
)
def test_a_locator_is_the_same_however_much_follows(inside: str, words: str) -> None:
    page = f"<html><body>{inside}".encode()
    assert locate(page, words) == locate(page + b"<p>x</p>" * 500, words) != ""


@pytest.mark.parametrize(
    ("markup", "read"),
    [
        (f"<p {'x' * 30_001}>a</p>", "<div>a</p>"),
        (f"<p>{'x' * 30_001}>a</p>", None),
        (f"<p {'x' * 29_990}>a</p>", None),
        (f"<img src='data:image/png;base64,{'A' * 2000}'>", "<img src='data:,'>"),
        ("<p>a\x00\x0bb\t\n</p>", "<p>a b\t\n</p>"),
        ("<p>\u0175 \u00a3</p>", None),
    ],
    ids=["long tag", "long text", "tag not too long", "picture", "controls", "tame"],
)
def test_what_makes_a_tree_builder_slow_is_dropped_and_nothing_else(markup: str, read: str | None) -> None:
    assert text_of(markup.encode(), "utf-8") == (markup if read is None else read)

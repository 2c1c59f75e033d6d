"""What makes a transaction joined up, sentence by sentence: what says so, and what only sounds like it."""

from __future__ import annotations

from pathlib import Path

import pytest

from detectors.services.features import features_of, stated_in
from detectors.services.joined_up import SignsError, load_signs
from tests.detectors.pages import page


def _named(sentence: str) -> set[str]:
    return {feature.name for feature in stated_in([sentence])}


@pytest.mark.parametrize(
    ("sentence", "feature"),
    [
        ("Sign in to your account to see your bills and what you have paid.", "account"),
        ("Residents and landlords can sign in to view their bill and balance.", "account"),
        ("We track every report and you can see its status on the map.", "tracking"),
        ("Check the status of your street light report.", "tracking"),
        ("If your pothole has not yet been filled, check the progress of your report.", "tracking"),
        ("We will email you a reminder before your DBS certificate expires.", "reminders"),
        ("We will email you at each stage of the process.", "reminders"),
        ("Manage your permits and season tickets in your account.", "account"),
        ("Use a log-in to see your loans and reservations.", "account"),
        ("The parent portal shows whether your application has been checked.", "account"),
        ("Once you are signed in everything about your permits is in one place.", "account"),
        ("Mewngofnodwch i weld eich balans a'ch taliadau.", "account"),
        ("You can follow the progress of your report online.", "tracking"),
        ("Use the reference to find out what has been decided and what happens next with your case.", "tracking"),
        ("Come back to see how far your claim has got.", "tracking"),
        ("Gallwch ddilyn hynt eich adroddiad ar y map.", "tracking"),
        ("We will text you the evening before your collection.", "reminders"),
        ("You will get an e-mail each time the status of your report changes.", "reminders"),
        ("Leave a mobile number and we'll text you when it has been put right.", "reminders"),
        ("Opt in to e-mail reminders and never miss a date.", "reminders"),
        ("Byddwn yn anfon neges atgoffa cyn y dyddiad.", "reminders"),
        ("You get an email when the lamp is lit again.", "reminders"),
        ("Applicants sign in to see their points.", "account"),
        ("The form already has your name and address in it.", "prefill"),
        ("You need not give your details again: we fill them in for you.", "prefill"),
        ("Subscribe to the calendar and the dates appear on your phone.", "feed"),
        ("The same records are offered through a public API.", "feed"),
        ("You will get an account where you can follow your application.", "tracking"),
        ("See where your report is.", "tracking"),
        ("Reports are shown to everyone with their state.", "tracking"),
        ("Resume a saved application.", "tracking"),
        ("Sign in to renew your permit.", "account"),
        ("View or amend your application.", "account"),
        ("Renew your loans online.", "account"),
        ("Track your points with your log-in.", "tracking"),
        ("Gweld eich bil treth gyngor.", "account"),
        ("Your details will be filled in automatically if you log in.", "prefill"),
        ("You get an email with updates about your report.", "reminders"),
        ("Send us your mobile number to get text reminders before your collection.", "reminders"),
        ("By following your application online you can see its progress.", "tracking"),
        ("View your bill for the current year.", "account"),
        ("Check the progress of your report online or call 01632 960123.", "tracking"),
        ("Rate payers sign in for bills, discounts.", "account"),
        ("View your school offer.", "account"),
        ("Save your card details for next time.", "prefill"),
        ("Log back in at any time and the claim will read Received, Being checked or Awarded.", "account"),
        ("Everything due, paid and left to pay is listed in your portal.", "account"),
        ("Bookings can be moved to another day online.", "account"),
        ("Change the car on your permit.", "account"),
        ("Claim status", "tracking"),
        ("Where is my application?", "tracking"),
        ("With your case number you can find out whether the keeper has been traced.", "tracking"),
        ("Orange pins are waiting for an inspector and green ones are repaired.", "tracking"),
        ("See what we are doing about it.", "tracking"),
        ("A text the day before says where to come.", "reminders"),
        ("Permit holders are e-mailed when it is time to renew.", "reminders"),
        ("The system emails drivers 60 days before a badge lapses.", "reminders"),
        ("We e-mail you a delivery date.", "reminders"),
        ("Renew with the details you gave us last time.", "prefill"),
        ("Enter your postcode to see which day we come.", "look-up"),
        ("Do not miss a collection: sign up for email reminders.", "reminders"),
        ("Please do not report it twice: you can track your report online.", "tracking"),
        ("You can track your report online, so please do not report it twice.", "tracking"),
        ("If you do not hear from us, track your report online.", "tracking"),
        ("You don't need an account to track your report.", "tracking"),
        ("You can track your report even if you don't have an account.", "tracking"),
        ("We don't send paper bills - view your bill in your account.", "account"),
        ("Sign up for text alerts so you don't miss a collection.", "reminders"),
        ("Our repairs partner will text you the day before the visit.", "reminders"),
        ("Your social worker will keep you informed at every stage.", "reminders"),
        ("If your landlord mends it they tell you, but we will email you when our repair is finished.", "reminders"),
        ("See where your application has got to.", "tracking"),
        ("You won't need your paper bill: view your bill in your account.", "account"),
        ("Foster carers log in to see their payments.", "account"),
        ("Childminders can log in to see their payments.", "account"),
        ("Don't worry, we can text you a reminder the evening before.", "reminders"),
        ("Enter the reference from your letter. It will show what we've done and what's next.", "tracking"),
        ("Use your reference number to see if it has been inspected.", "tracking"),
        ("Enter your code: we'll show you where your application is.", "tracking"),
        ("The progress of an application may be ascertained by means of the reference number.", "tracking"),
        ("Complainants are able to learn the present position of the complaint from the website.", "tracking"),
        ("Parents may consult the stage reached by the request in the portal.", "tracking"),
        ("A bar in your account fills up as each stage is reached.", "tracking"),
        ("Items on loan may be renewed through the borrower's account.", "account"),
        ("You can move your collection to another day in your account.", "account"),
        ("An order can be withdrawn by following the link in the e-mail.", "account"),
        ("Bookings may be amended or cancelled online.", "account"),
        ("Your secure page holds the plan, the assessment and the name of your worker.", "account"),
        ("The number of visits used can be viewed in the permit account.", "account"),
        ("Permits are bought and managed in an account.", "account"),
        ("Reporters shall be notified by electronic mail upon completion of the works.", "reminders"),
        ("The applicant will be advised by SMS when the surveyor is to attend.", "reminders"),
        ("The person who reported it is texted when the car has gone.", "reminders"),
        ("An e-mail goes to the parent at each stage.", "reminders"),
        ("You'll be kept up to date by text: received, with an officer, paid.", "reminders"),
        ("We'll give you a nudge before your permit ends.", "reminders"),
        ("We'll text a link so you can see where the van is.", "reminders"),
        ("We'll start with the details you gave last time.", "prefill"),
        ("We take your details from your last application.", "prefill"),
        ("We pull up what we hold about your home.", "prefill"),
        ("Your pass will be renewed automatically; you do not need to do anything.", "prefill"),
        ("The discount is awarded automatically from our records and no form is needed.", "prefill"),
    ],
)
def test_a_joined_up_service_is_heard_however_it_is_put(sentence: str, feature: str) -> None:
    assert feature in _named(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "You will need your account number, which is shown at the top of your bill.",
        "Payments go to our bank account; check the sort code.",
        "Landlords can sign in to the landlord portal to view the accounts of their tenants.",
        "Royal Mail will notify you by email when your post is redirected.",
        "Our vehicles are fitted with trackers so that we know where they have been.",
        "Last year we sent everyone an email when their subscription was due.",
        "Trade customers with an account can see their tonnages on the weighbridge portal.",
        "National Highways lets you track reports about motorways in your account with them.",
        "You could previously follow your report on a map but this has been withdrawn.",
        "If there is a power cut, UK Power Networks will send you text updates.",
        "Check the status of the vehicle's MOT before you report it.",
        "Keep a diary to track when the noise happens.",
        "Season ticket holders at the station car park can manage their account with the train company.",
        "RingGo will text you a reminder when your parking session is about to end.",
        "The Traffic Penalty Tribunal will email you when your appeal is decided.",
        "Check the status of your road on the list of adopted streets.",
        "Contractors can log in to view permits to work.",
        "Use your DBS update service account so that we can check the status of your certificate.",
        "Use a computer in the library to check your email account.",
        "Headteachers can log in to see the status of applications.",
        "If your status changes, for example you start work, tell us.",
        "SENCOs can follow progress in the professionals' portal.",
        "Partners can track the referrals that they have made in the duty to refer portal.",
        "Home owners can view the status of right to buy sales at the Land Registry.",
        "If you own your home, your insurer can keep you informed about a claim.",
        "Email a clear photo of the pothole if you can.",
        "Keep a record of all the times that the noise disturbs you.",
        "You can skip the questions that do not apply to you.",
        "Do not fill in the form twice, as this will delay your claim.",
        "Please do not enter your details again if the page times out.",
        "A progress bar shows how much of the form there is to go.",
        "We use reports to track where waste is dumped most often.",
        "We monitor all reports and prosecute where we can.",
        "Check our website for the latest updates before you travel.",
        "See the latest updates on your bin collections over Christmas.",
        "We need to know what has happened to your vehicle.",
        "Find out how far your child lives from the school.",
        "See each stage of the process before you apply.",
        "Check the state of your boundary wall before you apply.",
        "A visit from an officer will follow your report.",
        "Visit the page that shows planned works.",
        "Sign up for email updates.",
        "Get updates when the new depot opens.",
        "Appeals can be followed on the Planning Inspectorate's website.",
        "Ofsted lets you sign up for email alerts about inspection reports.",
        "You can check your child's progress with the teacher.",
        "The post office will text you when your parcel has been delivered.",
        "Your landlord must notify you before your tenancy ends.",
        "The Valuation Office Agency lets you view your valuation in your business account with them.",
        "Private tenants can view their deposit in their account with the deposit scheme.",
        "Log in to GOV.UK to see your right to work status.",
        "You need your immigration status share code from your UKVI account.",
        "Check your bank balance and payments before you start.",
        "Check your permit before you park.",
        "Operators' journey apps send alerts when your bus is due.",
        "Our engineers get an email when a light has gone out.",
        "Inspectors log in to see your report and its photo.",
        "The driver will knock and let you know when the bin is delivered.",
        "Stick the calendar on your fridge so you get a daily reminder.",
        "The British Heart Foundation can collect furniture and will text you the evening before.",
        "Hotels manage permits for their guests.",
        "Teachers keep you informed about your child at every stage.",
        "Top up your child's dinner money and see payments in the ParentPay account of the school.",
        "Keep your medication up to date with text reminders from your pharmacy.",
        "Credit reference agencies let you view your history.",
        "A smart meter lets you track how much energy you use.",
        "The boiler display will alert you when the pressure is low.",
        "Your bank can set up alerts when payments are due.",
        "We once had a paperless billing scheme but it ended.",
        "It would be good to hear whether you would use text reminders.",
        "Companies House will send email reminders when your accounts are due.",
        "If you miss an instalment we send one reminder, then a final notice.",
        "We will contact you if we need more information.",
        "You will get a confirmation e-mail with a copy of your form.",
        "We will let you know our decision within ten working days.",
        "Sign in to submit the form.",
        "Existing customers can log in to renew.",
        "Send us your latest accounts or a list of what you earn.",
        "Check that the lane is not a farm track before you report it.",
        "Please tell us exactly where it is so that we know.",
        "Formal representations follow, and then an appeal to the tribunal.",
        "You cannot follow the progress of your report.",
        "We plan to send text reminders before your collection.",
        "You can change your mind at any time by unsubscribing in any email you receive.",
        "Parish and town councils are told about changes beforehand.",
        "See our calendar of council meetings.",
        "Someone at the library can fill in the form for you.",
        "Sign up for our newsletter to get updates by e-mail.",
        "Log in to your account to update your details.",
        "Following your visit, we will write to you.",
        "Following your report an officer will visit.",
        "Follow the points below before you apply.",
        "View your local offer.",
        "View your nearest collection points.",
        "See what you owe in parking fines by calling us.",
        "Existing users can log in here.",
        "Check your permit is displayed.",
        "Check your entitlement with a benefits calculator.",
        "View an existing planning application.",
        "Create an account to make applications and requests.",
        "Apply for reliefs and discounts in your account.",
        "See your bill for details of payments.",
        "Gwelwch eich bil am fanylion.",
        "Adnewyddu eich benthyciadau dros y ffôn.",
        "You used to be able to see your bills in your account.",
        "From April 2027 you will be able to view your bills in your account.",
        "Other councils let you track your report online.",
        "Sign in to your Universal Credit account to see your payments.",
        "Sign in to your NHS App to see your appointments.",
        "Planning applications are listed in the weekly list with their status.",
        "Your child's progress is shown in their school report.",
        "Email us with updates on your application.",
        "You must notify us by email when the work is complete.",
        "The crew are told by text when a new report is in.",
        "Get email alerts about new jobs.",
        "Join the mailing list for email updates on events.",
        "Set a reminder on your phone before your permit expires.",
        "When your circumstances change we will send you a new bill by e-mail.",
        "We keep you informed about road works by email.",
        "The council already provides information in large print.",
        "Save card payment time by setting up a direct debit.",
        "On the report page, tell us where it is.",
        "Find out what happens after you apply.",
        "See what happens to your recycling.",
        "See what is happening in your area.",
        "See how your bill is worked out.",
        "Learn about the stages of your care assessment.",
        "Ring us to check the progress of your application.",
        "To check the status of your application call 01632 960123.",
        "For an update on your application, email us.",
        "If you want to know the progress of your case, write to the case officer.",
        "Check the status of school closures.",
        "We will check your entitlement and tell you the result by email.",
        "Use your Universal Credit online account to see payments.",
        "Power faults are dealt with by the network operator, who will keep you informed.",
        "The carers' centre can send you email updates and newsletters.",
        "The estimator asks about your income and tells you what you might pay each week.",
        "Bydd arnoch angen rhif eich cyfrif, sydd i'w weld ar eich bil.",
        "Book with an email to inspectors@testham.gov.uk the day before.",
        "Sign up for email updates from the council.",
        "Check where you can park.",
        "You will get an email when your payment has gone through.",
        "We'll text you a code to confirm your number.",
        "Your permit will be emailed to you within 24 hours.",
        "We will let you know when you can move in.",
        "Leave it on your dashboard until the real one comes.",
        "See what we have done to improve roads.",
        "Read how we are dealing with air pollution.",
        "Check whether your road has been adopted.",
        "Progress towards targets is shown in the report.",
        "Roads marked as closed.",
        "Green bins are for garden waste.",
        "Log in details are on your letter.",
        "Manage your tenancy well.",
        "Soon you will be able to track your report.",
        "The NHS will text you when your test is ready.",
        "Flood alerts by text from the Environment Agency.",
        "What to do if you get a reminder.",
        "Enter your postcode to find your councillor.",
        "See which times are left.",
        "Athletics track bookings.",
        "My repair has not been done.",
        "View your statement of accounts.",
        "View the draft pension fund accounts.",
        "Your letter shows how much is left to pay.",
        "We text when the doctor is ready.",
        "Email alerts",
        "SMS updates",
        "Push notifications",
        "Care homes send families updates by email every week.",
        "Schools send text reminders before term starts.",
        "Kerbcraft will let you know when your delivery is due.",
        "The removals firm emails you the day before.",
        "Support workers view cases.",
        "Housing managers follow cases through the portal account.",
        "Crime alerts by text from Rural Watch.",
        "Get text alerts from your energy supplier when the power is back.",
        "Check the status of the stock.",
        "Check the progress of the bypass.",
        "See where the bus fleet has got to.",
        "See which stage the budget has reached.",
        "View the progress of the town hall works.",
        "If the road belongs to a developer, they should keep you informed.",
        "You do not, however, get email reminders.",
        "Services that we do not offer: text reminders.",
        "You do not need to: sign up for email reminders.",
        "You do not have a way to track your report.",
        "We do not need a system to track your report.",
        "If you do not get text reminders, check your calendar.",
        "You will get a reminder if you do not pay.",
        "Please don't expect email updates on your report.",
        "Enter your number plate. We'll tell you what the charge is.",
        "Enter your vehicle registration number to see whether you are exempt.",
        "Answer six questions and we'll tell you if you qualify.",
        "Give us your reference number. This will help us find what was paid.",
        "We will say whether your claim has been successful in a letter.",
        "Applications may be inspected at the offices of the council.",
        "Progress of works will be inspected by the surveyor.",
        "The progress of your case can be checked by telephone.",
        "The latest updates can be viewed on our website.",
        "The applicant shall be notified of receipt.",
        "The applicant will be advised in writing of the decision.",
        "Books may be renewed by telephone.",
        "Choose a slot online.",
        "If you move house, change the address for your collection online.",
        "Bookings can be cancelled by telephone.",
        "We may cancel your booking if the site is closed.",
        "To change your appointment ring 01632 960123.",
        "Log in to your account to complete your application.",
        "Sign in to upload documents for your claim.",
        "You can apply for your permit through the portal.",
        "This page is updated when collections change.",
        "Text PARK to 81025 before your session ends.",
        "We'll drop you a line if we have any questions.",
        "Drop us a line when you have moved.",
        "We'll text you a link to upload your photos.",
        "The parent is e-mailed a copy of the form.",
        "We will use the information you gave us to work out your claim.",
        "We take payment from your account on the first of the month.",
        "Use the reference on your last application.",
        "When you log in it shows you the forms.",
        "Your bins will be emptied automatically, so you do not need to do anything.",
        "If you pay by Direct Debit your subscription will renew automatically; you do not need to do anything.",
        "No application is needed to see the exhibition.",
    ],
)
def test_what_only_sounds_joined_up_is_not(sentence: str) -> None:
    assert _named(sentence) == set()


def test_a_list_is_read_with_the_words_that_lead_to_it() -> None:
    found = features_of(page("Bills", "<p>Log in to your account to:</p><ul><li>see your bills</li></ul>"))
    assert [feature.name for feature in found] == ["account"]


@pytest.mark.parametrize(
    "content",
    [
        "Can I check my balance online? We are working on it.",
        "Will I be able to track my report? Ask us in the spring.",
        "Should we send e-mail reminders? Tell us in the survey.",
        "Our online account is coming soon. You will be able to view your bill. It will show your balance as well.",
    ],
)
def test_questions_and_what_is_not_there_yet_are_no_evidence(content: str) -> None:
    assert features_of(page("Bills", f"<p>{content}</p>")) == ()


@pytest.mark.parametrize(
    "content",
    [
        "Want to know how we are doing? Track your report on the map.",
        "Can I see my bill? Yes, sign in to your account to see your bill.",
        "An app is coming soon. View your bill in your account. You will see your balance as well.",
    ],
)
def test_what_stands_beside_a_question_or_a_plan_is_evidence(content: str) -> None:
    assert features_of(page("Bills", f"<p>{content}</p>"))


def test_what_a_number_is_entered_for_is_read_with_what_comes_of_it() -> None:
    said = "<p>Key in the case number. We'll say whether the card has been printed.</p>"
    assert [feature.name for feature in features_of(page("Passes", said))] == ["tracking"]
    apart = "<p>Key in the case number. Upload a photograph. We'll say whether you can have a card.</p>"
    assert features_of(page("Passes", apart)) == ()


def test_headings_are_no_evidence_and_links_that_stand_alone_are() -> None:
    content = '<h2>Track your application</h2><p><a href="/x">View your bill</a></p>'
    assert [feature.name for feature in features_of(page("Bills", content))] == ["account"]


def _offered(content: str) -> set[str]:
    return {feature.name for feature in features_of(page("Permits", content))}


@pytest.mark.parametrize(
    ("words", "feature"),
    [
        ("My orders", "account"),
        ("My housing application", "account"),
        ("My bookings, past and to come", "account"),
        ("My collections and what I've paid", "account"),
        ("Log in to my permit", "account"),
        ("Move my appointment", "account"),
        ("Put my appointment off", "account"),
        ("Cancel or move an appointment", "account"),
        ("Amend or cancel a collection already booked", "account"),
        ("Where's my caddy?", "tracking"),
        ("Where has my claim got to?", "tracking"),
        ("Has my bus pass been posted?", "tracking"),
        ("Is my certificate ready?", "tracking"),
        ("What's happening with my grant?", "tracking"),
        ("Repair progress search", "tracking"),
        ("Fy ngheisiadau", "account"),
        ("Ble mae fy nghais?", "tracking"),
    ],
)
def test_a_link_for_those_who_have_asked_already_is_evidence_wherever_it_stands(words: str, feature: str) -> None:
    link = f'<a href="/mine">{words}</a>'
    for content in (f"<p>{link}</p>", f"<p>To do this, {link}.</p>", f"<div><h3>{link}</h3></div>"):
        assert feature in _offered(content)
    assert feature in _offered(f'<form action="/mine" method="get"><button>{words}</button></form>')


@pytest.mark.parametrize(
    "words",
    [
        "Report my missed bin",
        "Apply for my permit",
        "Renew my badge",
        "Pay my parking fine",
        "Start my claim",
        "Sign in to report",
        "Check my street and report",
        "My bin was not emptied",
        "My permit has been stolen",
        "My application was refused: what now?",
        "My booking reference",
        "Find my bin day",
        "Find my nearest library",
        "Find my ticket",
        "Change my claim",
        "Is my application confidential?",
        "How is my claim worked out?",
        "How long will my application take?",
        "Is my permit valid in other zones?",
        "View reports",
        "View applications",
        "Changes to collections over Christmas",
        "Change your collection day",
        "Changing your collection day",
        "Cancellation policy",
        "Talu fy mil",
    ],
)
def test_a_link_that_begins_a_task_or_answers_a_question_about_it_is_none(words: str) -> None:
    assert _offered(f'<p><a href="/there">{words}</a></p>') == set()


@pytest.mark.parametrize(
    "content",
    [
        '<p>You can no longer <a href="/mine">put my appointment off</a> online.</p>',
        '<p><a href="tel:01632960123">Put my appointment off</a></p>',
        f"<form method='post'>{'<input>' * 3}<button>See my application</button></form>",
        '<nav><a href="/mine">My orders</a></nav>',
    ],
)
def test_a_link_taken_back_and_one_that_leads_nowhere_online_are_none(content: str) -> None:
    assert _offered(content) == set()


GUARDS = "".join(
    f"{name} = ['x']\n" for name in ("number", "denied", "others", "printed", "idle", "receipt", "moves", "search")
)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("not toml", "not TOML"),
        ("[parts]\n[rules]\n", r"table \[concepts\] is missing"),
        ("[parts]\n[rules]\naccount = [['x']]\n[concepts]\n[labels]\n[links]\n[welsh]\n[guards]\n", "'x' is not in"),
        (
            "[parts]\n[rules]\n[concepts]\nx = ['(']\n[labels]\n[links]\n[welsh]\n[guards]\n",
            "is not a regular expression",
        ),
        (
            "[parts]\n[rules]\n[concepts]\nx = ['{y}']\n[labels]\n[links]\n[welsh]\n[guards]\n",
            r"'y' is not in \[parts\]",
        ),
        ("[parts]\n[rules]\n[concepts]\n[labels]\n[links]\n[welsh]\n[guards]\n", "expected exactly number"),
        ("[rule]\n", r'field "rule": found \{\}, expected one of the fields'),
        ("[concepts]\nx = 'y'\n", "concepts: field \"x\": found 'y', expected a list of texts"),
        ("[concepts]\nx = ['y', 3]\n", 'concepts: field "x": found 3, expected a list of texts'),
        ("[guards]\nidle = ['y', '']\n", "guards: field \"idle\": found '', expected a list of texts"),
        ("[concepts]\nx = ['e-mail']\n", "concepts: field \"x\": found 'e-mail', .*no folded text has '-'"),
        ("[welsh]\naccount = ['cyfrif']\n", "welsh: field \"account\": found 'cyfrif', expected a list of texts"),
        (
            "[rules]\nacount = [['x']]\n",
            'rules: field "acount": found .*, expected one of the fields account, tracking',
        ),
        ("[labels]\nacount = ['x']\n", 'labels: field "acount": found .*, expected one of the fields account'),
        (
            f"[parts]\n[rules]\n[concepts]\n[labels]\n[links]\n[welsh]\n[guards]\n{GUARDS}",
            'rules: field "account": found nothing',
        ),
        ("[rules]\naccount = 3\n", 'rules: field "account": found 3, expected a list of lists'),
    ],
)
def test_a_broken_vocabulary_is_named(tmp_path: Path, text: str, error: str) -> None:
    path = tmp_path / "joined-up.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SignsError, match=error):
        load_signs(path)


@pytest.mark.parametrize(
    "sentence",
    [
        "Use the online form and an officer will contact you about the next steps.",
        "Give us the house number so that the crew knows the next step.",
        "Do not use this form if your bin is already out of date.",
        "Your home address is already on our list of narrow streets if you live in a terrace.",
        "To register, check that you have these documents with you.",
        "If you have registered for council tax before, please check your bill carefully.",
        "If you sign up for Direct Debit, check your payment dates.",
        "Your council tax bill will tell residents how much to pay and when each instalment is due.",
        "Crews follow the online timetable.",
        "View the collection calendar, or phone us to add a bin to your order.",
        "Dilynwch y cyfarwyddiadau ar eich sgrin.",
        "Dilynwch ni ar Facebook i gael eich newyddion.",
        "Anfonwch e-bost atom os yw eich amgylchiadau'n newid.",
    ],
)
def test_ordinary_sentences_of_a_form_page_are_no_feature(sentence: str) -> None:
    assert _named(sentence) == set()

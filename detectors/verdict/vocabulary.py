"""The words that error pages are made of, folded (detectors/verdict/folding.py), in English and in Welsh."""

from __future__ import annotations

import re

_ENGLISH = """
a an the this that these those is are was were be been being has have had do does did not no nor can cannot could may
might will would shall should must of to in on at by for from with and or but as it its s we us our you your i my me
there here now then than so just any some more all which what who while during until because due cant couldnt isnt
wasnt dont doesnt didnt havent hasnt wont arent werent youre youve well weve im sorry oops whoops uh oh apologies
apologise unfortunately regret pardon please thank thanks hello hi dear welcome ah 404 410 403 400 401 500 501 502 503
504 5xx error errors http https www html status code number id reference page pages webpage web website websites site
sites file files directory content resource url link links address document object item location server servers
application runtime internal gateway bad fatal database timeout time out found find locate located exist exists
available unavailable missing gone moved removed deleted archived withdrawn renamed longer nothing looking look looked
searching search requested request requests asked wanted want trying try tried reach reached view visit visiting
access accessing accessed entered typed clicked followed load loaded open display process processing processed
complete completed something went wrong problem problems issue issues fault technical difficulties difficulty
unexpected unhandled occurred exception happened experiencing service services system systems online offline off line
form forms eform eforms portal account accounts app login log sign payment payments self intranet temporarily
temporary currently presently moment present briefly down closed suspended disabled switched order action use outage
broke working work back soon shortly later again right straight return returning resume mode progress under underway
undergoing maintenance scheduled planned essential routine important emergency urgent unplanned necessary carrying
doing performing undertaking update updates updated updating upgrade upgrades upgraded upgrading improve improving
improvements improved repaired inconvenience caused patience bear denied forbidden blocked rejected unsuccessful
restricted permission allowed authorised authorized unauthorised verify verifying confirm prove human robot bot
checking check browser before security secure connection interruption having encountered able ring call phone
telephone email contact making made make loading compilation parser configuration establishing displaying opening
proxy broken dead invalid incorrect session expired failed busy queue high demand volume users visitors used restrict
refused stopped lost somethings thats whats hmm sori awst quite very yet still too attention required requires
cloudflare incapsula captcha challenge verification protection ddos cookies javascript enable continue one step wait
unusual traffic activity detected
"""
_WELSH = """
y yr r ir ar o ac bu cafwyd rydym rydyn honno hwnnw wrth gan drio geisio agor llwytho eto am yn yw ywr nid ni mae maer
oedd bydd byddwn byddan wedi wedii heb ei eu eich ein hon hwn hyn hynny ddim dim na nad mwyach bellach methu ellir
allwn allem gallu lwyddwyd dod ddod hyd bodoli gael chael gennym ddrwg drwg flin gwall tudalen dudalen thudalen
cynnwys ffeil adnodd chanfod ganfod canfod darganfod symud dileu thynnu rhywbeth mynd aeth le oi gydar gyda gweinydd
mewnol technegol digwyddodd digwydd anawsterau problemau wefan gwefan safle gwasanaeth gwasanaethau wasanaeth ffurflen
ffurflenni porth borth cyfrif lein arlein gau dros dro bryd ol nol cyn bo hir fuan gwaith cynnal chynnal chadw
hanfodol gynllunio trefnu parhaus sydd chwilio chwiliwch amdani amdano ydych chwi chi mynediad wrthod gwrthod wahardd
gwrthodwyd oes gennych ganiatad hawl weld cadarnhewch ddynol gofynnoch ofynnwyd ymddiheuriadau ymddiheurwn
"""
_TRIGGERS = """
403 404 410 access aeth alllein anawsterau archived attention available back bad being blocked bodoli bot broke broken
browser captcha chadw chanfod changes checking closed complete cookies ddim ddos ddynol dead deleted denied dileu
disabled doesnt down dudalen error exception exist exists failed fault find forbidden found gael gateway gau gennych
gone gwaharddedig gwall gweithio gwrthod gwrthodwyd here human hyd improvements incapsula interruption invalid isnt
issue lawr lein located lost maintenance missing moment moved mynd nol nothing off offline ol out outage permission
please problem problemau problems protection refused rejected removed renamed request restricted rhywbeth right robot
secure security step suspended switched symud technical there thynnu tudalen unable unauthorised unauthorized
unavailable under undergoing underway unpublished unsuccessful unusual upgrade upgraded upgrades upgrading
verification verify wahardd wait withdrawn working wrong wrthod yma
"""
VOCABULARY = frozenset(_ENGLISH.split()) | frozenset(_WELSH.split())
"""A heading with any other word is about something else as well."""
TRIGGERS = frozenset(_TRIGGERS.split())
"""Words of which every wording of an error page has at least one: a quick look before a close one."""
WHEN = re.compile(
    r"\d{1,2}(?:st|nd|rd|th|am|pm)?|\d{1,2}(?:\d\d)?(?:am|pm)|20\d\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|january|february|march|april|may|june|july|august|september|october|november|december|noon|midnight|today|tonight"
    r"|tomorrow|morning|afternoon|evening|hours?|minutes?|gmt|bst"
    r"|dydd|llun|mawrth|mercher|iau|gwener|sadwrn|sul"
)
"""A word that only says when."""

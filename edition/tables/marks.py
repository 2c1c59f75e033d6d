"""Declared: the tables of evidence - marks, facts, and what a crawl saw."""

from __future__ import annotations

from edition.schema import (
    API,
    BOTH,
    DATE,
    FILE,
    INTEGER,
    MESSAGE,
    REAL,
    SCORE,
    SHARE,
    TEXT,
    Borrowed,
    Column,
    Table,
)
from edition.tables.councils import AUTHORITIES, AUTHORITY
from edition.tables.framework import EDITION, INDICATORS, SERVICES

SLUG = Borrowed(AUTHORITIES, "slug", FILE)

CELLS = Table("cells", "the marks: authority x scored indicator x edition", ("edition", "authority", "indicator"), (
    EDITION,
    AUTHORITY,
    SLUG,
    Column("indicator", TEXT, "code of the indicator", exported=BOTH),
    Borrowed(INDICATORS, "name", API, meaning="short name of the indicator"),
    Borrowed(INDICATORS, "dimension", BOTH),
    Column("state", TEXT, "observed, missing or not_applicable", exported=BOTH),
    Column("reason", TEXT, "why it is missing: a code", exported=BOTH),
    Column("value", REAL, "as the source has it", "", "not observed", BOTH),
    Borrowed(INDICATORS, "unit", FILE, meaning="unit of value"),
    Column("denominator", INTEGER, "n of a proportion k/n", "", "no proportion", BOTH),
    Borrowed(INDICATORS, "unit", API, meaning="unit of value"),
    Column("y", REAL, "value on the scale from worst to best", SHARE, "not observed"),
    Column("points", REAL, "points given, as a share of the dimension, 0-1", SHARE, "not observed", BOTH),
    Column("points_max", REAL, "points that could be given; a dimension's add up to 1", SHARE, "does not apply", BOTH),
    Column("put_in", REAL, "where missing: what the score counts for it, the mean of similar councils, 0-100; no mark",
           SCORE, "observed, or the council is not ranked", BOTH),
    Column("lenders", TEXT,
           "the councils whose mean that is, with the average of their whole type as one more: ONS codes, nearest "
           "first, separated by blanks; * where the type alone lends", exported=BOTH),
    Column("confidence", REAL, "probability that the value is right, decayed by age, 0-1", SHARE, "not observed", BOTH),
    Column("observed_on", DATE, "date of the evidence", "", "nobody looked", BOTH),
    Column("source", TEXT, "source, see sources", exported=BOTH),
    Column("url", TEXT, "where a reader can see it", exported=BOTH),
    Column("message", MESSAGE, "in words", exported=FILE, as_="text"),
))  # fmt: skip
FACTS = Table("facts", "shown on the council's page, never scored", ("edition", "authority", "indicator", "message"), (
    EDITION,
    AUTHORITY,
    SLUG,
    Borrowed(INDICATORS, "indicator", FILE, "fact", "code of the fact"),
    Column("indicator", TEXT, "code of the fact", exported=API),
    Borrowed(INDICATORS, "name", BOTH, meaning="what it says"),
    Column("status", TEXT, "measured, or why not", exported=BOTH),
    Column("value", REAL, "as the source has it", "", "not measured", BOTH),
    Column("message", MESSAGE, "in words", exported=BOTH, as_="text"),
    Column("observed_on", DATE, "date of the evidence", exported=BOTH),
    Column("source", TEXT, "source, see sources", exported=BOTH),
    Column("url", TEXT, "where a reader can see it", exported=BOTH),
))  # fmt: skip
SERVICE_MARKS = Table("service_marks", "what a crawl saw of each service", ("edition", "authority", "service"), (
    EDITION,
    AUTHORITY,
    SLUG,
    Column("service", TEXT, "code of the service", exported=FILE),
    Borrowed(SERVICES, "name", FILE),
    Column("status", TEXT, "measured, or why not", exported=FILE),
    Column("level", INTEGER, "ladder level seen, 0-4", "", "not measured", FILE),
    Column("counted", INTEGER, "ladder level that scoring uses; empty after a first look at 0-2", "",
           "not measured, or a first look", FILE),
    Column("looks", INTEGER, "days on which it was seen; 1 is a first look", "days", "", FILE),
    Column("page_url", TEXT, "the council's page", exported=FILE),
    Column("action_url", TEXT, "where its action leads", exported=FILE),
    Column("vendor", TEXT, "supplier's product met there", exported=FILE),
    Column("confidence", REAL, "probability that the level is right, 0-1", SHARE, "not measured", FILE),
    Column("observed_on", DATE, "date of the evidence", exported=FILE),
    Column("message", MESSAGE, "in words", exported=FILE, as_="text"),
    Column("routes", MESSAGE, "for a complex need whose level counts: whether its page shows a telephone, a place to "
           "go to and urgent help; empty: not looked at", exported=FILE),
))  # fmt: skip
_NOT_COUNTED = "not measured, or a first look"
DRIFT = Table("drift", "what became of each service since the crawl before", ("edition", "authority", "service"), (
    EDITION,
    AUTHORITY,
    SLUG,
    Column("service", TEXT, "code of the service", exported=FILE),
    Borrowed(SERVICES, "name", FILE),
    Column("kind", TEXT,
           "appeared, disappeared, higher or lower; not-seen-then, not-seen-now or other-detectors: the two cannot be "
           "compared, which says nothing about the council", exported=FILE),
    Column("level_before", INTEGER, "ladder level that counted then, 0-4; 0: searched for and absent", "",
           _NOT_COUNTED, FILE),
    Column("level_now", INTEGER, "ladder level that counts now, 0-4", "", _NOT_COUNTED, FILE),
    Column("status_before", TEXT, "measured, or why not, then", exported=FILE),
    Column("status_now", TEXT, "measured, or why not, now", exported=FILE),
    Column("page_before", TEXT, "the council's page then", exported=FILE),
    Column("page_now", TEXT, "the council's page now", exported=FILE),
    Column("observed_before", DATE, "date of the evidence then", exported=FILE),
    Column("observed_now", DATE, "date of the evidence now", exported=FILE),
))  # fmt: skip
BROKEN_LINKS = Table("broken_links", "task links that end on nothing",
                     ("edition", "authority", "service", "page_url", "link_url"), (
    EDITION,
    AUTHORITY,
    SLUG,
    Column("service", TEXT, "code of the service", exported=FILE),
    Column("page_url", TEXT, "page that holds the link", exported=FILE),
    Column("link_url", TEXT, "where it leads", exported=FILE),
    Column("why", MESSAGE, "what is there", exported=FILE),
))  # fmt: skip
SUPPLIERS = Table("suppliers", "per product, how its customers spread over the ladder",
                  ("edition", "product", "service"), (
    EDITION,
    Column("product", TEXT, "product; only those met at five councils or more, and no council is named",
           exported=FILE),
    Column("service", TEXT, "code of the service; all: every service together", exported=FILE),
    Column("councils", INTEGER, "councils that use it", "councils", "", FILE),
    *(Column(f"level_{level}", INTEGER, f"services at ladder level {level}", "services", "", FILE)
      for level in range(5)),
))  # fmt: skip
SHIFTS = Table("shifts", "what the newest detectors changed on the same stored pages", ("edition", "code"), (
    EDITION,
    Column("code", TEXT, "code of the service or measure", exported=FILE),
    Column("compared", INTEGER, "councils with a value in both readings", "councils", "", FILE),
    Column("changed", INTEGER, "those whose value differs", "councils", "", FILE),
    Column("mean_change", REAL, "mean of new minus old over those compared", "", "none could be compared", FILE),
    Column("gained", INTEGER, "councils that have a value only now", "councils", "", FILE),
    Column("lost", INTEGER, "councils that had a value only before", "councils", "", FILE),
    Column("version_before", TEXT, "version of the detectors before", exported=FILE),
    Column("version_after", TEXT, "version of the detectors of this edition", exported=FILE),
))  # fmt: skip
RECEIPTS = Table("receipts", "the archived replies that a crawl's marks rest on",
                 ("edition", "authority", "measure", "position"), (
    EDITION,
    AUTHORITY,
    SLUG,
    Column("measure", TEXT, "code of what was decided: a service, or a question about the whole site", exported=FILE),
    Column("position", INTEGER, "1 for the page that shows it, 2 for where its action leads", exported=FILE),
    Column("url", TEXT, "address that was read", exported=FILE),
    Column("read_on", DATE, "day on which it was read", exported=FILE),
    Column("locator", TEXT, "where in it: a CSS selector, a header or a line; empty: the whole of it", exported=FILE),
    Column("quote", TEXT, "at most twelve words of it, without personal data; empty: none", exported=FILE),
    Column("sha256", TEXT, "SHA-256 of the bytes of its body, decoded of transfer and content coding; empty: it had "
           "none", exported=FILE),
    Column("archive", TEXT, "file name of the web archive (WARC) it was read from; empty: read by our crawler",
           exported=FILE),
    Column("record_id", TEXT, "WARC-Record-ID: in that archive, or in what `export warc` writes of our crawl",
           exported=FILE),
))  # fmt: skip
PROBE_ANSWERS = Table("probe_answers", "what probes met: name servers, hosts that failed, pages in a browser",
                      ("edition", "authority", "measure", "position"), (
    EDITION,
    AUTHORITY,
    SLUG,
    Column("measure", TEXT, "code of what was decided", exported=FILE),
    Column("position", INTEGER, "order in which it is shown: 1, 2 ...", exported=FILE),
    Column("name", TEXT, "name that was asked for, host that was looked at, name of a cookie, or address of a page, "
           "mail addresses in it left out", exported=FILE),
    Column("record_type", TEXT, "type of record that was asked for: TXT or MX; HTTPS: a look at a host, "
           "of which those are listed that failed; PAGE, COOKIE: opened, or left, in a browser", exported=FILE),
    Column("status", TEXT, "measured, or why not", exported=FILE),
    Column("code", TEXT, "what the answer means, in one word of the probe; of a look, the HTTP status; of a cookie, "
           "what it is for: necessary, statistics, advertising or unknown", exported=FILE),
    Column("answer", TEXT, "the record as it was published, mail addresses left out; empty: none; "
           "of a look, its minute (UTC); of a page, what was found: rules that fail (on how many elements), "
           "companies that it asks, or fields: width in a window of 320 CSS pixels, target-size, viewport; of a "
           "cookie, fields: domain, and max-age-days unless it goes with the browser", exported=FILE),
    Column("observed_on", DATE, "day on which it was asked", exported=FILE),
    Column("check_with", TEXT, "command by which anybody can ask the same; empty: a moment that is past",
           exported=FILE),
))  # fmt: skip

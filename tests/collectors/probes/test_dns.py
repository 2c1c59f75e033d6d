"""What the probe of names says of made zones, asked of a name server on this computer."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import dns.name
import pytest

from collectors.crawl.net.fetcher import Ask, Exchange
from collectors.crawl.net.troubles import Trouble
from collectors.probes.dns import CHECKS, probe_names
from collectors.probes.findings import Finding
from collectors.probes.names import Names
from collectors.probes.pace import Slots
from collectors.probes.records import dmarc_code, sts_code, tls_report_code
from models import Outcome, Status
from tests.collectors.probes.name_server import NOW, Fault, Zones, serving

GOOD = '@ TXT "v=spf1 mx -all"\n@ MX 10 mail\nmail A 192.0.2.1\nwww A 192.0.2.2\n'
MANY = " ".join(f"include:s{number}.x.uk" for number in range(11))
CONFIGURATIONS: dict[str, tuple[str, str, dict[str, float | str]]] = {
    "nothing": ("www A 192.0.2.2\n", "", {"spf": 0.0, "dmarc": 0.0, "T05": 0.0, "T06": 0.0, "mx": 0.0, "dnssec": 0.0}),
    "reject": (GOOD + '_dmarc TXT "v=DMARC1; p=reject"\n', "", {"spf": 1.0, "dmarc": 1.0, "T05": 1.0, "mx": 1.0}),
    "quarantine": (GOOD + '_dmarc TXT "v=DMARC1;p=Quarantine;"\n', "", {"dmarc": 1.0, "T05": 1.0}),
    "only-watching": (GOOD + '_dmarc TXT "v=DMARC1; p=none; rua=mailto:a@b.uk"\n', "", {"dmarc": 0.0, "T05": 0.0}),
    "trying": (GOOD + '_dmarc TXT "v=DMARC1; p=quarantine; t=y"\n', "", {"dmarc": 0.0}),
    "trying-reject": (GOOD + '_dmarc TXT "v=DMARC1; p=reject; t=y"\n', "", {"dmarc": 1.0}),
    "none-of-it": (GOOD + '_dmarc TXT "v=DMARC1; p=reject; pct=0"\n', "", {"dmarc": 0.0}),
    "dmarc-twice": (GOOD + '_dmarc TXT "v=DMARC1; p=reject"\n_dmarc TXT "v=DMARC1; p=none"\n', "", {"dmarc": 0.0}),
    "dmarc-among-others": (GOOD + '_dmarc TXT "verify=1"\n_dmarc TXT "v=DMARC1; p=reject"\n', "", {"dmarc": 1.0}),
    "dmarc-by-alias": (GOOD + "_dmarc CNAME d\nd TXT \"v=DMARC1; p=reject\"\n", "", {"dmarc": 1.0}),
    "dmarc-broken": (GOOD + '_dmarc TXT "v=DMARC1; p"\n', "", {"dmarc": 0.0}),
    "spf-twice": ('@ TXT "v=spf1 -all"\n@ TXT "v=spf1 ~all"\n', "", {"spf": 0.0}),
    "spf-open": ('@ TXT "v=spf1 +all"\n', "", {"spf": 0.0}),
    "spf-soft": ('@ TXT "v=spf1 ip4:192.0.2.0/24 ~all"\n', "", {"spf": 1.0}),
    "spf-redirect": ('@ TXT "v=spf1 redirect=r"\nr TXT "v=spf1 -all"\n'.replace("redirect=r", "redirect=r.x.uk"), "",
                     {"spf": 1.0}),
    "spf-redirect-open": ('@ TXT "v=spf1 redirect=r.x.uk"\nr TXT "v=spf1 +all"\n', "", {"spf": 0.0}),
    "spf-split": ('@ TXT "v=spf1 ip4:192.0" ".2.0/24 -all"\n', "", {"spf": 1.0}),
    "spf-broken": ('@ TXT "v=spf1 ip4:nonsense -all"\n', "", {"spf": 0.0}),
    "spf-loop": ('@ TXT "v=spf1 include:a.x.uk -all"\na TXT "v=spf1 include:x.uk -all"\n', "", {"spf": 0.0}),
    "spf-many": (f'@ TXT "v=spf1 {MANY[:100]}" "{MANY[100:]} -all"\n'
                 + "".join(f's{number} TXT "v=spf1 -all"\n' for number in range(11)), "", {"spf": 0.0}),
    "spf-void": ('@ TXT "v=spf1 a:a.x.uk a:b.x.uk a:c.x.uk -all"\n', "", {"spf": 0.0}),
    "spf-include-none": ('@ TXT "v=spf1 include:no.x.uk -all"\n', "", {"spf": 0.0}),
    "spf-include-down": ('@ TXT "v=spf1 include:down.x.uk -all"\n', "", {"spf": "unreachable"}),
    "spf-huge": ('@ TXT "v=spf1 "' + ' "ip4:192.0.2.1 "' * 400 + ' "-all"\n', "", {"spf": "unparseable"}),
    "txt-huge": (GOOD + "".join(f'@ TXT "{"x" * 200}{number}"\n' for number in range(40)), "", {"spf": 1.0}),
    "sts": ('_mta-sts TXT "v=STSv1; id=20260101"\n', "", {"mta_sts": 1.0, "T06": 1.0}),
    "sts-broken": ('_mta-sts TXT "v=STSv1; id=not/allowed"\n', "", {"mta_sts": 0.0, "T06": 0.0}),
    "tls-rpt": ('_smtp._tls TXT "v=TLSRPTv1; rua=mailto:a@x.uk"\n', "", {"tls_rpt": 1.0, "T06": 1.0}),
    "tls-rpt-nobody": ('_smtp._tls TXT "v=TLSRPTv1; rua="\n', "", {"tls_rpt": 0.0}),
    "signed": ("www A 192.0.2.2\n", "good", {"dnssec": 1.0}),
    "signed-long-ago": ("", "expired", {"dnssec": 0.0}),
    "signed-by-another": ("", "other_key", {"dnssec": 0.0}),
    "signed-without-keys": ("", "no_keys", {"dnssec": 0.0}),
    "signed-keys-alone": ("", "unsigned_data", {"dnssec": 0.0}),
    "caa-above": ('@ CAA 0 issue "ca.example"\nwww A 192.0.2.2\n', "", {"caa": 1.0}),
    "caa-at-host": ('www CAA 0 issue ";"\nwww A 192.0.2.2\n', "", {"caa": 1.0}),
    "caa-only-report": ('@ CAA 0 iodef "mailto:a@x.uk"\nwww A 192.0.2.2\n', "", {"caa": 0.0}),
    "ipv6": ("www AAAA 2001:db8::1\n", "", {"ipv6": 1.0}),
    "ipv6-by-alias": ("www CNAME w\nw AAAA 2001:db8::1\n", "", {"ipv6": 1.0}),
    "ipv4-alone": ("www A 192.0.2.2\n", "", {"ipv6": 0.0}),
    "no-host": ("", "", {"ipv6": "unreachable"}),
    "null-mx": ("@ MX 0 .\n", "", {"mx": 0.0}),
}  # fmt: skip
"""Name -> the zone (x.uk stands for its name), how it is signed, and what has to be found."""
FAULTS = {"silent": "unreachable", "servfail": "unreachable", "refused": "unreachable", "truncated": "unreachable",
          "garbage": "unreachable", "loop": "unparseable"}  # fmt: skip
POLICY = b"version: STSv1\r\nmode: enforce\r\nmx: mail.x.uk\r\nmax_age: 604800\r\n"


def reply(status: int | None = 200, body: bytes = POLICY, kind: str = "text/plain",
          outcome: Outcome = Outcome.REPLIED, trouble: Trouble | None = None) -> Exchange:  # fmt: skip
    url = "https://mta-sts.x.uk/.well-known/mta-sts.txt"
    return Exchange(url, outcome, "", status, {"content-type": kind}, body, 0.0, 0.0, 0.0, "", trouble=trouble)


@pytest.fixture(scope="module")
def zones() -> Zones:
    made = Zones()
    for name, (text, sign, _) in CONFIGURATIONS.items():
        made.add(f"{name}.gov.uk", text.replace("x.uk", f"{name}.gov.uk"), sign=sign)
    made.faults[dns.name.from_text("down.spf-include-down.gov.uk")] = Fault("servfail")
    for kind in FAULTS:
        made.faults[dns.name.from_text(f"{kind}.gov.uk")] = Fault(kind)
        made.add(f"part-{kind}.gov.uk", GOOD)
        made.faults[dns.name.from_text(f"_dmarc.part-{kind}.gov.uk")] = Fault(kind)
    made.add("paced.gov.uk", GOOD)
    return made


@pytest.fixture(scope="module")
def names(zones: Zones) -> Iterator[Names]:
    with serving(zones) as address:
        yield Names(Slots(0.0), address)


@pytest.fixture(scope="module")
def impatient(names: Names) -> Names:
    """The same name server, asked by somebody who waits for seconds only where a fault makes him."""
    return Names(Slots(0.0), names.nameserver, question_s=1.5)


def found(names: Names, domain: str, policy: Exchange | None = None) -> dict[str, Finding]:
    def fetch(ask: Ask) -> Exchange:
        assert ask.url == f"https://mta-sts.{domain}/.well-known/mta-sts.txt"
        return policy or reply()

    findings = probe_names(f"www.{domain}", names, fetch, NOW)
    assert [each.check for each in findings] == list(CHECKS)
    return {each.check: each for each in findings}


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_a_configuration_is_found_as_it_is(names: Names, name: str):
    expected = CONFIGURATIONS[name][2]
    findings = found(names, f"{name}.gov.uk")
    seen = {check: each.status.value if each.value is None else each.value for check, each in findings.items()}
    assert {check: seen[check] for check in expected} == expected, {c: findings[c].code for c in expected}


@pytest.mark.parametrize("kind", FAULTS)
def test_name_servers_that_fail_are_a_reason_in_every_finding_and_never_a_no(impatient: Names, kind: str):
    begun = time.monotonic()
    findings = found(impatient, f"{kind}.gov.uk")
    assert {each.status.value for each in findings.values()} == {FAULTS[kind]}
    assert time.monotonic() - begun < 15


@pytest.mark.parametrize("kind", FAULTS)
def test_one_record_that_cannot_be_had_leaves_the_others_standing(impatient: Names, kind: str):
    findings = found(impatient, f"part-{kind}.gov.uk")
    assert (findings["spf"].value, findings["dmarc"].value, findings["T05"].value) == (1.0, None, None)
    assert findings["T05"].status is findings["dmarc"].status is Status(FAULTS[kind])


def test_a_domain_that_does_not_exist_is_not_found_wanting(names: Names):
    assert {(each.status, each.code) for each in found(names, "nowhere.gov.uk").values()} == {
        (Status.UNREACHABLE, "no_such_name")
    }


def test_a_name_that_is_no_name_ends_in_a_status(names: Names):
    findings = probe_names(f"{'x' * 70}.gov.uk", names, lambda ask: reply(), NOW)
    assert {(each.status, each.code) for each in findings} == {(Status.UNPARSEABLE, "bad_name")}


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (reply(), (1.0, "mode_enforce")),
        (reply(body=POLICY.replace(b"enforce", b"testing")), (0.0, "mode_testing")),
        (reply(body=b"<html>"), (0.0, "policy_invalid")),
        (reply(kind="text/html"), (0.0, "policy_not_plain_text")),
        (reply(404), (0.0, "policy_absent")),
        (reply(301), (0.0, "policy_absent")),
        (reply(403), ("blocked", "policy_refused")),
        (reply(503), ("unreachable", "policy_server_failure")),
        (reply(None, b"", outcome=Outcome.TIMED_OUT), ("unreachable", "policy_timed_out")),
        (reply(None, b"", outcome=Outcome.TLS_FAILED), ("unreachable", "policy_tls_failed")),
        (reply(trouble=Trouble.CUT_SHORT), ("unreachable", "policy_replied")),
    ],
)
def test_a_policy_of_mta_sts_counts_only_where_it_is_enforced(names: Names, policy: Exchange, expected: tuple):
    finding = found(names, "sts.gov.uk", policy)["mta_sts"]
    assert (finding.status.value if finding.value is None else finding.value, finding.code) == expected


def test_one_question_is_asked_once_whoever_asks(zones: Zones):
    with serving(zones) as address:
        names = Names(Slots(0.0), address)
        zones.asked.clear()
        some = [threading.Thread(target=probe_names, args=("www.paced.gov.uk", names, lambda ask: reply(), NOW))
                for _ in range(3)]  # fmt: skip
        for thread in some:
            thread.start()
        for thread in some:
            thread.join()
    asked = [question for question in zones.asked if question[0].endswith("paced.gov.uk.") and question[1] != "CAA"]
    found_there = [question for question in asked if question[1] in ("SOA", "TXT", "MX") and question[0][0] != "_"]
    assert len(asked) > 5
    assert sorted(set(found_there)) == sorted(found_there)


def test_each_owner_has_its_own_slots_and_its_own_wish():
    now, slept = [100.0], []

    def sleep(seconds: float) -> None:
        slept.append(round(seconds, 3))

    slots = Slots(1.0, clock=lambda: now[0], sleep=sleep)
    for key in ("a.uk", "a.uk", "b.uk", "a.uk"):
        slots.wait(key)
    assert slept == [1.0, 2.0]
    slots.own["b.uk"] = 5.0
    now[0] = 101.0
    slots.wait("b.uk")
    slots.wait("b.uk")
    assert slept == [1.0, 2.0, 5.0]
    now[0] = 200.0
    slots.answered("a.uk")
    slots.wait("a.uk")
    assert slept[-1] == 0.9


@pytest.mark.parametrize(
    ("read", "texts", "code"),
    [
        (dmarc_code, [], "absent"),
        (dmarc_code, ["v=dmarc1; p=reject"], "absent"),
        (dmarc_code, ["v=DMARC1; p=maybe"], "invalid"),
        (dmarc_code, ["v=DMARC1; p=reject; p=none"], "invalid"),
        (dmarc_code, ["v=DMARC1; p=reject; x=" + "y" * 5000], "too_long"),
        (sts_code, ["v=STSv1; id=1", "v=STSv1; id=2"], "several"),
        (sts_code, ["v=STSv1"], "invalid"),
        (tls_report_code, ["v=TLSRPTv1;rua=https://r.example/in"], "present"),
        (tls_report_code, ["v=TLSRPTv1;rua=ftp://r.example"], "invalid"),
    ],
)
def test_a_record_is_read_as_its_rfc_says(read, texts: list[str], code: str):
    assert read(texts)[0] == code

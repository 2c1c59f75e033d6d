"""What the probe of names says of made zones, asked of a name server on this computer."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import dns.name
import pytest
from checkdmarc.utils import DNS_CACHE

from collectors.crawl.net.fetcher import Ask, Exchange
from collectors.crawl.net.troubles import Trouble
from collectors.probes.dns import CHECKS, probe_names
from collectors.probes.findings import Finding
from collectors.probes.journal import Journal
from collectors.probes.names import Names
from collectors.probes.pace import Slots
from collectors.probes.records import DECIDED, UNANSWERED, dmarc_code, sts_code, tls_report_code
from evaluation.made_names.configurations import CONFIGURATIONS, GOOD
from evaluation.made_names.server import NOW, Fault, Zones, serving
from models import Outcome, Status

FAULTS = {"silent": "unreachable", "servfail": "unreachable", "refused": "unreachable", "truncated": "unreachable",
          "garbage": "unreachable", "lame": "unreachable", "loop": "unparseable"}  # fmt: skip
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
    made.add("keys.gov.uk", GOOD, sign="good")
    crowd(made, "keys.gov.uk")
    return made


def crowd(made: Zones, domain: str) -> None:
    """Give a zone hundreds of keys and signatures that are told apart by trying each with each (CVE-2023-50387)."""
    name = dns.name.from_text(domain)
    keys = made.zones[name].find_rdataset(name, "DNSKEY")
    signatures = made.zones[name].find_rdataset(name, "RRSIG", "DNSKEY")
    words = [keys[0].key[at : at + 2] for at in range(0, 64, 2)]  # in any order they have one sum, the tag of the key
    for number in range(300):
        keys.add(keys[0].replace(key=b"".join(Random(number).sample(words, 32))))
        signatures.add(signatures[0].replace(signature=number.to_bytes(64, "big")))


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
    for each in findings:
        if each.check in DECIDED:
            known = DECIDED[each.check] if each.value is not None else UNANSWERED
            assert each.code in known or (each.value is None and each.code.startswith("policy_"))
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


def test_a_zone_with_hundreds_of_keys_is_not_tried_one_by_one(names: Names):
    begun = time.process_time()
    findings = found(names, "keys.gov.uk")
    assert (findings["dnssec"].status, findings["dnssec"].code) == (Status.UNPARSEABLE, "too_many_keys")
    assert findings["spf"].value == 1.0
    assert time.process_time() - begun < 2


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


def test_whoever_goes_on_with_a_run_asks_again_only_what_failed_and_finds_the_same(
    zones: Zones, names: Names, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    domains = [f"{name}.gov.uk" for name in CONFIGURATIONS]
    domains += ["nowhere.gov.uk", "part-servfail.gov.uk", "part-truncated.gov.uk", "servfail.gov.uk"]
    failing, runs, asked = {name.to_text() for name in zones.faults}, [], []
    with serving(zones) as address:
        for _ in range(2):
            zones.asked.clear()
            DNS_CACHE.clear()  # checkdmarc's own, which another process would not have
            again = Names(Slots(0.0), address, question_s=1.5, journal=Journal("one"))
            runs.append([found(again, domain) for domain in domains])
            asked.append({name for name, _ in zones.asked})
        alone = [found(names, domain) for domain in domains]
    assert runs[0] == runs[1]
    assert [[each.code for each in one.values()] for one in runs[0]] == [
        [each.code for each in one.values()] for one in alone
    ]
    assert len(asked[0]) > 5 * len(CONFIGURATIONS) and asked[1] == asked[0] & failing != set()


def test_an_answer_that_several_councils_need_is_kept_when_the_first_of_them_is_done(
    zones: Zones, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    zones.add("post.example", '@ 0 TXT "v=spf1 ip4:192.0.2.0/24 -all"\n')
    for name in ("first", "second"):
        zones.add(f"{name}.gov.uk", '@ TXT "v=spf1 include:post.example -all"\n')
    with serving(zones) as address:
        zones.asked.clear()
        for domain in ("first.gov.uk", "second.gov.uk"):
            DNS_CACHE.clear()
            journal = Journal("one")
            assert found(Names(Slots(0.0), address, journal=journal), domain)["spf"].value == 1.0
            journal.forget([f"www.{domain}"])
        assert zones.asked.count(("post.example.", "TXT")) == 1
        found(Names(Slots(0.0), address, journal=Journal("one")), "first.gov.uk")
    assert zones.asked.count(("first.gov.uk.", "SOA")) == 2


def test_what_another_resolver_said_is_not_taken_for_the_word_of_this_one(
    zones: Zones, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    zones.add("told.gov.uk", "@ MX 10 mail\n")
    for count in (1, 2):
        with serving(zones) as address:
            for _ in range(2):
                found(Names(Slots(0.0), address, journal=Journal("one")), "told.gov.uk")
        assert zones.asked.count(("told.gov.uk.", "MX")) == count


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

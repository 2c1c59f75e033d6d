"""What the DNS says of a council's mail domain and website: SPF, DMARC, MTA-STS, TLS-RPT, DNSSEC, CAA, IPv6."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import dns.dnssec
import dns.exception
import dns.name
import dns.rdatatype
from checkdmarc import spf
from checkdmarc.mta_sts import MTASTSPolicySyntaxError, parse_mta_sts_policy

from collectors.crawl.net.fetcher import Ask, Exchange
from collectors.probes.findings import Finding, all_of, any_of, decided, undecided
from collectors.probes.names import Answer, Names, PacedResolver, ask, texts
from collectors.probes.records import LONGEST, dmarc_code, policy_url, sts_code, text_name, tls_report_code
from models import Outcome, Status
from register.domains import registrable

Fetch = Callable[[Ask], Exchange]
POLICY_BYTES = 64 * 1024
"""Of a policy of MTA-STS that are read (RFC 8461, section 3.3, speaks of 64 kilobytes)."""
MOST_KEYS = 32
"""Keys, delegations or signatures of a zone that are checked; each key may have to be tried with each signature."""
_STATUS = {"malformed": Status.UNPARSEABLE, "alias_loop": Status.UNPARSEABLE, "bad_name": Status.UNPARSEABLE,
           "spent": Status.UNPARSEABLE}  # fmt: skip
"""Code of an answer that says nothing -> its status; every other is unreachable."""
_SPF_FAULTS: tuple[tuple[type[Exception], str], ...] = (
    (spf.SPFTooManyDNSLookups, "too_many_lookups"),
    (spf.SPFTooManyVoidDNSLookups, "too_many_void_lookups"),
    (spf.SPFIncludeLoop, "loop"),
    (spf.SPFRedirectLoop, "loop"),
    (spf.SPFSyntaxError, "invalid"),
    (spf.SPFRecordNotFound, "include_without_record"),
    (spf.SPFError, "invalid"),
)


def probe_names(host: str, names: Names, fetch: Fetch, now: datetime) -> tuple[Finding, ...]:
    """Return the findings for the website at `host` and the mail domain it lies in (its registered domain).

    fetch: gets the policy of MTA-STS, the one file that is asked for. now: to which signatures are held. A domain that
    does not exist, or whose name servers do not answer, is a reason in every finding and never a "no".
    """
    domain = registrable(host)
    resolver = names.resolver(host)
    apex = ask(resolver, domain, "SOA")
    if not apex.known or apex.code == "no_such_name":
        return tuple(_unknown(check, domain, apex) for check in CHECKS)
    spf_found, dmarc = _spf(domain, names.resolver(host)), _dmarc(domain, resolver)
    sts, reports = _sts(domain, resolver, fetch), _tls_reports(domain, resolver)
    found = (
        all_of("T05", domain, (spf_found, dmarc)),
        any_of("T06", domain, (sts, reports)),
        spf_found,
        dmarc,
        sts,
        reports,
        _dnssec(domain, resolver, apex, now),
        _caa(host, domain, resolver),
        _ipv6(host, resolver),
        _mail(domain, resolver),
    )
    assert tuple(each.check for each in found) == CHECKS
    return found


CHECKS = ("T05", "T06", "spf", "dmarc", "mta_sts", "tls_rpt", "dnssec", "caa", "ipv6", "mx")
"""What is found of each domain, in this order."""


def _unknown(check: str, subject: str, answer: Answer) -> Finding:
    return undecided(check, subject, _STATUS.get(answer.code, Status.UNREACHABLE), answer.code)


def _spf(domain: str, resolver: PacedResolver) -> Finding:
    """Met by one record that can be read to its end and does not allow every sender (RFC 7208)."""
    answer = ask(resolver, text_name("spf", domain), "TXT")
    if not answer.known:
        return _unknown("spf", domain, answer)
    records = [text for text in texts(answer) if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")]
    if len(records) != 1:
        return decided("spf", domain, 0.0, "several" if records else "absent", record="; ".join(records)[:300])
    (record,) = records
    if len(record) > LONGEST:
        return undecided("spf", domain, Status.UNPARSEABLE, "too_long", characters=len(record))
    read: Mapping[str, Any] = {}
    fault = ""
    try:
        read = spf.parse_spf_record(record, domain, resolver=resolver, retries=0)
    except tuple(kind for kind, _ in _SPF_FAULTS) as error:
        fault = next(code for kind, code in _SPF_FAULTS if isinstance(error, kind))
    except dns.exception.DNSException:
        fault = "lookup_failed"
    if resolver.unanswered:
        # What a mechanism leads to could not be looked up: a temporary error, of which nothing follows (section 2.6.6).
        status = Status.UNPARSEABLE if resolver.spent else Status.UNREACHABLE
        return undecided("spf", domain, status, "spent" if resolver.spent else "lookup_failed", record=record)
    if fault:
        return decided("spf", domain, 0.0, fault, record=record)
    everybody = read["parsed"].get("all")
    value = float(everybody != "pass")
    code = {"pass": "allows_everybody", "fail": "fail", "softfail": "softfail", "neutral": "neutral"}.get(
        everybody, "no_all"
    )
    return decided("spf", domain, value, code, record=record, lookups=read["dns_lookups"])


def _dmarc(domain: str, resolver: PacedResolver) -> Finding:
    """Met by a policy of quarantine or reject."""
    answer = ask(resolver, text_name("dmarc", domain), "TXT")
    if not answer.known:
        return _unknown("dmarc", domain, answer)
    code, record = dmarc_code(texts(answer))
    if code == "too_long":
        return undecided("dmarc", domain, Status.UNPARSEABLE, code, record=record)
    return decided("dmarc", domain, float(code in ("quarantine", "reject")), code, record=record)


def _tls_reports(domain: str, resolver: PacedResolver) -> Finding:
    answer = ask(resolver, text_name("tls_rpt", domain), "TXT")
    if not answer.known:
        return _unknown("tls_rpt", domain, answer)
    code, record = tls_report_code(texts(answer))
    if code == "too_long":
        return undecided("tls_rpt", domain, Status.UNPARSEABLE, code, record=record)
    return decided("tls_rpt", domain, float(code == "present"), code, record=record)


def _sts(domain: str, resolver: PacedResolver, fetch: Fetch) -> Finding:
    """Met by an announced policy in the mode enforce."""
    answer = ask(resolver, text_name("mta_sts", domain), "TXT")
    if not answer.known:
        return _unknown("mta_sts", domain, answer)
    code, record = sts_code(texts(answer))
    if code == "too_long":
        return undecided("mta_sts", domain, Status.UNPARSEABLE, code, record=record)
    if code != "present":
        return decided("mta_sts", domain, 0.0, code, record=record)
    return _sts_policy(domain, record, fetch(Ask(policy_url(domain), max_bytes=POLICY_BYTES)))


def _sts_policy(domain: str, record: str, exchange: Exchange) -> Finding:
    said = {"record": record, "url": exchange.url, "http_status": exchange.status}
    if exchange.outcome is not Outcome.REPLIED or exchange.trouble is not None:
        return undecided("mta_sts", domain, Status.UNREACHABLE, f"policy_{exchange.outcome}", **said)
    if exchange.status in (401, 403, 429, 451):
        return undecided("mta_sts", domain, Status.BLOCKED, "policy_refused", **said)
    if exchange.status is None or exchange.status >= 500:
        return undecided("mta_sts", domain, Status.UNREACHABLE, "policy_server_failure", **said)
    if exchange.status != 200:  # a redirect is not followed (RFC 8461, section 3.3)
        return decided("mta_sts", domain, 0.0, "policy_absent", **said)
    if not exchange.headers.get("content-type", "").lower().startswith("text/plain"):
        return decided("mta_sts", domain, 0.0, "policy_not_plain_text", **said)
    try:
        policy = parse_mta_sts_policy(exchange.body.decode("utf-8", "replace"))["policy"]
    except MTASTSPolicySyntaxError:
        return decided("mta_sts", domain, 0.0, "policy_invalid", **said)
    mode = str(policy["mode"])
    return decided("mta_sts", domain, float(mode == "enforce"), f"mode_{mode}", **said)


def _dnssec(domain: str, resolver: PacedResolver, apex: Answer, now: datetime) -> Finding:
    """Met by a zone whose parent names a key of it, which signs its keys and its data (RFC 4035, section 5).

    The parent's own signatures are taken on trust: they are not the council's.
    """
    if apex.rrset is None or apex.rrset.name != dns.name.from_text(domain):
        return undecided("dnssec", domain, Status.AMBIGUOUS, "not_a_zone")
    delegation = ask(resolver, domain, "DS")
    if not delegation.known:
        return _unknown("dnssec", domain, delegation)
    if delegation.rrset is None:
        return decided("dnssec", domain, 0.0, "unsigned")
    keys = ask(resolver, domain, "DNSKEY")
    if not keys.known:
        return _unknown("dnssec", domain, keys)
    if keys.rrset is None or keys.signatures is None:
        return decided("dnssec", domain, 0.0, "no_keys")
    signed = (delegation.rrset, keys.rrset, keys.signatures, apex.signatures)
    if any(each is not None and len(each) > MOST_KEYS for each in signed):
        return undecided("dnssec", domain, Status.UNPARSEABLE, "too_many_keys")
    return _chain(domain, delegation, keys, apex, now)


def _chain(domain: str, delegation: Answer, keys: Answer, apex: Answer, now: datetime) -> Finding:
    assert keys.rrset is not None and keys.signatures is not None and apex.rrset is not None
    name = keys.rrset.name
    try:
        named = any(
            dns.dnssec.make_ds(name, key, each.digest_type, validating=True) == each
            for each in delegation.records() for key in keys.records() if dns.dnssec.key_id(key) == each.key_tag
        )  # fmt: skip
    except (dns.exception.UnsupportedAlgorithm, dns.exception.DeniedByPolicy, ValueError):
        return undecided("dnssec", domain, Status.UNPARSEABLE, "unknown_digest")
    if not named:
        return decided("dnssec", domain, 0.0, "key_not_named_by_parent")
    if apex.signatures is None:
        return decided("dnssec", domain, 0.0, "data_not_signed")
    for rrset, signatures, code in ((keys.rrset, keys.signatures, "bad_signature_of_keys"),
                                    (apex.rrset, apex.signatures, "bad_signature_of_data")):  # fmt: skip
        try:
            dns.dnssec.validate(rrset, signatures, {name: keys.rrset}, now=now.timestamp())
        except dns.exception.UnsupportedAlgorithm:
            return undecided("dnssec", domain, Status.UNPARSEABLE, "unknown_algorithm")
        except (dns.exception.DNSException, ValueError):
            return decided("dnssec", domain, 0.0, code)
    return decided("dnssec", domain, 1.0, "signed")


def _caa(host: str, domain: str, resolver: PacedResolver) -> Finding:
    """Met where the host or a name above it says who may issue certificates (RFC 8659, section 3)."""
    labels = host.split(".")
    for start in range(len(labels) - domain.count(".")):
        name = ".".join(labels[start:])
        answer = ask(resolver, name, "CAA")
        if not answer.known:
            return _unknown("caa", host, answer)
        if answer.rrset is not None:
            issuers = sorted({record.value.decode("ascii", "replace") for record in answer.records()
                              if record.tag.lower() in (b"issue", b"issuewild")})  # fmt: skip
            return decided("caa", host, float(bool(issuers)), "present" if issuers else "no_issuers", at=name,
                           issuers=", ".join(issuers)[:300])  # fmt: skip
    return decided("caa", host, 0.0, "absent")


def _ipv6(host: str, resolver: PacedResolver) -> Finding:
    answer = ask(resolver, host, "AAAA")
    if not answer.known:
        return _unknown("ipv6", host, answer)
    if answer.code == "no_such_name":
        return undecided("ipv6", host, Status.UNREACHABLE, "no_such_name")
    return decided("ipv6", host, float(answer.rrset is not None), "present" if answer.rrset is not None else "absent")


def _mail(domain: str, resolver: PacedResolver) -> Finding:
    """Met where the domain takes mail, which a null MX (RFC 7505) does not: context for the rest, no question."""
    answer = ask(resolver, domain, "MX")
    if not answer.known:
        return _unknown("mx", domain, answer)
    hosts = sorted(record.exchange.to_text(omit_final_dot=True) for record in answer.records())
    takes = [each for each in hosts if each not in ("", ".", "@")]
    return decided("mx", domain, float(bool(takes)), "present" if takes else "null" if hosts else "absent",
                   hosts=", ".join(takes)[:300])  # fmt: skip

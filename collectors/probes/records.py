"""What text records of a mail domain say: DMARC (RFC 7489, RFC 9989), MTA-STS (RFC 8461), TLS-RPT (RFC 8460). Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST = 4096
"""Characters of a record that are read; the longest in use are a tenth of it."""
_TAG = re.compile(r"\s*([A-Za-z][A-Za-z0-9_]*)\s*=\s*(.*?)\s*\Z", re.DOTALL)
_ENFORCING = ("quarantine", "reject")
_POLICIES = ("none", *_ENFORCING)
PREFIXES = {"spf": "", "dmarc": "_dmarc.", "mta_sts": "_mta-sts.", "tls_rpt": "_smtp._tls."}
"""Check of a text record -> what stands before the mail domain in the name that is asked for."""
DECIDED = {
    "spf": frozenset({"absent", "several", "invalid", "loop", "too_many_lookups", "too_many_void_lookups",
                      "include_without_record", "allows_everybody", "fail", "softfail", "neutral", "no_all"}),
    "dmarc": frozenset({"absent", "several", "invalid", "none", "testing", "quarantine", "reject"}),
    "mta_sts": frozenset({"absent", "several", "invalid", "policy_absent", "policy_not_plain_text", "policy_invalid",
                          "mode_enforce", "mode_testing", "mode_none"}),
    "tls_rpt": frozenset({"absent", "several", "invalid", "present"}),
    "mx": frozenset({"present", "null", "absent"}),
}  # fmt: skip
"""Check -> the codes with which it is decided."""
UNANSWERED = frozenset({"timed_out", "server_failure", "alias_loop", "malformed", "bad_name", "spent", "no_such_name",
                        "lookup_failed", "too_long"})  # fmt: skip
"""Codes with which nothing is known, beside those of a policy of MTA-STS that could not be had, `policy_` and why."""


def text_name(check: str, domain: str) -> str:
    """Return the name whose TXT records a check of a mail domain asks for."""
    return f"{PREFIXES[check]}{domain}"


def policy_url(domain: str) -> str:
    """Return where the policy of MTA-STS of a domain stands (RFC 8461, section 3.3)."""
    return f"https://mta-sts.{domain}/.well-known/mta-sts.txt"


def tags(text: str) -> dict[str, str] | None:
    """Return the tags of `name=value; name=value`, names in small letters; None if a part is no tag or comes twice."""
    found: dict[str, str] = {}
    for part in text.split(";"):
        if not part.strip():
            continue
        match = _TAG.match(part)
        if match is None or match[1].lower() in found:
            return None
        found[match[1].lower()] = match[2]
    return found


def of_version(texts: Sequence[str], version: str) -> list[str]:
    """Return the records that begin with `v=VERSION`, as a reader of that version finds them among others."""
    begins = re.compile(rf"\s*v\s*=\s*{re.escape(version)}\s*(?:;|\Z)")
    return [text for text in texts if begins.match(text)]


def dmarc_code(texts: Sequence[str]) -> tuple[str, str]:
    """Return what a domain asks receivers to do with forged mail, and the record.

    quarantine or reject; none; testing (a policy that is only tried: t=y, or pct=0); invalid; several, which receivers
    take for none (RFC 7489, section 6.6.3); absent; too_long.
    """
    records = of_version(texts, "DMARC1")
    if len(records) != 1:
        return ("several" if records else "absent"), "; ".join(records)[:300]
    (record,) = records
    if len(record) > LONGEST:
        return "too_long", record[:300]
    read = tags(record)
    policy = (read or {}).get("p", "").lower()
    if read is None or policy not in _POLICIES:
        return "invalid", record
    tried = read.get("t", "").lower() == "y" or read.get("pct", "").strip() == "0"
    # A policy that is tried is applied one step lower (RFC 9989): reject becomes quarantine, quarantine nothing.
    if tried and policy in _ENFORCING:
        return ("testing" if policy == "quarantine" or read.get("pct", "").strip() == "0" else "quarantine"), record
    return policy, record


def tls_report_code(texts: Sequence[str]) -> tuple[str, str]:
    """Return whether reports on failed encryption are asked for: present, invalid, several, absent or too_long."""
    return _single(texts, "TLSRPTv1", "rua", re.compile(r"(?:mailto|https):\S+", re.IGNORECASE))


def sts_code(texts: Sequence[str]) -> tuple[str, str]:
    """Return whether a policy of MTA-STS is announced: present, invalid, several, absent or too_long."""
    return _single(texts, "STSv1", "id", re.compile(r"[A-Za-z0-9]{1,32}\Z"))


def _single(texts: Sequence[str], version: str, tag: str, form: re.Pattern[str]) -> tuple[str, str]:
    records = of_version(texts, version)
    if len(records) != 1:
        return ("several" if records else "absent"), "; ".join(records)[:300]
    (record,) = records
    if len(record) > LONGEST:
        return "too_long", record[:300]
    value = (tags(record) or {}).get(tag, "")
    return ("present" if form.match(value) else "invalid"), record

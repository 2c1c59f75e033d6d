"""Zones of made domains, each with what has to be found of it."""

from __future__ import annotations

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
REJECT = '_dmarc TXT "v=DMARC1; p=reject"\n'
"""What turns a domain whose SPF alone is of interest into one that SPF alone decides."""


def labelled() -> dict[str, tuple[str, dict[str, bool]]]:
    """Return name -> the zone and whether it truly meets T05 and T06, of every domain of which that is known.

    A domain that says nothing of a protection does not have it. Each domain that is about SPF stands twice: as it is,
    and with a DMARC policy of reject beside it.
    """
    found = {}
    for name, (zone, _, known) in CONFIGURATIONS.items():
        spf, dmarc = known.get("spf", float(GOOD in zone)), known.get("dmarc", 0.0)
        in_transit = known.get("T06") == 1.0
        found[name] = (zone, {"T05": spf == dmarc == 1.0, "T06": in_transit})
        if "spf" in known and "_dmarc" not in zone and isinstance(spf, float):
            found[f"{name}-reject"] = (zone + REJECT, {"T05": spf == 1.0, "T06": in_transit})
    return found

"""The probe of TLS for hosts that are all served at one port of this machine: what another process imports."""

from __future__ import annotations

import ssl
from contextlib import ExitStack, closing
from datetime import UTC, datetime

from collectors.crawl.net.addresses import AddressPolicy
from collectors.probes.findings import Finding
from collectors.probes.journal import Journal
from collectors.probes.pace import Slots
from collectors.probes.run import Probe
from collectors.probes.tls import Handshaker, probe_tls


def shaking(port: int, ca_file: str, slots: Slots, ending: ExitStack, run: str = "") -> Probe:
    """Make the probe, which finds every name at 127.0.0.1 and takes that for public.

    run: by which it is gone on with, "" if nothing is kept.
    """
    policy = AddressPolicy(accepts=lambda address: True, resolver=lambda host, asked: ["127.0.0.1"])
    shake = Handshaker(policy, ssl.create_default_context(cafile=ca_file), slots, port=port)
    ending.enter_context(closing(shake))
    journal = Journal(run)
    return lambda host: probe_tls(host, shake, datetime(2026, 11, 30, tzinfo=UTC), journal.of(host))


def shake_hands(port: int, ca_file: str, run: str, host: str) -> tuple[Finding, ...]:
    """Return the findings of one host."""
    with ExitStack() as ending:
        return tuple(shaking(port, ca_file, Slots(0.0), ending, run)(host))

"""Every fault by name: `FAULTS["slow_drip"]` (see misbehaving/registry.py for what a fault carries)."""

from __future__ import annotations

from evaluation.simulated_internet.misbehaving import (
    content,
    heads,
    moves,
    pages,
    ports,
    redirects,
    refreshes,
    robots,
    services,
    statuses,
    transport,
    traps,
    troubles,
)
from evaluation.simulated_internet.misbehaving.redirects import FORBIDDEN_URLS
from evaluation.simulated_internet.misbehaving.registry import FAULTS, HOST_STATUSES, Fault

THEMES = (transport, heads, redirects, refreshes, moves, ports, statuses, troubles, robots, traps, content, pages,
          services)  # fmt: skip
"""The modules that declare them."""

__all__ = ["FAULTS", "FORBIDDEN_URLS", "HOST_STATUSES", "THEMES", "Fault"]

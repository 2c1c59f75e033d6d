"""`python -m evaluation.simulated_internet.serve --hosts 379 --pages 20 --latency 0.1`: a server process of its own.

The first line of standard output is JSON: http_port, https_port, proxy_url, ca_file, hosts (name -> scheme).
It serves until its standard input ends. Reports: GET http://simulated.control/report (or /reset) through the proxy.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace

from evaluation.simulated_internet.councils import make_councils
from evaluation.simulated_internet.faults import FAULTS
from evaluation.simulated_internet.plain import make_plain_site
from evaluation.simulated_internet.server import SimWeb
from evaluation.simulated_internet.words.bank import NAMES


def arguments(words: list[str] | None = None) -> Namespace:
    """The command line, parsed."""
    parser = ArgumentParser(prog="python -m evaluation.simulated_internet.serve", description=__doc__)
    parser.add_argument("--hosts", type=int, default=0, help="plain sites for measuring speed")
    parser.add_argument("--pages", type=int, default=20, help="pages of each plain site")
    parser.add_argument("--size", type=int, default=61_000, help="bytes of a plain page, decoded")
    parser.add_argument("--councils", type=int, default=0, help="full councils with truth")
    parser.add_argument("--wording", choices=NAMES, default="build")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before every reply")
    parser.add_argument("--limit", type=float, default=0.9, help="seconds; a shorter interval is a fault")
    parser.add_argument("--cold", action="store_true", help="make a page ready when it is first asked for, not before")
    parser.add_argument("--faults", default="", help="names, comma separated, or 'all'")
    return parser.parse_args(words)


def chosen_sites(options: Namespace) -> list:
    """Everything that the command line asks to be served."""
    names = list(FAULTS) if options.faults == "all" else [name for name in options.faults.split(",") if name]
    plain = [make_plain_site(n, options.pages, options.size, seed=options.seed) for n in range(options.hosts)]
    councils = make_councils(options.councils, options.seed, wording=options.wording)
    return [*plain, *councils, *(FAULTS[name] for name in names)]


def main(words: list[str] | None = None) -> None:
    """Serve until standard input ends."""
    options = arguments(words)
    warm = not options.cold
    with SimWeb(chosen_sites(options), latency_s=options.latency, limit_s=options.limit, warm=warm) as web:
        ports = {"http_port": web.http_port, "https_port": web.https_port, "proxy_url": web.proxy_url}
        hosts = {host: site.scheme for host, site in web.sites.items()}
        print(json.dumps({**ports, "ca_file": web.ca_file, "hosts": hosts}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()

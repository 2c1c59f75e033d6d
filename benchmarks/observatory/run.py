"""Holds detectors/observatory to the code of MDN: `python -m benchmarks.observatory.run` (needs Node and npm).

The package @mdn/mdn-http-observatory 1.4.8, which carries version 4 of the algorithm, judges the made visits of
tests/detectors/observatory/agreed.json, mixes of them, and with `--headers FILE` real header sets of a CSV file, of
which nothing is kept. Ends with 1 if a result, score or grade differs. `--write` notes the package's answers beside the
made visits, where the tests read them.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from detectors.observatory.judge import grade
from detectors.observatory.table import passes
from detectors.observatory.visit import Https, Page, Visit

HERE = Path(__file__).resolve().parent
AGREED = HERE.parents[1] / "tests" / "detectors" / "observatory" / "agreed.json"
PRELOADED = "preloaded.test"
CUT_AT = 300
"""Characters at which the file of real header sets cuts a policy; what is as long is left out."""
MIXES, SEED = 2000, 15
Json = dict[str, Any]


def visit_of(given: Json) -> Visit:
    """Return the visit of its JSON form."""
    page = Page(given["page"]["url"], given["page"]["headers"], given["page"]["markup"])
    return Visit(
        given["host"],
        page,
        Https(given["https"]),
        given["secured"],
        tuple(given["plain_route"]),
        given["plain_verified"],
        tuple((url, value) for url, value in given["cookies"]),
        given["sharing"],
        given["origin"],
        lambda host: host == PRELOADED or host.endswith(f".{PRELOADED}"),
    )


def ours(given: Json) -> Json:
    """Return what we say of a visit, in the form of judge.mjs."""
    found = grade(visit_of(given), 4)
    results = [found.results[test] for test in sorted(found.results)]
    failed = sorted(test for test, result in found.results.items() if result and not passes(result, 4))
    return {"results": results, "failed": failed, "score": found.score, "grade": found.grade}


def theirs(visits: list[Json]) -> list[Json]:
    """Return what the package says of each visit."""
    said = subprocess.run(["node", "judge.mjs"], cwd=HERE, input=json.dumps(visits), text=True, check=True,
                          stdout=subprocess.PIPE).stdout  # fmt: skip
    answers: list[Json] = json.loads(said)
    if any(answer.pop("version") != 4 for answer in answers):
        raise SystemExit("the package carries another version of the algorithm than 4")
    return answers


def install() -> None:
    """Install what package-lock.json names, once, and the list of preloaded hosts that the made visits speak of.

    The package's own script would load the lists of browsers from the network.
    """
    package = HERE / "node_modules" / "@mdn" / "mdn-http-observatory"
    if not package.exists():
        if not shutil.which("npm"):
            sys.exit("The comparison needs Node 20 or newer with npm. Debian or Ubuntu: apt-get install nodejs npm.")
        subprocess.run(["npm", "ci", "--silent", "--ignore-scripts"], cwd=HERE, check=True)
    listed = {PRELOADED: {"includeSubDomains": True, "mode": "force-https"}}
    (package / "conf" / "hsts-preload.json").write_text(json.dumps(listed), encoding="utf-8")


def mixes(visits: list[Json], count: int, rng: random.Random) -> Iterator[Json]:
    """Yield visits that take their headers, markup, cookies and routes from several of the made ones."""
    for number in range(count):
        base, *parts = (json.loads(json.dumps(each)) for each in rng.sample(visits, 5))
        for part in parts:
            base["page"]["headers"] |= part["page"]["headers"]
        if base["https"] != "none":
            base["secured"] = base["page"]["headers"]
        base["page"]["markup"] += parts[0]["page"]["markup"]
        base["cookies"] += [[base["page"]["url"], value] for _, value in parts[1]["cookies"]]
        base["sharing"] = parts[2]["sharing"]
        yield {**base, "name": f"mix {number}"}


def real(path: Path) -> Iterator[Json]:
    """Yield a visit for each distinct set of headers of the file, those with a cut policy left out."""
    names = {"hsts": "strict-transport-security", "csp": "content-security-policy",
             "x_frame_options": "x-frame-options", "x_content_type_options": "x-content-type-options",
             "referrer_policy": "referrer-policy"}  # fmt: skip
    seen = set()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            headers = {name: row[column] for column, name in names.items() if row[column]}
            flag = "; Secure" if row["set_cookie_secure"] == "1" else ""
            cookies = tuple(f"{name}=1{flag}" for name in row["cookie_names"].split(";") if name)
            reporting = row["csp_report_only"] == "1"
            key = (*headers.items(), cookies, reporting, row["scheme"])
            if key in seen or len(row["csp"]) >= CUT_AT:
                continue
            seen.add(key)
            report = {"content-security-policy-report-only": "default-src 'self'"} if reporting else {}
            url, secure = f"{row['scheme']}://{row['host']}/", row["scheme"] == "https"
            headers = {"content-type": "text/html", **headers, **report}
            yield {
                "name": f"real {len(seen)}", "host": row["host"],
                "page": {"url": url, "headers": headers, "markup": "<p>x</p>"},
                "https": "verified" if secure else "none", "secured": headers, "plain_route": [url],
                "plain_verified": True, "cookies": [[url, value] for value in cookies], "sharing": {}, "origin": "",
            }  # fmt: skip


def compare(title: str, visits: list[Json]) -> int:
    """Print how often we agree, and each visit where we do not; return how many those are."""
    answers, differ = theirs(visits), 0
    for visit, answer in zip(visits, answers, strict=True):
        mine = ours(visit)
        if mine != answer:
            differ += 1
            pairs = zip(answer["results"], mine["results"], strict=True)
            print(f"  {visit['name']}: theirs, ours: {[pair for pair in pairs if len({*pair}) == 2] or (answer, mine)}")
    grades = dict(sorted(Counter(answer["grade"] for answer in answers).items()))
    results = Counter(result for answer in answers for result in answer["results"])
    print(f"{title}: {len(visits)} visits, {results.total()} results, {len(results)} different ones; grades {grades}; "
          f"{differ} visits differ")  # fmt: skip
    return differ


def main() -> None:
    """Compare, and end with 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--headers", type=Path, metavar="FILE", help="Real header sets, one row each, as CSV.")
    parser.add_argument("--write", action="store_true", help="Note the package's answers beside the made visits.")
    asked = parser.parse_args()
    install()
    made: list[Json] = json.loads(AGREED.read_text(encoding="utf-8"))
    if asked.write:
        noted = [{**visit, "answer": answer} for visit, answer in zip(made, theirs(made), strict=True)]
        AGREED.write_text("[\n" + ",\n".join(json.dumps(each) for each in noted) + "\n]\n", encoding="utf-8")
    differ = compare("made", made)
    differ += compare("mixed", list(mixes(made, MIXES, random.Random(SEED))))
    if asked.headers:
        differ += compare("real", list(real(asked.headers)))
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()

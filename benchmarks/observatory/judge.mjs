// Reads visits as JSON from standard input and writes what the Observatory's own tests say of each.
import { readFileSync } from "node:fs";
import { CookieJar } from "tough-cookie";
import { ALGORITHM_VERSION, ALL_TESTS } from "@mdn/mdn-http-observatory/src/constants.js";
import { getGradeForScore, getScoreModifier } from "@mdn/mdn-http-observatory/src/grader/grader.js";
import { MINIMUM_SCORE_FOR_EXTRA_CREDIT } from "@mdn/mdn-http-observatory/src/grader/charts.js";
import { parseHttpEquivHeaders } from "@mdn/mdn-http-observatory/src/retriever/utils.js";
import { HTML_TYPES, Requests } from "@mdn/mdn-http-observatory/src/types.js";

const headers = (given) => Object.assign(Object.create({ get(name) { return this[name]; } }), given);

function requests(visit) {
  const found = new Requests(visit.host);
  const last = visit.cookies.filter(([url]) => url === visit.page.url).map(([, value]) => value);
  const sent = last.length ? { ...visit.page.headers, "set-cookie": last } : visit.page.headers;
  const jar = new CookieJar();
  for (const [url, value] of visit.cookies) jar.setCookieSync(value, url, { ignoreError: true });
  found.session = { url: new URL(visit.page.url), jar };
  found.resources.path = visit.page.markup;
  const html = HTML_TYPES.has(visit.page.headers["content-type"]?.split(";")[0]) && visit.page.markup;
  const httpEquiv = html ? parseHttpEquivHeaders(visit.page.markup, visit.page.url) : new Map();
  found.responses.auto = { headers: headers(sent), status: 200, httpEquiv, verified: true };
  if (visit.https !== "none")
    found.responses.https = { headers: headers(visit.secured), verified: visit.https === "verified" };
  if (visit.plain_route.length) {
    found.responses.http = { status: 200, headers: headers({}), verified: visit.plain_verified };
    found.responses.httpRedirects = visit.plain_route.map((url) => ({ url: new URL(url), status: 301 }));
  }
  found.responses.cors = { headers: headers(visit.sharing), request: { headers: { origin: visit.origin } } };
  return found;
}

// As src/scanner/index.js adds up: it fetches by itself and cannot be given what was fetched.
function judged(visit) {
  const outputs = {};
  let extra = 100;
  let plain = 100;
  for (const test of ALL_TESTS) {
    const output = test(requests(visit));
    outputs[output.constructor.name] = output;
    const modifier = getScoreModifier(output.result);
    extra += modifier;
    plain += Math.min(modifier, 0);
  }
  const { score, grade } = getGradeForScore(plain >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? extra : plain);
  const tests = Object.keys(outputs).sort();
  const results = tests.map((test) => outputs[test].result);
  const failed = tests.filter((test) => !outputs[test].pass);
  return { version: ALGORITHM_VERSION, results, failed, score, grade };
}

const visits = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(visits.map(judged)));

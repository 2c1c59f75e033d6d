"""The server-rendered site: every page is complete without JavaScript."""

from __future__ import annotations

import flask

from edition.published_addresses import to_open
from web.pages import (
    about,
    api,
    changes,
    checks,
    committee,
    compare,
    corrections,
    council,
    data,
    editions,
    experiments,
    failures,
    feeds,
    hexmap,
    home,
    indicator,
    insights,
    languages,
    league,
    links,
    mark,
    methodology,
    places,
    plan,
    postcode,
    put_in,
    render,
    reorganisation,
    report,
    search,
    service,
    shared_card,
    start,
    suppliers,
    wellknown,
)
from web.pages.compiled import COMPILED
from web.pages.meaning import council_name
from web.serving import editions as kept_editions
from web.serving import postcode_answers
from web.site import load_site
from web.words.catalogue import other, word
from web.words.language import OTHERS, in_english, translated, translated_n

PAGES = (
    home, search, postcode, start, links, league, council, committee, plan, mark, put_in, report, shared_card,
    indicator, service, suppliers, places, reorganisation, experiments, compare, changes, editions, feeds, insights,
    hexmap, methodology, checks, data, corrections, about, api, wellknown,
)  # fmt: skip
"""The modules that add routes, in navigation order; each offers `add(blueprint)`."""


def register(server: flask.Flask) -> None:
    """Add every route and error handler of the site to `server`.

    Pages read the database at `server.config["PUBLISHED"]` (a Path) on each request, never before. Who
    operates the site is `server.config["SITE"]`, by default what site.toml says. Raises
    BenchmarkError if that is wrong, or the words of a language do not fit the English.
    """
    server.config.setdefault("SITE", load_site())
    blueprint = flask.Blueprint("pages", __name__, template_folder="templates")
    blueprint.context_processor(render.context)
    server.jinja_env.filters |= {"in_words": word, "council": council_name, "translated": translated,
                                    "in_english": in_english, "to_open": to_open}  # fmt: skip
    server.jinja_env.add_extension("jinja2.ext.i18n")
    server.jinja_env.install_gettext_callables(translated, translated_n, newstyle=True)  # type: ignore[attr-defined]
    for module in PAGES:
        module.add(blueprint)
    server.register_blueprint(blueprint)
    postcode_answers.offer(server, postcode.PREFIX, postcode.found)
    postcode_answers.offer(server, api.POSTCODES, api.postcode_answer)
    server.context_processor(render.context)
    server.jinja_env.trim_blocks = server.jinja_env.lstrip_blocks = True
    server.jinja_env.bytecode_cache = COMPILED
    failures.add(server)
    for code in OTHERS:
        other(code)
    kept_editions.register(server)
    languages.register(server)
    kept_editions.take_off(server)

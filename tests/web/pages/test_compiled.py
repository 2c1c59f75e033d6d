"""Templates are compiled once for all sites of a process, and anew when one is changed."""

from pathlib import Path

from tests.web.pages.conftest import make_server
from web.pages.compiled import COMPILED


def test_a_second_site_compiles_no_template_again_and_keeps_to_its_own_words(published: Path) -> None:
    first, second = make_server(published), make_server(published)
    second.jinja_env.globals["asset"] = lambda name: f"/second/{name}"
    pages = [one.test_client().get("/league").get_data(as_text=True) for one in (first, second)]
    made = [one.jinja_env.get_template("base.html").root_render_func.__code__ for one in (first, second)]
    assert made[0] is made[1]
    assert "/second/" in pages[1] and "/second/" not in pages[0]


def test_a_changed_template_is_compiled_anew(published: Path) -> None:
    environment = make_server(published).jinja_env
    source, file, _ = environment.loader.get_source(environment, "base.html")
    environment.get_template("base.html")
    assert COMPILED.get_bucket(environment, "base.html", file, source).code is not None
    assert COMPILED.get_bucket(environment, "base.html", file, f"{source} ").code is None

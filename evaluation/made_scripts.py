"""Made sets of script addresses, each with whether one loads a library version with a known, mended hole."""

from __future__ import annotations

from collectors.probes.browser.libraries import libraries_of, verdict
from evaluation.grading import Case

_GOOD = "https://code.jquery.com/jquery-3.7.1.min.js"
SCRIPTS: dict[str, tuple[tuple[str, ...], str]] = {
    "newest": ((_GOOD,), "yes"),
    "newest-of-all": ((_GOOD, "https://code.jquery.com/ui/1.13.2/jquery-ui.min.js",
                       "https://cdn.jsdelivr.net/npm/bootstrap@5.3.3/dist/js/bootstrap.bundle.min.js"), "yes"),
    "the-first-mended": (("/js/jquery-3.5.0.js", "https://cdnjs.cloudflare.com/ajax/libs/twitter-bootstrap/4.3.1/js/"
                          "bootstrap.min.js", "https://unpkg.com/jquery-ui@1.13.2/dist/jquery-ui.min.js"), "yes"),
    "before-the-newest-hole": (("https://code.jquery.com/ui/1.13.1/jquery-ui.min.js", _GOOD), "no"),
    "before-the-first-hole": (("/js/jquery-ui-1.13.0.min.js", _GOOD), "no"),
    "bootstrap-2": (("/js/bootstrap-2.3.2.min.js", _GOOD), "no"),
    "before-any-listed-hole": (("/js/bootstrap-2.0.3.min.js", _GOOD), ""),
    "last-of-an-older-line": (("/lib/bootstrap-3.4.1.min.js", _GOOD), ""),
    "version-of-a-product": (("/ui/1.2.0/jquery-ui.min.js", _GOOD), ""),
    "version-of-a-folder": (("/assets/jquery/1.0.4/jquery.min.js",), ""),
    "of-a-system": (("/wp-includes/js/jquery/jquery.min.js?ver=3.7.1",), "yes"),
    "beside-others": ((_GOOD, "https://x.example/app.9f3.js", "/js/jquery-migrate-1.2.1.min.js"), "yes"),
    "old-jquery": (("https://ajax.googleapis.com/ajax/libs/jquery/1.11.1/jquery.min.js",), "no"),
    "old-by-name": (("/SiteScripts/JQuery-2.2.4.min.js",), "no"),
    "old-by-package": (("https://cdn.jsdelivr.net/npm/jquery@3.4.1/dist/jquery.min.js",), "no"),
    "old-of-a-system": (("/core/assets/vendor/jquery/jquery.min.js?v=3.4.1",), "no"),
    "old-bootstrap": (("https://cdnjs.cloudflare.com/ajax/libs/twitter-bootstrap/3.3.7/js/bootstrap.min.js", _GOOD),
                      "no"),
    "old-bootstrap-4": (("/js/bootstrap-4.1.3.bundle.min.js",), "no"),
    "old-ui": (("https://code.jquery.com/ui/1.12.1/jquery-ui.min.js", _GOOD), "no"),
    "old-beside-unknown": (("/js/jquery.min.js", "/js/jquery-ui-1.8.24.custom.min.js"), "no"),
    "no-version": (("/js/jquery.min.js",), ""),
    "one-without-version": ((_GOOD, "/js/bootstrap.min.js"), ""),
    "version-of-a-theme": (("/themes/2.1/js/jquery.min.js",), ""),
    "counter-of-a-cache": (("/js/jquery.min.js?v=1.2.3",), ""),
    "bundled": (("/dist/main.8d1f.js",), ""),
    "a-plugin": (("/js/jquery.cookie-1.4.1.js", "/js/bootstrap-datepicker-1.9.0.min.js"), ""),
    "a-style": (("/css/bootstrap/3.3.7/bootstrap.min.css",), ""),
    "nothing": ((), ""),
    "no-address": (("http://[", "data:text/javascript,jquery-1.0.js"), ""),
}  # fmt: skip
"""Name -> addresses, and whether they are free of holes; '' where that is not to be known from them."""


def told(name: str) -> str:
    """Return what is said of made addresses: yes, no, or '' where nothing is."""
    value, _ = verdict(libraries_of(SCRIPTS[name][0]))
    return {None: "", 0.0: "no", 1.0: "yes"}[value]


def script_cases() -> list[Case]:
    """Return a case for each made set whose truth is to be known; what is left open is declined."""
    return [Case(truth, told(name) or None, name) for name, (_, truth) in SCRIPTS.items() if truth]

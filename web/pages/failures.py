"""Pages for what goes wrong: each says what happened and what to do next; none shows a traceback."""

from __future__ import annotations

import traceback

import flask
from werkzeug.exceptions import HTTPException

from errors import PublishedError
from web.pages.problems import is_api, problem
from web.pages.render import page, plain_page
from web.serving.request_log import route
from web.words.language import in_english, say

PROBLEMS = {
    404: "There is nothing at this address; /api lists what there is.",
    405: "The interface is read only: GET, HEAD and OPTIONS.",
}
"""What the interface says where the error itself says nothing."""


def heading(code: int) -> str:
    """Return the title of the page for an HTTP status."""
    titles = {
        400: say("We could not read that request"),
        404: say("Page not found"),
        405: say("That cannot be done here"),
        413: say("That is too much to read"),
        414: say("That address is too long"),
        500: say("Something went wrong on our side"),
        503: say("There is nothing to show yet"),
    }
    return titles.get(code) or say("That did not work")


def add(server: flask.Flask) -> None:
    """Add the error handlers for the whole server."""
    server.register_error_handler(HTTPException, http_error)
    server.register_error_handler(PublishedError, unreadable)
    server.register_error_handler(Exception, crash)


def http_error(error: HTTPException) -> flask.typing.ResponseReturnValue:
    """Render any HTTP error (and pass redirects through) as a page with a way on."""
    code = error.code or 500
    if code < 400 or error.response is not None:
        return error
    # Werkzeug's own texts speak to programmers; ours are set with abort(..., description=...).
    own = error.description if error.description != type(error).description else ""
    headers = {key: value for key, value in error.get_headers() if key not in ("Content-Type", "Content-Length")}
    if is_api(flask.request.path):
        return problem(code, own or PROBLEMS.get(code) or heading(code), headers)
    body, status = _page(code, own or "")
    return body, status, headers


def unreadable(error: PublishedError) -> flask.typing.ResponseReturnValue:
    """Say that this copy has no readable database; the reason goes to the log and its first line to the reader."""
    flask.current_app.logger.error("%s", error)
    if is_api(flask.request.path):
        return problem(503, _advice(error))
    return plain_page("error.html", status=503, code=503, title=heading(503), message=_advice(error))


def _advice(error: PublishedError) -> str:
    # The message begins with a path of this machine, which is nobody's business.
    return in_english(str(error).rpartition(": ")[2].capitalize() + ".")


def crash(error: Exception) -> flask.typing.ResponseReturnValue:
    """Log an unexpected error with where it happened and render a page without that.

    The log has neither the address nor the error's own words, in which may stand what somebody typed.
    """
    where = "".join(traceback.format_tb(error.__traceback__))
    flask.current_app.logger.error("%s: %s\n%s", route() or "no route", type(error).__name__, where)
    if is_api(flask.request.path):
        return problem(500, "The fault has been logged.")
    return plain_page("error.html", status=500, code=500, title=heading(500), message=say("The fault has been logged."))


def _page(code: int, message: str) -> tuple[str, int]:
    title = heading(code)
    try:
        return page("error.html", status=code, code=code, title=title, message=message)
    except PublishedError:
        return plain_page("error.html", status=code, code=code, title=title, message=message)

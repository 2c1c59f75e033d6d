"""One route of Flask that does nothing, under the site's own server settings: what any answer costs at least."""

from __future__ import annotations

from flask import Flask

from web.serving.runner import announce, listen, run


def main() -> None:
    """Serve the route on any free port of 127.0.0.1 until interrupted."""
    server = Flask("bare")
    server.add_url_rule("/", "nothing", lambda: "nothing")
    with listen(0) as listener:
        announce(listener)
        run(server, listener)


if __name__ == "__main__":
    main()

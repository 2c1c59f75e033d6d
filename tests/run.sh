#!/bin/sh
# All tests. The browser ones need Debian's Chromium: installed here if we may, else asked for.
set -eu
PYTHON=${PYTHON:-.venv/bin/python}
# There is a worker for every core: threads of a product of small matrices would only wait for each other.
export OPENBLAS_NUM_THREADS=1
# The tests start a hundred processes: where none may keep what it compiled, each compiles the whole product again.
unset PYTHONDONTWRITEBYTECODE
CORES=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
# Crawls wait for their turns, and servers and browsers are processes of their own: two more keep the cores at work.
WORKERS=${WORKERS:-$((CORES + 2))}

have() { command -v "$1" >/dev/null 2>&1; }
have_browser() {
    if [ -n "${CHROMIUM:-}" ]; then have "$CHROMIUM"; return; fi
    have chromium || have google-chrome
}
apt() {
    DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::http::Timeout=20 -o Acquire::Retries=0 "$@" >/dev/null
}
install() {
    echo "Installing $* for the browser tests"
    apt update -qq && apt install -y -qq --no-install-recommends "$@" || echo "Debian's $* could not be installed" >&2
}

if [ -z "${CHROMIUM:-}" ] && [ "$(id -u)" = 0 ] && have apt-get; then
    have_browser || install chromium
    # The same engine without windows opens our own pages for three quarters of the CPU time; without it they take longer.
    have chromium-headless-shell || install chromium-headless-shell
fi

if have_browser; then
    exec "$PYTHON" -m pytest -n "$WORKERS" --dist loadscope --no-loadscope-reorder "$@"
fi

echo "The browser tests need Chromium. Debian or Ubuntu: sudo apt-get install chromium." >&2
echo "Elsewhere: install Chromium or Chrome and set CHROMIUM=/path/to/it." >&2
if [ "${CI:-}" = "true" ]; then
    exit 1
fi
echo "Running all other tests." >&2
exec "$PYTHON" -m pytest -n "$WORKERS" --dist loadscope --no-loadscope-reorder -m "not browser" "$@"

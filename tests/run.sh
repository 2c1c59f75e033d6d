#!/bin/sh
# All tests. The browser ones need Debian's chromium: installed here if we may, else asked for.
set -eu
PYTHON=${PYTHON:-.venv/bin/python}
# There is a worker for every core: threads of a product of small matrices would only wait for each other.
export OPENBLAS_NUM_THREADS=1
# The tests start a hundred processes: where none may keep what it compiled, each compiles the whole product again.
unset PYTHONDONTWRITEBYTECODE
CORES=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
# Crawls wait for their turns, and servers and browsers are processes of their own: one more keeps the cores at work.
WORKERS=${WORKERS:-$((CORES + 1))}

have_browser() {
    if [ -n "${CHROMIUM:-}" ]; then command -v "$CHROMIUM" >/dev/null 2>&1; return; fi
    command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1
}

if ! have_browser && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing chromium for the browser tests"
    (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium) \
        >/dev/null || echo "Debian's chromium could not be installed" >&2
fi

if have_browser; then
    exec "$PYTHON" -m pytest -n "$WORKERS" --dist loadscope --no-loadscope-reorder "$@"
fi

echo "The browser tests need chromium. Debian or Ubuntu: sudo apt-get install chromium." >&2
echo "Elsewhere: install Chromium or Chrome and set CHROMIUM=/path/to/it." >&2
if [ "${CI:-}" = "true" ]; then
    exit 1
fi
echo "Running all other tests." >&2
exec "$PYTHON" -m pytest -n "$WORKERS" --dist loadscope --no-loadscope-reorder -m "not browser" "$@"

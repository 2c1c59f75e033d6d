# Two promises: `make run` and `make test` need nothing but Python 3.11 (and, for the browser tests, Debian's chromium).
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PORT ?= 8050
# Asked of the code, which needs nothing but the standard library for it.
BUILT_FROM := $(shell $(PYTHON) -B -m edition.inputs)

.PHONY: run test lint build bench bench-web clean

run: data/published.db ## build the data if anything changed, then serve the site
	@$(PY) cli.py serve --port $(PORT)

build: data/published.db ## only build the data

data/published.db: $(VENV)/.ready $(BUILT_FROM)
	@$(PY) cli.py build

$(VENV)/.ready: requirements.txt requirements-serve.txt requirements-collect.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11")'
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) || \
		{ rm -rf $(VENV); echo "A virtual environment could not be made. Debian or Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing what requirements.txt names (a minute or two, once)"
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.ready-test: $(VENV)/.ready requirements-test.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-test.txt
	@touch $@

test: $(VENV)/.ready-test ## all tests, the browser ones too
	@PYTHON=$(PY) sh tests/run.sh

lint: $(VENV)/.ready-test ## style and types
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy

bench: data/published.db $(VENV)/.ready-bench ## speed, as ratios measured side by side in one run
	@$(PY) -m benchmarks.bench_scoring
	@$(PY) -m benchmarks.bench_place
	@$(PY) benchmarks/bench_crawl.py
	@$(PY) -m benchmarks.bench_detection --councils 8

$(VENV)/.ready-bench: $(VENV)/.ready-test requirements-bench.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@touch $@

bench-web: data/published.db $(VENV)/.ready-test ## server and pages against their budgets (needs wrk, node and npm)
	@$(PY) -m benchmarks.bench_server
	@$(PY) -m benchmarks.lighthouse.run

clean: ## forget what was built, keep the environment
	rm -f data/published.db data/*.db-*

# Every command of the house. Each sets up all that it needs; a second run starts at once.
.DEFAULT_GOAL := help
SHELL := /bin/sh
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
ifdef UV
INSTALL := VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet
else
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif
# One test process more than a small machine has processors, for many tests wait; `make test TESTS=tests/story` runs a part.
WORKERS ?= 3
TESTS ?= tests
ARGS ?=

.PHONY: help setup demo test check lint types contracts words docs bench soak clean

help: ## list these commands
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name what; do printf '  make %-10s %s\n' "$$name" "$$what"; done

setup: $(VENV)/.stamp-dev ## install Sitrep and its tools into .venv

demo: $(VENV)/.stamp-app ## play the Carta morning, without any Slack (ARGS=--headless: no colour, no waiting)
	$(BIN)/sitrep demo $(ARGS)

test: $(VENV)/.stamp-dev ## run the tests on SQLite and PostgreSQL
	$(BIN)/pytest -n $(WORKERS) -m "not soak" $(TESTS)

check: lint types contracts words docs ## style, types, import contracts, spelling, docs: what must be green before a commit

lint: $(VENV)/.stamp-dev ## style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.stamp-dev ## types, strictly
	$(BIN)/mypy -p bot -p workspace

contracts: $(VENV)/.stamp-dev ## who may import whom
	$(BIN)/lint-imports

words: $(VENV)/.stamp-dev ## spelling
	$(BIN)/codespell

docs: $(VENV)/.stamp-dev ## documents say what the code does, and the local Slack knows all that the bot calls
	$(BIN)/pytest tests/house/test_docs.py tests/house/test_words.py tests/house/test_slack_coverage.py

bench: $(VENV)/.stamp-dev ## measure what the README promises
	$(BIN)/python -m benchmarks $(ARGS)

soak: $(VENV)/.stamp-dev ## the long tests: hundreds of kills, replicas, a day
	$(BIN)/pytest -m soak --timeout 3600 $(TESTS)

clean: ## remove everything that can be made again
	rm -rf $(VENV) out dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The interpreter is asked first: on an older one pip would fail with a page of text instead of a sentence.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Sitrep needs Python 3.11 or newer; set PYTHON=…" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.stamp-app: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) -c constraints.txt -e .
	@touch $@

$(VENV)/.stamp-dev: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/.stamp-app

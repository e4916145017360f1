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
# One test process more than a small machine has processors, for some tests wait; each further one imports and collects all
# again, and takes of what the processors keep at hand. `make test TESTS=tests/story` runs a part.
# A file belongs to one process: what its tests share is made once, and files that wait stand beside files that work.
WORKERS ?= 3
SPREAD = -n $(WORKERS) --dist loadfile --no-loadscope-reorder
# Many a container tells Python to keep nothing that it compiled; then each of a hundred processes compiles all again.
KEEPING_COMPILED := PYTHONDONTWRITEBYTECODE=
TESTS ?= tests
# What Sitrep withstands is tried by a run of its own, lest who changed a sentence wait for a hundred deaths.
ORDEALS := tests/crash tests/faults tests/security tests/soak tests/test_beside_the_bot.py tests/test_operate.py
# In the long run every law is tried as often as its test states, and in the tests of every day half as often (tests/tries.py).
LAWS = $(filter-out $(ORDEALS:%=%/%),$(shell grep -rl --include='*.py' '^ *@given' tests))
ARGS ?=

.PHONY: help install setup demo play test ordeals check lint types contracts words docs audit lock bench soak browser clean

help: ## list these commands
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name what; do printf '  make %-10s %s\n' "$$name" "$$what"; done

install: $(VENV)/.stamp-app ## install Sitrep into .venv, and nothing that only tests need

setup: $(VENV)/.stamp-dev ## install Sitrep and its tools into .venv

demo: $(VENV)/.stamp-app ## play the Carta morning in the browser, without any Slack (ARGS=--headless: as text, no waiting)
	$(BIN)/sitrep demo $(ARGS)

play: $(VENV)/.stamp-app ## the same without a story: run an incident of your own in the browser
	$(BIN)/sitrep play $(ARGS)

test: $(VENV)/.stamp-dev ## run the tests on SQLite and PostgreSQL (TESTS=tests/story: a part)
	$(KEEPING_COMPILED) $(BIN)/pytest $(SPREAD) -m "not soak" $(if $(filter tests,$(TESTS)),$(ORDEALS:%=--ignore=%)) $(TESTS)

ordeals: $(VENV)/.stamp-dev ## and what Sitrep withstands: killed, cut off, flooded, attacked, restored
	$(KEEPING_COMPILED) $(BIN)/pytest $(SPREAD) -m "not soak" $(ORDEALS)

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

audit: $(VENV)/.stamp-dev ## ask a list of advisories about the pinned versions (ADVISORIES=FOLDER)
	$(BIN)/python .ci/audit.py $(ADVISORIES)

LOCK = $(UV) pip compile --quiet --constraints constraints.txt --generate-hashes --universal --python-version 3.11 \
	--no-header --no-annotate --no-emit-index-url
lock: ## write the hashes that the image is installed by; needs uv and the network
	@test -n "$(UV)" || { echo "make lock needs uv: pip install uv" >&2; exit 1; }
	@for lock in requirements build; do sed -n '/^#/p' $$lock.lock > $$lock.new; done
	$(LOCK) pyproject.toml >> requirements.new
	echo hatchling | $(LOCK) - >> build.new
	mv requirements.new requirements.lock && mv build.new build.lock

bench: $(VENV)/.stamp-dev ## measure what the README promises
	$(BIN)/python -m benchmarks $(ARGS)

soak: $(VENV)/.stamp-browser ## the long tests: hundreds of kills, replicas, a day, a real browser, every law as often as it states
	$(if $(filter tests,$(TESTS)),TRIES=all $(BIN)/pytest -m "hypothesis and not soak" $(LAWS))
	$(BIN)/pytest -m soak --timeout 3600 $(TESTS)

browser: $(VENV)/.stamp-browser ## of those, the page in a real Chromium (apt install chromium)
	$(BIN)/pytest -n 2 -m soak -rs $(AGAIN) tests/browser

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

$(VENV)/.stamp-browser: $(VENV)/.stamp-dev
	$(INSTALL) -c constraints.txt -e '.[browser]'
	@touch $@

$(VENV)/.stamp-dev: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/.stamp-app

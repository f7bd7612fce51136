# Every target makes what it needs the first time, and nothing has to be activated.
#
#   make demo             serve the demo on http://localhost:8000
#   make demo PORT=9000   ... on another port
#   make demo HTTPS=1     ... to the local network, so that a phone can be tried
#   make test             all tests: Python, PostgreSQL, browsers, JavaScript, the newest Django
#   make lint             style, types, import directions
#   make bench            the table of measurements
#   make format           let ruff repair what it can
#   make pins             recompile requirements/*.txt from pyproject.toml
#   make clean            remove what the other targets made

PORT ?= 8000
HTTPS ?=
python = .venv/bin/python

.PHONY: help demo test lint bench format pins clean

help:
	@sed -n 's/^#   //p' Makefile

demo: .venv/.installed
	@tools/demo "$(PORT)" "$(HTTPS)"

test: .venv/.installed node_modules/.installed
	@tools/programs
	$(python) -m pytest
	@tools/test-postgresql .venv
	@tools/test-newest
	tools/with-node node --test tests/js/*.test.js

lint: .venv/.installed node_modules/.installed
	$(python) -m ruff check
	$(python) -m ruff format --check
	PYTHONPATH=demo $(python) -m mypy
	.venv/bin/lint-imports --no-logo --cache-dir .cache/import-linter
	tools/with-node node_modules/.bin/tsc

bench: .venv/.installed
	$(python) -m benchmarks

format: .venv/.installed
	$(python) -m ruff check --fix
	$(python) -m ruff format

pins:
	tools/pins

clean:
	rm -rf .venv .venv-newest .cache node_modules demo/static_collected

.venv/.installed .venv-newest/.installed: requirements/dev.txt pyproject.toml
	tools/venv $(@D)
	@touch $@

node_modules/.installed: package.json
	tools/with-node npm install --no-package-lock --no-audit --no-fund --loglevel=error
	@touch $@

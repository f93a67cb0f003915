# Everything a person needs to try, test and change Đồng Hành. `make help` lists it.
# Python: the first of python3, python3.14 … python3.11 that is 3.11 or newer, or the one named by PYTHON=.

VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.run-ready
DEV_READY := $(VENV)/.dev-ready
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
WORKERS ?= 3
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test test-slow test-all chaos soak bench lint format requirements clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(RUN_READY) ## what is needed to run: .venv with the pinned packages
setup-dev: $(DEV_READY) ## what is needed to test and change

demo: $(RUN_READY) ## the bot with a sample ward, in the browser, without any account
	$(BIN)/donghanh demo $(ARGS)

test: $(DEV_READY) ## all tests but the slow and the long ones; what touches the database on SQLite and PostgreSQL
	@.ci/chromium
	$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

test-slow: $(DEV_READY) ## the tests that start whole processes or wait on purpose
	@.ci/chromium
	$(BIN)/python -m pytest -m slow -n $(WORKERS) $(ARGS)

test-all: $(DEV_READY) ## all tests, everything on PostgreSQL too, with long property runs
	@.ci/chromium
	$(BIN)/python -m pytest --everywhere --hypothesis-profile=long -n $(WORKERS) $(ARGS)

chaos: $(DEV_READY) ## the long fault tests: kills, cuts, overload
	$(BIN)/python -m pytest -m chaos $(ARGS)

soak: $(DEV_READY) ## a simulated year of reminders for 60 units and 536 families, with trouble of every kind
	$(BIN)/python -m pytest -m soak -s -o faulthandler_timeout=3600 $(ARGS)

bench: $(DEV_READY) ## the benchmarks; nothing else should run beside them
	$(BIN)/python -m pytest -m benchmark -s tests/benchmarks $(ARGS)

lint: $(DEV_READY) ## style, types, import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(DEV_READY) ## bring the code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

requirements: ## pin anew what pyproject.toml asks for (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
		--python-version 3.11 --upgrade pyproject.toml -o requirements.txt
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
		--python-version 3.11 --upgrade --constraint requirements.txt --group dev pyproject.toml -o requirements-dev.txt

clean: ## remove .venv and the caches; the data stays
	rm -rf $(VENV) .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist

$(BIN)/python:
	@.ci/venv $(VENV)

$(RUN_READY): $(BIN)/python requirements.txt pyproject.toml
	$(PIP) --require-hashes -r requirements.txt
	$(PIP) --no-deps --editable .
	@touch $@

$(DEV_READY): $(RUN_READY) requirements-dev.txt
	$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

# `make demo` shows it, `make test` proves it. Both set up everything they need on a machine with Python 3.11 or later.
#   PYTHON=...    the Python for the virtual environment        CHROMIUM=...  the browser for the tests
#   PORT=8000     where the demo answers                         ARGS=...      more for pytest, e.g. ARGS="-k pathway"
#   PARALLEL=     one test after the other

PYTHON ?= $(shell scripts/find-python)
VENV ?= .venv
PORT ?= 8000
ARGS ?=
BIN := $(VENV)/bin
# A process for each core, a file of tests at a time and in order: the browser's tests share a running demo in each process.
PARALLEL ?= --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo test in-parallel test-mariadb on-mariadb lint format bench test-all test-lms vendor editor extract_translations compile_translations clean

help:
	@echo "make demo      the course in a browser, at http://127.0.0.1:$(PORT)/"
	@echo "make test      every test"
	@echo "make lint      ruff, mypy and the import rules"
	@echo "make bench     the benchmarks"
	@echo "make test-all  the tests on the oldest and the newest supported platform"
	@echo "make test-mariadb  the tests of the records on MariaDB, as Open edX has it, really at once"
	@echo "make test-lms  the tests in a real LMS: PLATFORM=an edx-platform checkout, PLATFORM_PYTHON=its Python"
	@echo "make vendor    fetch the editor's library anew and prove it (needs npm)"
	@echo "make editor    join and shrink the editor's scripts (needs npm); after every change in static/pd_personalize/js/editor"
	@echo "make extract_translations  collect what people read; compile_translations makes what runs (needs GNU gettext)"
	@echo "make clean     forget the virtual environments and the demo's data"

$(BIN)/python:
	@test -n "$(PYTHON)" || exit 1
	@echo "Making $(VENV) with $(PYTHON)"
	@"$(PYTHON)" -m venv $(VENV)

$(VENV)/demo.stamp: setup.py requirements/demo.txt | $(BIN)/python
	@echo "Installing the package and the demo into $(VENV)"
	@$(BIN)/python $(PIP_INSTALL) -r requirements/demo.txt --editable .
	@touch $@

$(VENV)/test.stamp: setup.py requirements/demo.txt requirements/test.txt | $(BIN)/python
	@echo "Installing the package and the tests into $(VENV)"
	@$(BIN)/python $(PIP_INSTALL) -r requirements/test.txt --editable .
	@touch $@ $(VENV)/demo.stamp

$(VENV)/mariadb.stamp: requirements/mariadb.txt $(VENV)/test.stamp
	@scripts/find-mariadb >/dev/null
	@echo "Installing the client of MariaDB into $(VENV)"
	@$(BIN)/python $(PIP_INSTALL) -r requirements/mariadb.txt
	@touch $@

$(VENV)/lint.stamp: requirements/lint.txt $(VENV)/test.stamp
	@$(BIN)/python $(PIP_INSTALL) -r requirements/lint.txt
	@touch $@

demo: $(VENV)/demo.stamp
	@$(BIN)/python demo/manage.py migrate --run-syncdb --verbosity 0
	@$(BIN)/python demo/manage.py demo_load
	@$(BIN)/python demo/manage.py demo_crowd
	@echo "The course: http://127.0.0.1:$(PORT)/ (Ctrl-C ends it; everything is kept in demo/var)"
	@$(BIN)/python demo/manage.py runserver 127.0.0.1:$(PORT) --noreload

test: $(VENV)/test.stamp
	@CHROMIUM="$$(scripts/find-chromium)" || exit 1; export CHROMIUM; $(MAKE) --no-print-directory in-parallel

in-parallel:
	@$(BIN)/python -m pytest $(PARALLEL) $(ARGS)

test-mariadb: $(VENV)/mariadb.stamp
	@$(MAKE) --no-print-directory on-mariadb

on-mariadb:
	@scripts/with-mariadb $(BIN)/python -m pytest tests/records tests/block/test_races.py tests/block/test_whole_job.py $(ARGS)

lint: $(VENV)/lint.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/lint.stamp
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/test.stamp
	@$(BIN)/python -m bench

# Python 3.11 with Teak's XBlock, Django and lxml; Python 3.12 with the newest of everything.
test-all:
	@scripts/test-all

# Needs the platform's own environment and a MongoDB; see CONTRIBUTING.md.
test-lms:
	@PLATFORM="$(PLATFORM)" PLATFORM_PYTHON="$(PLATFORM_PYTHON)" scripts/test-lms $(ARGS)

$(VENV)/i18n.stamp: requirements/i18n.txt $(VENV)/demo.stamp
	@$(BIN)/python $(PIP_INSTALL) -r requirements/i18n.txt
	@touch $@

extract_translations: $(VENV)/i18n.stamp
	@VENV="$(VENV)" scripts/translations extract

compile_translations: $(VENV)/i18n.stamp
	@VENV="$(VENV)" scripts/translations compile

vendor:
	@scripts/vendor

editor: $(VENV)/demo.stamp
	@$(BIN)/python scripts/bundle.py

clean:
	rm -rf .venv .venv-* demo/var build dist *.egg-info

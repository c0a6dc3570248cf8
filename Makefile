# Each command sets up what it needs in .venv, on a machine that has only
# Python >= 3.11 and make. A second run finds the set-up done.

PYTHON  ?=
PYTHONS := $(or $(PYTHON),python3.13 python3.12 python3.11 python3 python)
VENV    := .venv
PY      := $(VENV)/bin/python
RUNTIME := $(VENV)/.runtime
DEV     := $(VENV)/.dev
PINS    := requirements-dev.lock
VENDORS := requirements-vendors.lock
PIP     := $(PY) -m pip install --quiet --disable-pip-version-check --constraint $(PINS)
FETCH   := $(PY) -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all:
EDIT    := $(PIP) --no-build-isolation --editable
FOLDERS := $(wildcard src tests examples benchmarks tools)
CODE    := $(foreach folder,$(FOLDERS),$(if $(shell find $(folder) -name '*.py'),$(folder))) conftest.py

PYTEST_FLAGS ?=
BENCH_FLAGS  ?=
HOSTS_FLAGS  ?=
DEMO_FLAGS   ?= --out out
MUTANTS      ?=
MUTANT_FLAGS ?= --jobs 2

# Without its interpreter (moved, removed, upgraded) the set-up is not done.
$(shell [ -x $(PY) ] || rm -f $(RUNTIME) $(DEV))

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test cover check lint types layers hosts browser ledgers bench docs mutants nightly setup lock clean

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{printf "%-13s %s\n", $$1, $$2}'

demo: $(RUNTIME) ## settle a year of real orders; statements and books in out/
	@echo "Settling a year of orders"
	@$(PY) -m examples.shop_year $(DEMO_FLAGS)

test: $(DEV) ## run all tests and every example in the docs
	@echo "Running the tests"
	@$(PY) -m pytest -n auto --dist loadfile --ignore=tests/examples $(PYTEST_FLAGS)
	@echo "Running the shop's year"
	@$(PY) -m pytest -n auto --dist loadfile -rs tests/examples $(PYTEST_FLAGS)

cover: $(DEV) ## run all tests but the shop's year, and measure what they reach
	@echo "Running the tests line by line"
	@$(PY) -m pytest -n auto --dist loadfile --cov --ignore=tests/examples $(PYTEST_FLAGS)

check: lint types layers ## lint, formatting, types, layers

lint: $(DEV)
	@echo "Checking style"
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

types: $(DEV)
	@echo "Checking types"
	@$(PY) -m mypy $(CODE)

layers: $(DEV)
	@echo "Checking layers"
	@$(VENV)/bin/lint-imports --no-logo

browser:
	@command -v $${CHROMIUM:-chromium} >/dev/null || { \
	  echo "Installing Chromium, in which the example's page is clicked through"; \
	  apt-get -qq update && apt-get -qq install -y chromium >/dev/null; }

hosts: $(DEV) browser ## run the example host on PostgreSQL and SQLite: crashes, races, load
	@echo "Running the hosts"
	@$(PY) -m pytest tests/hosts -m "hosts and not nightly" $(HOSTS_FLAGS)

ledgers:
	@command -v hledger >/dev/null && command -v ledger >/dev/null || { \
	  echo "Installing hledger and ledger, beside which our books are measured"; \
	  apt-get -qq update && apt-get -qq install -y hledger ledger >/dev/null; } || \
	  echo "They could not be installed; they are left out."

# The short measurements install nothing: they leave out what is not there.
bench: $(DEV) $(if $(findstring --short,$(BENCH_FLAGS)),,ledgers) ## measure side by side; figures in benchmarks/*.json
	@echo "Measuring"
	@$(PY) -m benchmarks.run $(BENCH_FLAGS)
	@$(PY) -m benchmarks.relations $(BENCH_FLAGS)
	@$(PY) -m benchmarks.rules $(BENCH_FLAGS)
	@$(PY) -m benchmarks.ledger $(BENCH_FLAGS)

docs: $(DEV) ## redraw the docs that are made from code
	@echo "Drawing the docs"
	@$(PY) -m tools.draw_docs

mutants: $(DEV) ## change money and rules in small ways; a test must notice
	@echo "Changing the code in small ways, one at a time: hours, or minutes for MUTANTS=fenxiao.money.text"
	@$(PY) -m tools.mutate $(MUTANT_FLAGS) $(MUTANTS)

nightly: $(DEV) ## the long versions: thorough laws, nightly tests, mutants
	@echo "Running the long tests"
	@$(PY) -m pytest --cov -m "" --hypothesis-profile=thorough $(PYTEST_FLAGS)
	@$(MAKE) --no-print-directory mutants

setup: $(DEV) ## only set up .venv, with the tools

lock: ## write requirements-dev.lock anew, from Python 3.11
	@echo "Resolving the newest releases"
	@rm -rf build/lock
	@python3.11 -m venv build/lock
	@build/lock/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@{ sed -n '/^#/p' $(PINS); build/lock/bin/python -m pip freeze --exclude-editable; } > build/lock/pins
	@cp build/lock/pins $(PINS)
	@rm -rf build/lock

clean: ## remove all that these commands made
	@rm -rf $(VENV) build dist htmlcov out .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PY):
	@for python in $(PYTHONS); do \
	  $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
	  echo "Setting up $(VENV) with $$($$python --version)"; \
	  $$python -m venv --clear $(VENV) && exit 0; \
	done; \
	echo "fenxiao needs Python 3.11 or newer with its venv module; tried: $(PYTHONS)." >&2; \
	echo "On Debian and Ubuntu: apt install python3-venv. Or name one: make PYTHON=/path/to/python" >&2; \
	exit 1

$(RUNTIME): $(PY) pyproject.toml $(PINS)
	@echo "Installing fenxiao"
	@$(PIP) hatchling editables
	@$(EDIT) .
	@touch $@

$(DEV): $(PY) pyproject.toml $(PINS) $(VENDORS)
	@echo "Installing fenxiao and its tools"
	@$(PIP) hatchling editables
	@$(EDIT) '.[dev]'
	@$(FETCH) --dest $(VENV)/vendors --requirement $(VENDORS)
	@touch $(RUNTIME) $@

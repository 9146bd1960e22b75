# Everything starts here. On a machine with Python 3.11+, make and a package index: `make app` or `make test`.
.DELETE_ON_ERROR:
.PHONY: app install build test check lint types layers eval bench docs lock clean

PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed

app: build
	@$(BIN)/parley app --port $(PORT)

build: $(STAMP)
	@$(BIN)/parley build

install: $(STAMP)

# Hashes are checked and nothing is resolved: what stands in requirements.txt is what is installed.
$(STAMP): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "parley wants Python 3.11 or newer; set PYTHON=")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing (a minute or two the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

test: $(STAMP)
	@$(BIN)/python tests/find_browser.py --install
	@$(BIN)/python -m pytest

check: lint types layers test

lint: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/python docs/make_tables.py --check

types: $(STAMP)
	@$(BIN)/mypy

layers: $(STAMP)
	@$(BIN)/lint-imports --no-cache

eval: build
	@$(BIN)/parley eval

bench: build
	@$(BIN)/python tests/benchmarks/run.py

# Writes docs/tables.md from the declared schemas.
docs: $(STAMP)
	@$(BIN)/python docs/make_tables.py

# Writes requirements.txt anew from pyproject.toml; needs uv.
lock:
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 --group dev \
		--custom-compile-command 'make lock' pyproject.toml --output-file requirements.txt

clean:
	rm -rf $(VENV) build

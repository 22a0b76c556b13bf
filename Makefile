# make serve   set up what is needed and serve the graph on http://127.0.0.1:8000/ (HOST and PORT change that)
# make test    set up what is needed, then lint, type-check and test
# make lock    resolve the dependencies anew into requirements/*.lock
# make check   the graph's own gate: syntax, hygiene, shapes, saved questions, evidence (where DOCUMENTS is a folder)
# make bench   set up what is needed and print the tables of docs/performance.md (twenty minutes, on a quiet machine)
# make questions  write docs/questions.md: the saved questions, with their parameters and examples
# make coverage   write docs/coverage.md: which sentences of the documents have claims (needs DOCUMENTS)
# make soak    attack a server for some minutes, beyond what `make test` does (MINUTES changes that)

HOST      ?= 127.0.0.1
PORT      ?= 8000
PYTHON    ?= python3
DOCUMENTS ?= ../shared/documents
VENV      := .venv
BIN       := $(VENV)/bin
PIP       := $(BIN)/python -m pip --quiet --disable-pip-version-check
.DEFAULT_GOAL := help
.PHONY: help serve test soak check coverage questions bench lock clean python

help:
	@sed -n 's/^# make/make/p' Makefile

# What only Debian splits off is asked for by its Debian name.
python:
	@command -v $(PYTHON) >/dev/null || { echo "make: Python 3.11 or newer is needed (Debian: apt install python3)" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "make: Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) -V) (Debian: apt install python3; or say PYTHON=python3.12)" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	    { echo "make: Python's venv module is needed (Debian: apt install python3-venv)" >&2; exit 1; }

$(VENV)/.created: | python
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.serve: requirements/serve.lock pyproject.toml $(VENV)/.created
	@echo "Setting up $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements/build.lock
	@$(PIP) install --require-hashes -r requirements/serve.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.lock $(VENV)/.serve
	@$(PIP) install --require-hashes -r requirements/dev.lock
	@touch $@

serve: $(VENV)/.serve
	@exec $(BIN)/lsgraph serve --host $(HOST) --port $(PORT)

check: $(VENV)/.serve
	@$(BIN)/lsgraph check $(if $(wildcard $(DOCUMENTS)),--documents $(DOCUMENTS))

coverage: $(VENV)/.serve
	@$(BIN)/lsgraph coverage --documents $(DOCUMENTS) --write docs/coverage.md

questions: $(VENV)/.serve
	@$(BIN)/lsgraph questions --write docs/questions.md

test: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/pytest

# Every attack again and the long ones; how much slower a light query was beside each goes to build/soak.md.
MINUTES ?= 10
soak: $(VENV)/.dev
	@LSGRAPH_TESTS_MINUTES=$(MINUTES) LSGRAPH_TESTS_FACTORS=build/soak.md $(BIN)/pytest -m '' tests/hardness

bench: $(VENV)/.dev
	@$(BIN)/python -m benchmarks

UV_COMPILE = build/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
    --no-annotate --no-emit-index-url
lock:
	@test -d build/uv || $(PYTHON) -m venv build/uv
	@build/uv/bin/python -m pip --quiet --disable-pip-version-check install uv
	@$(UV_COMPILE) pyproject.toml --output-file requirements/serve.lock
	@$(UV_COMPILE) requirements/build.in --output-file requirements/build.lock
	@$(UV_COMPILE) pyproject.toml --extra dev --constraint requirements/serve.lock --output-file requirements/dev.lock

clean:
	@rm -rf $(VENV) build dist releases

# One command each: run, test, check, bench, soak. Everything lives in .venv; nothing else is touched.
PYTHON ?= python3
BIN := .venv/bin

# The corpora, where they stand beside the project; the tests that need them are skipped by name elsewhere.
SHOWWIRE_CORPUS ?= $(abspath $(wildcard ../shared/corpus))
export SHOWWIRE_CORPUS

.PHONY: run setup lint test check bench soak lock schema clean

# `make run PORT=8011`: the desk there, the read API one above. Only what is said to make counts, not $PORT of the environment.
run: setup
	@$(BIN)/python -m desk.cli.firstrun $(if $(filter command line,$(origin PORT)),--port $(PORT))

setup: .venv/.ready

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "showwire needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11 run")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Setting up .venv, once: $$(grep -c == requirements.lock) packages, about 820 MB on disk, one to three minutes without a word …"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m pip check --disable-pip-version-check
	@touch $@

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/cog --check -r README.md docs/schema.md

# A file of tests is one worker's, whose fixtures it shares; each worker may run a Chromium and a PostgreSQL.
test: setup
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

check: lint test

bench: setup
	$(BIN)/python -m bench

soak: setup
	$(BIN)/python -m bench.soak

lock:
	$(BIN)/pip-compile --quiet --extra dev --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --output-file requirements.lock pyproject.toml

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

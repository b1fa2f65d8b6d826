# Needs nothing but make and Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test lint bench ci-deps clean lock

demo: $(STAMP)
	@$(BIN)/kgbuild build seeds --output graph
	@echo
	@$(BIN)/kgbuild query contracts-signed --build graph

test: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: $(STAMP)
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP)
	$(BIN)/python -m benchmarks

# What the tests need from Debian and npm; CONTRIBUTING.md says what each is for.
ci-deps:
	bash .ci/deps

# The project itself is installed by a second call: pip's hash mode takes no folder.
$(STAMP): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(STAMP)

lock: $(STAMP)
	$(BIN)/pip-compile --quiet --allow-unsafe --generate-hashes --strip-extras --no-header --no-emit-index-url \
		--no-emit-find-links --no-emit-trusted-host --output-file requirements.lock requirements.in
	sed -i '1i # For CPython 3.11 on Linux x86-64. Made by `make lock` from requirements.in; names, versions and hashes only.' requirements.lock

clean:
	rm -rf $(VENV) graph build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

# Needs nothing but make and Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
CODE := src tests benchmarks tools

.PHONY: demo test lint shapes verify mutation faults bench bench-long ci-deps lock clean

# The graph of the documents in seeds/, and one question to it.
demo: $(STAMP)
	@$(BIN)/kgbuild build seeds --output graph
	@echo
	@$(BIN)/kgbuild query contracts-signed --build graph --format table

test: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: $(STAMP)
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports

# Writes the shapes and queries that follow from the ontologies; a test checks that they are current.
shapes: $(STAMP)
	$(BIN)/python -m kgbuild.gate.generate

# Rechecks a dump with pySHACL alone, then with an RDF store and the published queries alone: make verify DUMP=graph.ttl
verify: $(STAMP)
	$(BIN)/python -m tools.verify "$(DUMP)"

# Every broken graph through both engines of the gate; takes long.
mutation: $(STAMP)
	KGBUILD_MUTATION_FULL=1 $(BIN)/python -m pytest -n 2 tests/mutation

# Kills 50 builds of 200 documents and fills 10 disks; needs root for the small file systems, and takes long.
faults: $(STAMP)
	KGBUILD_FAULTS=50,10,200 $(BIN)/python -m pytest tests/faults

bench: $(STAMP)
	$(BIN)/python -m benchmarks

# Hours; writes benchmarks/results/.
bench-long: $(STAMP)
	$(BIN)/python -m benchmarks --long

# What the tests need from Debian and npm; CONTRIBUTING.md says what each is for.
ci-deps: $(STAMP)
	bash .ci/deps

# The project itself is installed by a second call: pip's hash mode takes no folder.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "kgbuild needs Python 3.11 or newer: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

lock: $(STAMP)
	$(BIN)/pip-compile --quiet --allow-unsafe --generate-hashes --strip-extras --no-header --no-emit-index-url \
		--no-emit-find-links --no-emit-trusted-host --output-file requirements.lock requirements.in
	sed -i '1i # For CPython 3.11 on Linux x86-64. Made by `make lock` from requirements.in; names, versions and hashes only.' requirements.lock

clean:
	rm -rf $(VENV) graph build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

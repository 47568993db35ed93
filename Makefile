# make run: the brief on the shipped world, in report/        make test: everything that is checked
PYTHON ?= python3
VENV := .venv
TEST := build/venv
PIP := -m pip --quiet --disable-pip-version-check
SOURCES := $(shell find src -type f -not -path '*/__pycache__/*') README.md LICENSE pyproject.toml

.PHONY: run test pages evidence benchmarks constraints
.DELETE_ON_ERROR:

run: $(VENV)/.ready
	$(VENV)/bin/didymium brief world --out report

test: $(TEST)/.ready
	$(TEST)/bin/ruff check .
	$(TEST)/bin/mypy
	$(TEST)/bin/lint-imports --no-logo
	DIDYMIUM_WHEEL=1 $(TEST)/bin/python -m pytest --numprocesses 2 --dist loadfile --pyargs didymium tests

# What is made from code and tables: docs/reference, datapackage.json of the shipped chains
pages: $(VENV)/.ready
	$(VENV)/bin/python -m tools.pages

# Every claim of the README with what came out today, misses among them
evidence: $(TEST)/.ready
	$(TEST)/bin/python -m pytest -m claim --evidence tests

# Beside their peers, some minutes on two cores
benchmarks: $(TEST)/.ready
	$(TEST)/bin/python -m benchmarks.run

$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python $(PIP) install -c constraints.txt -e .
	touch $@

$(TEST)/.tools: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	test -x $(TEST)/bin/python || $(PYTHON) -m venv $(TEST)
	$(TEST)/bin/python $(PIP) install -c constraints.txt hatchling
	touch $@

# The wheel is what users get, so it is what is tested: tests import it, never the tree
$(TEST)/.ready: $(TEST)/.tools $(SOURCES)
	rm -rf build/wheel
	$(TEST)/bin/python $(PIP) wheel --no-deps --no-build-isolation --wheel-dir build/wheel .
	$(TEST)/bin/python $(PIP) uninstall --yes didymium
	$(TEST)/bin/python $(PIP) install -c constraints.txt "$$(ls build/wheel/*.whl)[dev,benchmarks,documents]"
	touch $@

# Pin anew: what a bare environment takes today
constraints:
	rm -rf build/pin
	$(PYTHON) -m venv build/pin
	build/pin/bin/python $(PIP) install '.[dev,benchmarks,documents]'
	build/pin/bin/python $(PIP) freeze --all --exclude didymium --exclude pip > build/pin/constraints.txt
	mv build/pin/constraints.txt constraints.txt

# One command from a fresh checkout to a green test: `make test`. The list of targets: `make help`.

PYTHON ?= python3
VENV ?= .venv
# More for pytest, such as: make test ARGS="-k gates"
ARGS ?=
# Tests at a time: most of them wait for processes, so that two cores have room for a third.
JOBS ?= 3
# How many examples each fuzz test of `make fuzz` tries.
EXAMPLES ?= 20000

BIN := $(VENV)/bin
CLAUDE := tests/claude_cli
# Another Python makes another environment, so its version belongs to the name of the stamp.
PRINT_VERSION := import sys; print("%d.%d" % sys.version_info[:2])
VERSION := $(shell $(PYTHON) -c '$(PRINT_VERSION)' 2>/dev/null)
INSTALLED := $(VENV)/.installed-$(VERSION)
DEVELOP := $(VENV)/.develop-$(VERSION)
CLAUDE_INSTALLED := $(CLAUDE)/node_modules/.installed
# The pinned hatchling of the development environment, so that two builds give the same bytes.
BUILD := $(BIN)/python -m hatchling build --directory dist --target
SHA256SUM := $(shell command -v sha256sum || echo shasum --algorithm 256)
NPM := npm --no-audit --no-fund --no-update-notifier --loglevel=error

.DEFAULT_GOAL := help
.PHONY: help test check fix demo bench liars crash fuzz claude try-claude wheel sdist pyz release clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

test: $(DEVELOP) try-claude ## Set up what is missing, then check and run every test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(ARGS)

check: $(DEVELOP) ## Lint, formatting and types only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fix: $(DEVELOP) ## Repair what ruff can repair
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

demo: $(INSTALLED) ## Run the demonstration: no account, a scripted worker
	@test ! -e demo/.orchestrator/config.yaml || rm -rf demo
	$(BIN)/orchestrate demo demo

bench: $(DEVELOP) ## Measure start-up, overhead and decoding
	$(BIN)/python -m tests.bench

liars: $(DEVELOP) ## Play workers that lie, and honest ones: false done, false block, sessions
	$(BIN)/python -m tests.liars

crash: $(DEVELOP) ## Kill the program over a thousand times and look what is left: nothing lost, nothing alive
	$(BIN)/python -m tests.crash

fuzz: $(DEVELOP) ## Try many more odd plans, configurations, streams and spools: EXAMPLES=20000
	FUZZ_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest tests/bad_input --timeout=0 $(ARGS)

claude: $(CLAUDE_INSTALLED) ## Install the Claude Code CLI for the end-to-end tests

wheel: $(DEVELOP) ## Build the wheel into dist/
	$(BUILD) wheel

sdist: $(DEVELOP) ## Build the source distribution into dist/
	$(BUILD) sdist

pyz: wheel ## Build the one file that needs nothing but Python: dist/orchestrate.pyz
	$(BIN)/python -m orchestrator._vendor.onefile "$$(ls -t dist/*.whl | head -n 1)" dist/orchestrate.pyz
	@ls -l dist/orchestrate.pyz

release: ## Build all three afresh, and their checksums: dist/SHA256SUMS
	rm -rf dist
	@$(MAKE) --no-print-directory wheel sdist pyz
	cd dist && $(SHA256SUM) *.whl *.tar.gz *.pyz > SHA256SUMS && cat SHA256SUMS

clean: ## Remove everything that is built or installed here
	test ! -e $(VENV)/pyvenv.cfg || rm -rf $(VENV)
	rm -rf $(CLAUDE)/node_modules build dist demo .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find orchestrator tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLED): pyproject.toml orchestrator/_vendor/bundle.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer is needed, but $(PYTHON) is $(or $(VERSION),no Python that starts)." >&2; \
		echo "Name another one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@test ! -x $(BIN)/python || test "$$($(BIN)/python -c '$(PRINT_VERSION)')" = "$(VERSION)" || \
		if ls $(VENV)/.installed-* >/dev/null 2>&1; then rm -rf $(VENV); else \
		echo "$(VENV) holds another Python than $(PYTHON) ($(VERSION)); name another folder: make VENV=..." >&2; \
		exit 1; fi
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(DEVELOP): $(INSTALLED)
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@

$(CLAUDE_INSTALLED): $(CLAUDE)/package.json $(CLAUDE)/package-lock.json
	cd $(CLAUDE) && $(NPM) ci
	$(CLAUDE)/node_modules/.bin/claude --version || { rm -rf $(CLAUDE)/node_modules; exit 1; }
	@touch $@

# Without the CLI the rest is still worth testing; what is missing is said here and in pytest's summary.
try-claude:
	@if ! command -v npm >/dev/null 2>&1; then \
		test -e $(CLAUDE_INSTALLED) || \
		echo "npm is not there: the end-to-end tests with the real Claude Code CLI will be SKIPPED."; \
	elif ! $(MAKE) --no-print-directory -s claude; then \
		echo "The Claude Code CLI could not be installed: its end-to-end tests will be SKIPPED."; \
	fi

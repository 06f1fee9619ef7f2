# Everything that people and CI do, one word each. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run serve test check format proof lock clean bench-peers

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.run-installed ## Install what running needs into .venv, and nothing else

run: setup ## Index the sample folder, ask a Korean and an English question
	@sh docs/first-run.sh

serve: setup ## Open the web page at http://127.0.0.1:8080 and stay until you stop it
	@$(BIN)/supportbot serve

test: setup-dev ## Run the tests that every machine can run
	$(BIN)/python -m pytest -n $(WORKERS) -m "not proof"

proof: setup-dev ## Run the tests with many cases (kills, fuzzing); takes a while
	$(BIN)/python -m pytest -m proof

check: setup-dev ## Format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup-dev ## Put the code in shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: setup-dev ## Resolve the versions again and write the locked files
	$(BIN)/python -m pip install --quiet "uv>=0.9"
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --group build \
		--output-file constraints.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --group build --group dev \
		--constraint constraints.txt --output-file constraints-dev.txt pyproject.toml

bench-peers: setup-dev ## Install the libraries that bench/peers compares us with
	PYTHON=$(PYTHON) sh bench/peers/install.sh

clean: ## Delete what was installed and built, not the bot's own state
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

setup-dev: $(VENV)/.dev-installed

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("supportbot needs Python 3.11 or newer; name one that you have: make PYTHON=python3.12 run")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run-installed: constraints.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev-installed: constraints-dev.txt $(VENV)/.run-installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement constraints-dev.txt
	@touch $@

# Everything a person does with a checkout: make run, make test, make help.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run pods train recogniser install export vietnamese test coverage lint format schema lock

help: ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: install ## Start Tillroll on this machine; PORT=8000 DATA_DIR=var/
	@exec $(BIN)/python manage.py start

pods: $(VENV)/.installed-export ## Start pods with the real nets for development; COUNT=2
	@exec $(BIN)/python manage.py pods --count $(or $(COUNT),2)

train: $(VENV)/.installed-export ## Train the layout tagger on labelled receipts, and fit its confidences; FOLDERS="A B"
	@$(BIN)/python manage.py train_layout $(FOLDERS)
	@exec $(BIN)/python manage.py calibrate $(FOLDERS)

recogniser: $(VENV)/.installed-export ## Fine-tune the recogniser on labelled receipts, before `make train`; FOLDERS="A B"
	@exec $(BIN)/python manage.py train_recogniser $(FOLDERS)

install: $(VENV)/.installed ## Make .venv and install the locked dependencies

export: $(VENV)/.installed-export ## Install what `manage.py export_models` needs, with TensorFlow

vietnamese: $(VENV)/.installed-vietnamese ## Install the recogniser of Vietnamese letters (40 MB)

PYTEST = $(BIN)/pytest --numprocesses $(or $(JOBS),2) --dist loadfile --no-loadscope-reorder

test: $(VENV)/.installed-dev lint ## Check the code and run all tests; JOBS=2 processes
	@$(PYTEST)

coverage: $(VENV)/.installed-dev ## Run all tests and list the lines that none of them runs; JOBS=2
	@$(PYTEST) --cov --cov-report=term-missing

lint: $(VENV)/.installed-dev ## Check style, types and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy .
	@$(BIN)/lint-imports

format: $(VENV)/.installed-dev ## Rewrite the code in its style
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

schema: $(VENV)/.installed ## Write the description of the API into docs/openapi.yaml
	@$(BIN)/python manage.py spectacular --file docs/openapi.yaml --validate --fail-on-warn

COMPILE = $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-index-url --no-emit-find-links --quiet

lock: $(VENV)/.installed-dev ## Choose newer versions of the dependencies
	@$(COMPILE) --upgrade --output-file requirements.txt
	@$(COMPILE) --upgrade --extra export --constraint requirements.txt --output-file requirements-export.txt
	@$(COMPILE) --upgrade --extra vietnamese --constraint requirements.txt --output-file requirements-vietnamese.txt
	@$(COMPILE) --upgrade --extra export --extra vietnamese --group dev --constraint requirements-export.txt --output-file requirements-dev.txt

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Tillroll needs Python 3.11 or newer, but there is no '$(PYTHON)'. Install it, or name another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Tillroll needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) -V). Name another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Tillroll needs Python's venv module. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Making the virtual environment $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

# The lock names every package with its hashes, so pip resolves nothing (--no-deps).
$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	@echo "Installing $$(grep -c == requirements.txt) packages (about 300 MB the first time) …"
	@$(BIN)/pip install --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.installed-export: requirements-export.txt $(VENV)/.installed
	@echo "Installing TensorFlow and ONNX (about 300 MB the first time) …"
	@$(BIN)/pip install --disable-pip-version-check --quiet --no-deps --require-hashes -r requirements-export.txt
	@touch $@

$(VENV)/.installed-vietnamese: requirements-vietnamese.txt $(VENV)/.installed
	@echo "Installing the recogniser of Vietnamese letters (40 MB) …"
	@$(BIN)/pip install --disable-pip-version-check --quiet --no-deps --require-hashes -r requirements-vietnamese.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing what the tests need, with TensorFlow (about 300 MB the first time) …"
	@$(BIN)/pip install --disable-pip-version-check --quiet --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

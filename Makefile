# make run: the app, with the demo company when there is no workspace · make test: lint, types, tests, browser tests · make fuzz: damaged files, for about a quarter of an hour
WORKSPACE ?= data/workspaces/demo
PORT ?= 8501
ADDRESS ?= 127.0.0.1
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: docs run demo test lint types unit fuzz browser screenshots clean

run: $(VENV)/run.stamp
	@test -d "$(WORKSPACE)/versions" || $(BIN)/python -m crm_core --workspace "$(WORKSPACE)" demo
	@echo "Baromètre Client: http://$(ADDRESS):$(PORT)"
	@CRM_WORKSPACE="$(WORKSPACE)" $(BIN)/streamlit run app.py --server.port $(PORT) --server.address $(ADDRESS)

test: $(VENV)/dev.stamp lint types unit

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev.stamp
	$(BIN)/mypy

unit: $(VENV)/dev.stamp
	@sh tests/browser/install.sh
	$(BIN)/pytest -n 2 --dist loadgroup

fuzz: $(VENV)/dev.stamp
	FUZZ=long $(BIN)/pytest tests/hostile/test_fuzz.py --timeout=0

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements.txt requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -r requirements-dev.txt
	@touch $@ $(VENV)/run.stamp

docs: $(VENV)/dev.stamp
	$(BIN)/python -m crm_core.documentation docs

screenshots: $(VENV)/dev.stamp
	$(BIN)/python docs/screenshots.py

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache

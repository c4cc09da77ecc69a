# Everything starts from a bare machine with Python 3.11 or newer. `make run` opens the school.
PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
STAMP  := $(VENV)/.installed

.PHONY: run setup test bench lint format screenshots clean

run: setup
	@$(PY) manage.py up $(ARGS)

setup: $(STAMP)

$(STAMP): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Etude needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV) || { echo "Python cannot make virtual environments here; on Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	$(PY) -m pip install --disable-pip-version-check --quiet -r requirements.txt
	@touch $@

# Checks first, then every test, browser and servers included: what they need is found or installed.
test: setup lint
	$(PY) -m tests.needs
	$(PY) -m pytest

lint: setup
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

format: setup
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: setup
	$(PY) -m bench

screenshots: setup
	$(PY) -m bench.screenshots

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

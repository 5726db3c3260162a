# make run starts the dashboard, make test runs every check; each makes what it needs first. `make` alone lists the rest.
# What is done is remembered by stamp files in the virtual environment, so a second run starts at once.

VENV ?= .venv
PYTHON ?= python3
PORT ?= 8501
WORKERS ?= 2
CHROMIUM ?= /usr/bin/chromium
ARGS ?=
export CHROMIUM

PY := $(VENV)/bin/python
RUNS := $(VENV)/.stamp-run
DEV := $(VENV)/.stamp-dev
ENGINE := $(VENV)/.stamp-engine
WORDS := $(VENV)/.stamp-words
CATALOGUES := $(wildcard locales/*/LC_MESSAGES/*.po)
SOURCES := $(shell find simulation -name '*.py' 2>/dev/null)
PIP := $(PY) -m pip --disable-pip-version-check install -qq
RIGHT_PYTHON := -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
APT := DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -q

.PHONY: help run test lint bench validate accessible clean venv engine browser office messages

help:
	@echo 'make run        the dashboard on http://localhost:$(PORT)   (PORT=8080, ARGS="--server.address 127.0.0.1")'
	@echo 'make test       ruff, then every test                      (ARGS="-k expiry", WORKERS=4)'
	@echo 'make lint       ruff alone'
	@echo 'make bench      seconds per engine                         (ARGS="--members 10000 --json")'
	@echo 'make validate   the model against published numbers        (ARGS=...)'
	@echo 'make accessible every page in both themes, as axe and a keyboard meet it'
	@echo 'make messages   texts of the source into locales/'
	@echo 'make clean      removes caches and test output; saved work and $(VENV) stay'
	@echo 'Python 3.11 to 3.13: PYTHON=python3.12 names one, VENV=DIR puts the virtual environment elsewhere.'

run: $(RUNS) $(WORDS) $(ENGINE)
	$(PY) -m streamlit run app.py --server.port $(PORT) $(ARGS)

# An engine that does not compile stops `make run`; here the tests go on, because they say why.
test: lint browser office $(WORDS)
	@$(MAKE) --no-print-directory engine || echo '!! The engine did not compile: the tests below tell what is wrong.'
	$(PY) -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

lint: $(DEV)
	$(PY) -m ruff check .

bench: $(ENGINE)
	$(PY) -m simulation bench $(ARGS)

validate: $(DEV) $(ENGINE)
	$(PY) -m simulation validate --write $(ARGS)

# What the source says now, into each language's catalogue; what is new is empty there until somebody translates it.
messages: $(RUNS)
	$(PY) -m simulation.translation extract

# Every page in both themes, read by axe and by keyboard; `make test` reads a share of the dark ones.
accessible: $(DEV) $(ENGINE) $(WORDS) browser
	TIERLAB_EVERY_PAGE=1 $(PY) -m pytest -n 0 tests/browser/test_accessible.py $(ARGS)

clean:
	rm -rf .pytest_cache .ruff_cache .hypothesis .cache/rules-* test-results $(ENGINE)
	find . -name __pycache__ -not -path './.*' -prune -exec rm -rf {} +

# Asked each time, for the tests must say so when Chromium is missing.
browser:
	@[ ! -x "$(CHROMIUM)" ] || exit 0; why=''; as=''; \
	if ! command -v apt-get >/dev/null; then why='there is no apt-get'; \
	elif [ "$$(id -u)" != 0 ]; then as='sudo -n'; $$as true 2>/dev/null || why='this user is not root and sudo asks for a password'; fi; \
	if [ -z "$$why" ]; then \
	  echo 'Installing Chromium and a Chinese font by apt, for the browser tests ...'; \
	  for try in 1 2 3; do $$as env $(APT) update >/dev/null && break; sleep 10; done; \
	  $$as env $(APT) install -y --no-install-recommends chromium fonts-noto-cjk >/dev/null || why='apt-get install failed'; \
	fi; \
	[ -x "$(CHROMIUM)" ] || { \
	  echo '!!!!'; \
	  echo "!!!! BROWSER TESTS WILL BE SKIPPED: no Chromium at $(CHROMIUM) ($${why:-apt-get put none there})."; \
	  echo '!!!! Install one and say where it is: make test CHROMIUM=/path/to/chromium'; \
	  echo '!!!!'; }

# Likewise: without it nobody recalculates the workbook's formulas.
office:
	@! command -v soffice >/dev/null && ! command -v libreoffice >/dev/null || exit 0; why=''; as=''; \
	if ! command -v apt-get >/dev/null; then why='there is no apt-get'; \
	elif [ "$$(id -u)" != 0 ]; then as='sudo -n'; $$as true 2>/dev/null || why='this user is not root and sudo asks for a password'; fi; \
	if [ -z "$$why" ]; then \
	  echo 'Installing LibreOffice Calc by apt, for the tests of the workbook ...'; \
	  for try in 1 2 3; do $$as env $(APT) update >/dev/null && break; sleep 10; done; \
	  $$as env $(APT) install -y --no-install-recommends libreoffice-calc >/dev/null || why='apt-get install failed'; \
	fi; \
	command -v soffice >/dev/null || command -v libreoffice >/dev/null || { \
	  echo '!!!!'; \
	  echo "!!!! THE WORKBOOK WILL NOT BE RECALCULATED IN TESTS: no LibreOffice ($${why:-apt-get put none there})."; \
	  echo '!!!! Install it: apt-get install libreoffice-calc'; \
	  echo '!!!!'; }

engine: $(ENGINE)

$(ENGINE): $(SOURCES) $(RUNS)
	@echo 'Compiling the engine ...'
	@$(PY) -m simulation warmup
	@touch $@

$(WORDS): $(CATALOGUES) $(RUNS)
	@echo 'Compiling the catalogues of texts ...'
	@$(PY) -m simulation.translation compile >/dev/null
	@touch $@

$(RUNS): requirements.txt | venv
	@echo 'Installing what the app needs ...'
	@$(PIP) -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt requirements-data.txt $(RUNS)
	@echo 'Installing what the tests need ...'
	@$(PIP) -r requirements-dev.txt
	@$(PIP) --no-deps -r requirements-data.txt
	@touch $@

# An environment that works is kept as it is.
venv:
	@if $(PY) -c 'import pip' 2>/dev/null; then python=$(PY); else python=$(PYTHON); fi; \
	if [ $$python != $(PY) ] && [ -e $(RUNS) ]; then \
	  echo 'The virtual environment $(VENV) no longer works (its Python is gone?). Remove it and try again.' >&2; exit 1; fi; \
	$$python $(RIGHT_PYTHON) 2>/dev/null || { \
	  echo "Tierlab needs Python 3.11 to 3.13, but $$python is: $$($$python --version 2>&1 | head -n 1)"; \
	  echo 'Name another one, PYTHON=/path/to/python3.12; a $(VENV) made by an older Python has to be removed first.'; exit 1; } >&2; \
	[ $$python = $(PY) ] || { echo 'Making the virtual environment $(VENV) ...'; $$python -m venv $(VENV); } || { \
	  echo 'No virtual environment could be made; on Debian and Ubuntu: apt-get install python3-venv' >&2; exit 1; }

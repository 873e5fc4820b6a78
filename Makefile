# Everything a newcomer types. Needs Python 3.11 or later and make; uv is used where it is installed.
#   make demo [PORT=8000] [HOST=127.0.0.1] [TLS=cert.pem,key.pem]
#   make test [ARGS="tests/reports -k photo"]
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test lint types layers messages bench chaos vendor screenshots

PORT ?= 8000
HOST ?= 127.0.0.1
TLS ?=
ARGS ?=
WORKERS ?= auto

VENV := .venv
RUN := $(VENV)/bin/python
DEMO := $(VENV)/.installed-demo
DEVELOPMENT := $(VENV)/.installed-development

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -3
	@echo "  make lint | types | layers | messages | bench | chaos | vendor | screenshots"

demo: $(DEMO)
	@$(RUN) manage.py demo --port $(PORT) --host $(HOST) $(if $(TLS),--tls $(TLS))

test: $(DEVELOPMENT)
	@env -u DJANGO_SETTINGS_MODULE $(RUN) -m pytest -n $(WORKERS) $(ARGS)

lint: $(DEVELOPMENT)
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .

types: $(DEVELOPMENT)
	$(RUN) -m mypy

layers: $(DEVELOPMENT)
	$(VENV)/bin/lint-imports

# Gather the texts to translate and compile them (needs gettext; running Observer does not).
messages: $(DEVELOPMENT)
	.ci/without-servers $(RUN) -W ignore manage.py makemessages --all --no-obsolete --no-wrap --add-location file --ignore .venv
	.ci/without-servers $(RUN) -W ignore manage.py compilemessages --ignore .venv

bench: $(DEVELOPMENT)
	@$(RUN) -m benchmarks $(ARGS)

chaos: $(DEVELOPMENT)
	@$(RUN) -m benchmarks.chaos $(ARGS)

# The pictures of the help pages, taken anew (needs Chromium); look at them before they are committed.
screenshots: $(DEVELOPMENT)
	@env -u DJANGO_SETTINGS_MODULE SCREENSHOTS=static/help $(RUN) -m pytest tests/flows/test_help.py -n 0 -q

# Front-end libraries would be copied here from package-lock.json, with licence and SHA-256.
vendor:
	@echo "No front-end library is used: everything in static/ is Observer's own."

$(RUN):
	@requirements/environment $(VENV)

$(DEMO): $(RUN) requirements/demo.txt
	@requirements/install $(VENV) requirements/demo.txt
	@touch $@

$(DEVELOPMENT): $(RUN) requirements/development.txt
	@requirements/install $(VENV) requirements/development.txt
	@touch $@ $(DEMO)

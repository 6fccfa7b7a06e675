# Scimulator. `make` prints the list of targets.
#
# Needs make and Python 3.11 or newer, nothing else: everything is installed into $(VENV).

VENV ?= .venv
ARGS ?=
BIN := $(VENV)/bin
PY := $(BIN)/python
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3 python; do \
  if command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
  then echo $$p; break; fi; done)

.DEFAULT_GOAL := help
.PHONY: help setup demo bug serve test lint check format web golden snapshots picture scenarios docs bench clean

help: ## print this list
	@echo "make TARGET [ARGS=...]"; echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The pip of the Python at hand (22.3 or newer) installs into the virtual environment; putting one
# of its own there takes as long as half of the rest, and is done only where there is no other.
own_pip = $(PY) -m pip
lent_pip = $(PYTHON) -m pip --python $(PY)

# A stamp is written last, so an interrupted install is repeated; a virtual environment whose
# Python has gone away is made anew.
define install
	@if [ -z "$(PYTHON)" ]; then \
	  echo "scimulator needs Python 3.11 or newer and found none; install one (https://www.python.org/downloads/) or name it: make $(or $(MAKECMDGOALS),demo) PYTHON=/path/to/python3" >&2; exit 2; fi
	@if ! "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	  echo "scimulator needs Python 3.11 or newer; $(PYTHON) is $$("$(PYTHON)" -V 2>&1 | head -n 1). Name a newer one: make $(or $(MAKECMDGOALS),demo) PYTHON=/path/to/python3" >&2; exit 2; fi
	@if ! "$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null; then \
	  echo "The venv module of $(PYTHON) is missing; on Debian and Ubuntu install it with: sudo apt install python3-venv" >&2; exit 2; fi
	@if ! "$(PY)" -c '' >/dev/null 2>&1; then rm -rf "$(VENV)"; fi
	@if ! $(own_pip) --version >/dev/null 2>&1; then \
	  if "$(PYTHON)" -m pip --python "$$("$(PYTHON)" -c 'import sys; print(sys.executable)')" --version >/dev/null 2>&1; then \
	    [ -x "$(PY)" ] || "$(PYTHON)" -m venv --without-pip "$(VENV)" || exit 2; \
	  else rm -rf "$(VENV)" && "$(PYTHON)" -m venv "$(VENV)" || exit 2; fi; fi
	@echo "Installing into $(VENV) (once; under a minute on most lines) …" >&2
	@pip="$(own_pip)"; $$pip --version >/dev/null 2>&1 || pip="$(lent_pip)"; \
	if ! $$pip install --disable-pip-version-check --retries 1 --no-compile -q -e '$(1)' >"$(VENV)/install.log" 2>&1; then \
	  if grep -qiE 'NewConnectionError|Max retries|Temporary failure|ConnectTimeout|Network is unreachable|ProxyError|No matching distribution found for hatchling' "$(VENV)/install.log"; then \
	    echo "The first install needs the network and no package index answered; go online (or set PIP_INDEX_URL) and run the same command again. Details: $(VENV)/install.log" >&2; \
	  else \
	    echo "Installing failed; run the same command again. Details: $(VENV)/install.log, last line: $$(grep -v '^$$' "$(VENV)/install.log" | tail -n 1)" >&2; \
	  fi; exit 2; fi
	@touch "$@"
endef

# What a user runs needs the run-time dependencies alone.
$(VENV)/.run: pyproject.toml
	$(call install,.)

$(VENV)/.dev: pyproject.toml
	$(call install,.[dev])
	@touch "$(VENV)/.run"

$(VENV)/.web: pyproject.toml
	$(call install,.[web])
	@touch "$(VENV)/.run"

# A stamp beside a Python that no longer starts is worth nothing.
ifneq ($(wildcard $(VENV)/.run $(VENV)/.dev $(VENV)/.web),)
ifneq ($(shell $(PY) -c 'print(1)' 2>/dev/null),1)
$(shell rm -f $(VENV)/.run $(VENV)/.dev $(VENV)/.web)
endif
endif

setup: $(VENV)/.dev ## virtual environment with everything

demo: $(VENV)/.run ## the terminal app, playing ZITADEL's guide
	@$(BIN)/scimulator demo $(ARGS)

web: $(VENV)/.web ## the demo in a browser, on loopback; ARGS="tui" opens an empty lab
	@$(PY) -m tui.web $(ARGS)

bug: $(VENV)/.run ## one story in the terminal app: make bug ID=zitadel-10009
	@if [ -z "$(ID)" ]; then echo "make bug ID=NAME plays one of these:" >&2; \
	  ls scenarios/bugs | sed -n 's/^\([^_].*\)\.yaml$$/  \1/p' >&2; exit 2; fi
	@$(BIN)/scimulator demo $(ID) $(ARGS)

serve: $(VENV)/.run ## both fakes, headless, on loopback
	@$(BIN)/scimulator serve $(ARGS)

# Some environments forbid Python to keep what it compiled; a third of the suite would be compiling.
test: $(VENV)/.dev ## the whole suite; ARGS="-k filter -x" goes to pytest
	@PYTHONDONTWRITEBYTECODE= $(PY) -m pytest -n 3 --dist loadscope $(ARGS)

lint: $(VENV)/.dev ## format, lint, types, import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

check: lint test ## lint, then test

format: $(VENV)/.dev ## put every file into the common format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

golden: $(VENV)/.dev ## replay the exchanges recorded from a running ZITADEL
	@$(PY) -m tests.golden $(ARGS)

snapshots: $(VENV)/.dev ## rewrite the pictures of the terminal app, then show what changed
	@$(PY) -m pytest tests/tui -q --snapshot-update $(ARGS); git --no-pager diff --stat -- tests/tui docs || true

picture: $(VENV)/.dev ## draw the README's picture anew, from the demo itself
	@$(PY) -m tests.pictures

scenarios: $(VENV)/.run ## every scenario, headless, with a JUnit report
	@$(BIN)/scimulator run scenarios --junit report.xml $(ARGS)

docs: $(VENV)/.dev ## rewrite the pages that are made from the program itself
	@$(PY) -m tests.docs

bench: $(VENV)/.dev ## ratios of speed; never part of the tests
	@$(PY) -m tests.bench $(ARGS)

clean: ## remove the virtual environment and caches
	@rm -rf "$(VENV)" .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# Trygg: `make demo` to try it, `make test` to check it, `make help` for the rest.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
PYTHON ?= python3
export PYTHON

# Where there is no home (some build machines), caches go beside the code instead of into the root folder.
ifeq ($(strip $(HOME)),)
export HOME := $(CURDIR)/.cache/home
endif

# Python keeps what it has compiled, whatever this machine is used to: else each process of the tests compiles it anew.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -p no:cacheprovider
# Every kind of test except unit tests waits for real parts, so five at a time use two cores; a file stays together.
# They fork from one process that has gathered all tests (tests/parts/side_by_side.py): to gather them takes long.
# The files are handed out in turns: those that draw pages beside those that wait, and the many short ones at the end.
SIDE_BY_SIDE := --side-by-side=5
QUICK := web acceptance chaos integration contract unit
# Folders that hold tests by now: a kind that nobody has written yet is no error.
kinds = $(foreach kind,$(1),$(patsubst %/,%,$(sort $(dir $(wildcard tests/$(kind)/test_*.py tests/$(kind)/*/test_*.py)))))

.PHONY: help demo test check lint types contracts unit chaos bench lock messages release venv clean

help:  ## Say what there is to make
	@sed -nE 's/^([a-z-]+):.*  ## (.*)/  make \1\t\2/p' Makefile | expand -t 18

# --- the environment: a stamp for each lock, newer than the lock that it was made from ---

RUNTIME := .venv/.made-from-runtime
DEV := .venv/.made-from-dev

$(RUNTIME): requirements/runtime.txt
	@deploy/make-environment runtime
	@touch $@

$(DEV): requirements/dev.txt
	@deploy/make-environment dev
	@touch $(RUNTIME) $@

venv: $(DEV)  ## Make .venv with everything that development needs

# --- trying it ---

demo: $(RUNTIME)  ## Start an invented office to try it (LAN=1: also for phones nearby, HISTORY=1: with a year of twelve offices)
	@exec $(BIN)/trygg demo $(if $(filter-out 0 no,$(LAN)),--lan) $(if $(filter-out 0 no,$(HISTORY)),--history)

# --- checking it ---

test:  ## Check everything, with real parts, in under fifteen minutes
	@MAKE='$(MAKE)' deploy/check-everything

check: $(DEV)
	@echo "tests: $(QUICK) (of chaos a small seeded part: the long run is make chaos)"
	@$(PYTEST) -q $(SIDE_BY_SIDE) $$($(BIN)/python deploy/in-turns)

lint: $(DEV)  ## Check style and format
	@echo "lint"
	@bad=0; $(BIN)/ruff check --quiet . || bad=1; $(BIN)/ruff format --check --quiet . || bad=1; exit $$bad

types: $(DEV)  ## Check types, tests and the pages' JavaScript included
	@echo "types"
	@bad=0; $(BIN)/mypy --no-error-summary || bad=1; \
	if command -v npm >/dev/null; then $(MAKE) script-types || bad=1; \
	else echo "  not here: npm                cannot run: type check of the pages' JavaScript"; fi; exit $$bad

# The pages' types stand in comments (JSDoc); TypeScript only reads them, and nothing of it is served.
TYPES := tests/web/types
TSC := .cache/page-types/node_modules/typescript/bin/tsc

$(TSC): $(TYPES)/package.json $(TYPES)/package-lock.json
	@mkdir -p .cache/page-types && cp $^ .cache/page-types
	@cd .cache/page-types && npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error >/dev/null
	@touch $@

.PHONY: script-types
script-types: $(TSC)
	@node $(TSC) --project $(TYPES)/tsconfig.json

contracts: $(DEV)  ## Check who may import whom
	@echo "import contracts"
	@said=$$($(BIN)/lint-imports --no-logo --cache-dir .cache/import-linter 2>&1) || { echo "$$said"; exit 1; }

unit: $(DEV)  ## Check the pure parts only, in seconds
	@$(PYTEST) -q $(SIDE_BY_SIDE) tests/unit

.PHONY: pictures
pictures: $(DEV)  ## Take a picture of each page and state, into tests/web/pictures
	@deploy/install-test-parts
	@mkdir -p tests/web/pictures
	@$(PYTEST) -q $(SIDE_BY_SIDE) tests/web -k "pictures or fits"

SEED ?= $(shell od -An -N2 -tu2 /dev/urandom | tr -d ' ')
ROUNDS ?= 200
# What the chaos tests measured, one line a scenario: `make bench ARGS="broken FILE"` makes a page of it.
FIGURES := .cache/chaos/figures.jsonl
THOROUGH = --hypothesis-profile=thorough --hypothesis-seed=$(SEED) --chaos-seed=$(SEED) --chaos-rounds=$(ROUNDS)
chaos: $(DEV)  ## Break things for long (SEED=… repeats a run, ROUNDS=… says how long)
	@deploy/install-test-parts
	@echo "chaos: seed $(SEED), $(ROUNDS) rounds; again: make chaos SEED=$(SEED) ROUNDS=$(ROUNDS)"
	@mkdir -p .cache/chaos && rm -f $(FIGURES)
	@TRYGG_FIGURES=$(CURDIR)/$(FIGURES) $(PYTEST) -q --timeout=7200 $(THOROUGH) $(call kinds,chaos)
	@echo "chaos: properties of the pure core, with many examples (SEED=$(SEED); the longest part, and without real parts)"
	@$(PYTEST) -q --timeout=7200 $(THOROUGH) $(SIDE_BY_SIDE) tests/unit

.PHONY: image-check
image-check:  ## Build the image and press a button in it (as root, with podman; minutes; KEEP=1 keeps its layers)
	@deploy/image-check

.PHONY: compose-check
compose-check:  ## Run both compose files in containers, kill what may die, press all the while (as root, after KEEP=1 make image-check; minutes)
	@deploy/compose-check

.PHONY: service-check
service-check:  ## Follow the page of the service under a real systemd, restore its backup (as root, with systemd-nspawn; minutes; KEEP=1 keeps its Debian)
	@deploy/service-check

HOURS ?= 100
.PHONY: nights
nights: $(DEV)  ## Play simulated nights (SEED=… the first one, HOURS=… how many hours together)
	@cd tests && exec ../$(BIN)/python -m nights --seed $(SEED) --hours $(HOURS) --side-by-side 0

bench: $(DEV)  ## Measure press to screen beside a broker and Node-RED (ARGS=works, growth, plans, notices, devices, ways, review, start: other parts; ARGS='all --publish': everything, onto its page)
	@$(if $(filter plans% notices% devices% review% broken%,$(ARGS)),,deploy/install-test-parts)
	@cd tests && exec ../$(BIN)/python -m bench $(ARGS)

# --- keeping it ---

# uv makes locks and nothing else, so it stays out of them; where it is not installed it gets a folder of its own.
UV = $(shell command -v uv || echo .cache/uv/bin/uv)
# No header, no index, no find-links, no configuration of this machine: a lock names packages and hashes only.
COMPILE = env -u PIP_FIND_LINKS -u UV_FIND_LINKS -u UV_INDEX_URL -u UV_EXTRA_INDEX_URL $(UV) pip compile --quiet --no-config \
	--universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
	$(if $(UPGRADE),--upgrade)

.cache/uv/bin/uv:
	@$(PYTHON) -m venv .cache/uv && .cache/uv/bin/python -m pip install -qq uv

lock: $(filter .cache/%,$(UV))  ## Remake the locks from pyproject.toml (UPGRADE=1: with what is new)
	@$(COMPILE) pyproject.toml --group build -o requirements/runtime.txt
	@$(COMPILE) pyproject.toml --group build --group dev --constraints requirements/runtime.txt -o requirements/dev.txt
	@echo pip | $(COMPILE) - -o requirements/pip.txt
	@! grep -nE '://|--find-links|--index' requirements/*.txt || { echo "a lock names a host: see above" >&2; exit 1; }

messages: $(RUNTIME)  ## Gather the texts of pages into the catalogues
	@$(BIN)/python -m service.web.messages update

# What was committed is built, twice, into an empty folder; nothing is published.
release: $(DEV)  ## Make a release in dist (TRY=1: say what stands against it, and build it all the same)
	@cd deploy && exec ../$(BIN)/python -m release $(if $(filter-out 0 no,$(TRY)),--try)

clean:  ## Remove what was made: the environment and every cache
	@rm -rf .venv .cache .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis dist build
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# `make help` lists every target. Everything is installed into this folder: .venv and build.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
TYPINGS := build/typings
export PYRIGHT_PYTHON_CACHE_DIR := $(CURDIR)/build/pyright
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

# Programs that the tests compare with, and where their packages put them.
TEST_PROGRAMS := oathtool=oathtool
FONT_SOURCES := /usr/share/fonts/X11/misc/5x8.pcf.gz=xfonts-base \
	/usr/share/fonts/X11/misc/ter-u12n_unicode.pcf.gz=xfonts-terminus

.DEFAULT_GOAL := help
.PHONY: help setup demo sim test pytest check lint format format_check arrows types fonts \
	fonts_check mpy bench soak lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z_]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## Install everything into this folder

$(READY): pyproject.toml constraints.txt firmware/requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
		{ echo "OTPfob needs Python 3.10 or newer." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		host_tools/need.sh /no/venv=python3-venv || exit 1
	@echo "Setting up in .venv and build (once) ..." >&2
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e '.[sim,dev]'
	@rm -rf build/device_packages $(TYPINGS)
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps \
		--target build/device_packages -r firmware/requirements.txt
	@$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt \
		--target $(TYPINGS) micropython-esp32-stubs==1.29.0.post1
	@$(BIN)/pyright --version >/dev/null
	@touch $@

demo: $(READY) ## See it work: from QR pictures to codes on the glass
	@$(BIN)/python host_tools/demo/demo.py

sim: $(READY) ## The token in this terminal
	@$(BIN)/fobctl sim

test: $(READY) check pytest ## Everything that must hold: checks, then tests

pytest: $(READY) ## Only the tests
	@host_tools/need.sh $(TEST_PROGRAMS) || [ $$? = 3 ]
	@$(BIN)/pytest -q -n 2 --dist worksteal

check: lint format_check arrows types fonts_check ## All checks that run nothing of the token

lint: $(READY) ## Ruff
	@$(BIN)/ruff check -q .

format: $(READY) ## Format all Python
	@$(BIN)/ruff check -q --fix . ; $(BIN)/ruff format -q .

format_check: $(READY) ## Is all Python formatted?
	@$(BIN)/ruff format -q --check .

arrows: $(READY) ## Do imports go only where firmware/README.md says?
	@$(BIN)/lint-imports --no-cache >build/arrows.log || { cat build/arrows.log; exit 1; }

types: $(READY) ## Pyright, with the ESP32's stubs over firmware and boards
	@$(BIN)/pyright -p firmware
	@$(BIN)/pyright -p .

fonts: $(READY) ## Make the fonts again from their sources
	@host_tools/need.sh $(FONT_SOURCES)
	@$(BIN)/python firmware/fonts/make_fonts.py

fonts_check: $(READY) ## Are the fonts what their sources give?
	@host_tools/need.sh $(FONT_SOURCES); status=$$?; \
	[ $$status = 3 ] || { [ $$status = 0 ] && $(BIN)/python firmware/fonts/make_fonts.py --check; }

mpy: $(READY) ## Compile the firmware as the simulator runs it; says its size
	@$(BIN)/python -m fobctl.simulator.compiled

bench: $(READY) ## Measure; writes bench.json
	@host_tools/need.sh valgrind=valgrind
	@$(BIN)/python tests/bench/run.py --out bench.json

soak: $(READY) ## Long runs: power cuts, fuzzed frames, random buttons; writes soak.json
	@$(BIN)/python tests/soak/run.py --out soak.json

lock: $(READY) ## Write the versions that are installed to constraints.txt
	@$(BIN)/pip freeze --exclude-editable >constraints.txt

clean: ## Remove everything that make made
	@rm -rf .venv build .ruff_cache .hypothesis bench.json soak.json *.egg-info

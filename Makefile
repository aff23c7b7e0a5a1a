# The only command list. Hook and CI call the same targets.
PYTHON ?= python3
PORT ?= 8000
BIN = .venv/bin
# Compiled modules are kept, whatever the shell says: the tests start some hundred processes.
unexport PYTHONDONTWRITEBYTECODE

# What is checked by reading the code, side by side.
READING = $(MAKE) --no-print-directory -j2 --output-sync=target lint types

.PHONY: run setup setup-dev test check lint types docs bench messages lock clean

run: ## set everything up and start Mittendrin at http://127.0.0.1:$(PORT); ends on Ctrl-C
	@trap 'exit 0' INT; $(PYTHON) tools/prepare.py && $(BIN)/mittendrin run --port $(PORT)

setup: ## only the preparing part of run
	@$(PYTHON) tools/prepare.py
	@$(BIN)/mittendrin run --prepare-only

setup-dev:
	@$(PYTHON) tools/prepare.py --dev

check: setup-dev ## the fast part of test, under 60 seconds
	@$(READING)
	@$(BIN)/pytest -n 2 -m "not slow and not browser and not database"

lint:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python tools/check_sizes.py
	@$(BIN)/python tools/check_manifests.py
	@$(BIN)/python tools/messages.py --check

types:
	@$(BIN)/mypy

test: setup-dev ## everything that CI runs
	@$(READING)
	@$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder --durations 15 -m "not browser"
	@$(BIN)/pytest -n 3 --reruns 2 --only-rerun Timeout -m browser tests/e2e # a busy machine may miss a deadline, never a wrong page

docs: setup-dev ## write the generated parts of the handbook and check the whole of it
	@$(BIN)/python tools/cli_reference.py
	@$(BIN)/python tools/api_reference.py
	@$(BIN)/pytest tests/docs

bench: setup-dev ## all measurements; takes a while, best on an idle machine
	@$(BIN)/python -m benchmarks.search
	@$(BIN)/python -m benchmarks.pages
	@$(BIN)/python -m benchmarks.setup
	@$(BIN)/python -m benchmarks.simulated_towns

COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate
lock: setup-dev ## rewrite the lock files from pyproject.toml
	@$(COMPILE) pyproject.toml --group build -o requirements.lock
	@$(COMPILE) pyproject.toml --group build --extra dev -c requirements.lock -o requirements-dev.lock
	@$(COMPILE) --group node -o requirements-node.lock
	@npm install --package-lock-only --no-audit --no-fund

clean:
	rm -rf .venv node_modules build var src/mittendrin/web/static/dist

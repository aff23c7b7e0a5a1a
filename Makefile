# The only command list. Hook and CI call the same targets.
PYTHON ?= python3
PORT ?= 8000
BIN = .venv/bin

.PHONY: run setup setup-dev test check docs bench messages lock clean

run: ## set everything up and start Mittendrin at http://127.0.0.1:$(PORT)
	@$(PYTHON) tools/prepare.py
	@exec $(BIN)/mittendrin run --port $(PORT)

setup: ## only the preparing part of run
	@$(PYTHON) tools/prepare.py
	@$(BIN)/mittendrin run --prepare-only

setup-dev:
	@$(PYTHON) tools/prepare.py --dev

check: setup-dev ## the fast part of test, under 60 seconds
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/mypy
	@$(BIN)/python tools/check_sizes.py
	@$(BIN)/pytest -n 2 -m "not slow and not browser"

test: check ## everything that CI runs
	@$(BIN)/pytest -m "slow or browser"

lock: ## rewrite the lock files from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf .venv node_modules build var src/mittendrin/web/static/dist

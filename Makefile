# make book · make test · make data · make serve · make teaching · make bench · make clean. Needs Python 3.11 or newer, git and make.
PYTHON ?= python3
CORES := $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
# One notebook more than cores: while one waits for its kernel, the others compute.
JOBS ?= $(shell expr $(CORES) + 1)
PORT ?= 8000
BIN := .venv/bin
READY := .venv/ready
KIT := _build/teaching/.venv

# Bytecode saves three quarters of the stack's import time; some machines forbid writing it by default.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: book test data serve teaching bench lock clean

book: $(READY)
	@$(BIN)/python -m tradelabor.runner.unchanged || $(BIN)/pytask -n $(JOBS)
	@echo "The book is in _build/html/index.html"

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/pytest -n $(CORES)

# All that is public, or that a key in the environment opens; then make book takes it.
data: $(READY)
	@$(BIN)/tradelabor data fetch --all

serve: book
	@echo "http://localhost:$(PORT)"
	@$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

# Problem sets, an edition with solutions, graders and slides, in _build/teaching.
teaching: book $(KIT)/ready
	@$(KIT)/bin/python -m tradelabor.runner.kit

# The grader's libraries lie over those of the lock, which stay as they are.
$(KIT)/ready: $(READY) pyproject.toml
	@rm -rf $(KIT)
	$(BIN)/python -m venv $(KIT)
	$(BIN)/python -c 'import site; print(f"import site; site.addsitedir({site.getsitepackages()[0]!r})")' > \
		$$($(KIT)/bin/python -c 'import site; print(site.getsitepackages()[0])')/book.pth
	$(KIT)/bin/pip install --quiet --no-build-isolation -e '.[teaching]'
	@touch $@

bench: $(READY)
	$(BIN)/python -m benchmarks

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "tradelabor needs Python 3.11 or newer: make PYTHON=python3.12 book"; exit 1; }
	@rm -rf .venv
	@echo "Installing the libraries in .venv, about 1 GB. It takes some minutes, this once."
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --no-compile --no-deps --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --no-compile --no-deps --no-build-isolation -e .
	-$(BIN)/python -m compileall -q -j 0 .venv/lib lib > /dev/null
	@touch $@

# Make the lock anew from pyproject.toml, for every platform (needs uv).
lock:
	uv pip compile --universal --generate-hashes --python-version 3.11 --extra book --extra test --no-header --no-annotate -q -o requirements.txt pyproject.toml

clean:
	rm -rf _build .pytask pytask.lock .venv .pytest_cache .ruff_cache .mypy_cache .hypothesis

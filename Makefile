# One verb for each thing there is to do. A verb installs what it needs and is missing (Debian
# packages, a virtual environment), says so, and needs no network once that is done.
# Everything that is built lies in .build/.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
.PHONY: help site quick test mutations bench fuzz search-eval serve format clean \
  program built-site toolchain libraries test-tools bench-tools venv venv-search

SWIFT ?= swift
RELEASE := .build/release/study
# The Swift runtime is linked statically: study then starts without looking up shared libraries, and
# no library next to the program is loaded in place of the system's. --product keeps tests out.
RELEASE_BUILD := -c release --product study --static-swift-stdlib --disable-local-rpath
DEBUG := .build/debug/study
VENV := .build/venv
VENV_SEARCH := .build/venv-search
# The version that the committed site/ is made with. 0.29.0.gfm.13 (Debian 13) makes the same.
SITE_ENGINE := 0.29.0.gfm.6
FORMATTED := Package.swift Sources Tests Benchmarks
PORT ?= 8000
# The program that the lanes of `make test` try.
STUDY := $(DEBUG)
BUILT_SITE := .build/tested-site
# The longest first, and before it the two that wait most of their time.
LANES := test-attacks test-unit test-check test-accessibility test-keyboard test-pages \
  test-browser test-publish test-markdown test-preview test-search test-firefox \
  test-content test-site
.PHONY: $(LANES)
# One more than two cores are: some lanes wait more than they work.
LANES_AT_ONCE ?= 3

help:
	@echo "make site     build the site of content/ into site/"
	echo "make serve    show content/ at http://localhost:$(PORT)/ while you write"
	echo "make quick    check the format, run what is fast of the Swift tests: for every save"
	echo "make test     run every test; its lanes, each of them a verb:"
	echo "$(LANES)" | fmt -w 80 | sed 's/^/              /'
	echo "make mutations"
	echo "              break one line after another: does a Swift test notice? Half an hour"
	echo "make bench    measure against cmark-gfm alone and against Hugo"
	echo "make search-eval CORPUS=DIR QUERIES=FILE"
	echo "              measure the search of a corpus, and Pagefind beside it"
	echo "make fuzz     look for inputs that crash study: FUZZ_SECONDS=60 for each door"
	echo "make format   format the Swift files in place"
	echo "make clean    delete .build/"

site: toolchain libraries
	@echo "==> Building study (release)"
	$(SWIFT) build $(RELEASE_BUILD)
	echo "==> Building the site into site/"
	$(RELEASE) build --strict

serve: toolchain libraries
	@echo "==> Building study (release)"
	$(SWIFT) build $(RELEASE_BUILD)
	exec $(RELEASE) serve --port $(PORT)

# --- Tests ---------------------------------------------------------------------------------------

# Every lane is a verb of its own: `make test-publish`. Its recipe begins with .ci/begin-lane, which
# notes for the table at the end how it went and how long it took. $$scratch is a folder of its own.
test: toolchain libraries test-tools venv program built-site
	@rm -rf .build/lanes
	$(MAKE) --no-print-directory --jobs=$(LANES_AT_ONCE) --keep-going --output-sync=target \
	  $(addprefix --assume-old=,toolchain libraries test-tools venv program built-site) $(LANES) || true
	.ci/report-lanes $(LANES)

# After an edit: is the form right, and do the tests that take no seconds pass? What is skipped is
# marked `.slow` in Tests.
quick: toolchain libraries
	@$(SWIFT) format lint --strict --parallel --recursive $(FORMATTED)
	$(SWIFT) build --build-tests
	STUDY_QUICK=1 $(SWIFT) test --skip-build --disable-xctest --quiet

# One build of the program for all lanes. With STUDY=PATH on the command line they try that program,
# and nothing is built.
program: toolchain libraries
	@if [ "$(STUDY)" = "$(DEBUG)" ]; then
	  echo "==> Building study (debug)"
	  $(SWIFT) build --product study
	fi

# One build of the project's own site for all lanes that look at it.
built-site: program
	@rm -rf $(BUILT_SITE)
	$(STUDY) build --strict --quiet --output $(BUILT_SITE)

test-unit: toolchain libraries program
	@source .ci/begin-lane $@ "Swift tests"
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --disable-xctest --quiet

test-search: toolchain libraries test-tools program
	@source .ci/begin-lane $@ "The search in Node; do readers find what they look for?"
	STUDY=$(STUDY) node --test Tests/IndexingTests/*.test.mjs Tests/Search/search.test.mjs

test-site: toolchain libraries built-site
	@source .ci/begin-lane $@ "Does site/ hold what a build emits?"
	if diff -rq site $(BUILT_SITE); then
	  echo "Yes, byte for byte."
	elif [[ $$($(STUDY) --version) == *$(SITE_ENGINE)* ]]; then
	  echo "make test: site/ is not what a build emits. Run \`make site\` and commit site/." >&2
	  exit 1
	else
	  echo "No, but site/ was made with cmark-gfm $(SITE_ENGINE), and another version is here."
	fi

test-publish: toolchain libraries test-tools program
	@source .ci/begin-lane $@ "Builds killed or failing at chosen moments, and in odd places"
	python3 Tests/Faults/emit_faults.py $(STUDY) --faults 150
	python3 Tests/Faults/emit_faults.py $(STUDY) --faults 100 --new
	python3 Tests/Faults/emit_scenes.py $(STUDY)

test-check: toolchain libraries test-tools venv program
	@source .ci/begin-lane $@ "study check: planted faults, SARIF, published addresses, other hosts"
	python3 Tests/Faults/planted_faults.py $(STUDY)
	$(VENV)/bin/python Tests/Faults/sarif.py $(STUDY)
	$(STUDY) check --anchors --quiet
	python3 Tests/Faults/external_links.py $(STUDY)

test-preview: toolchain libraries test-tools program
	@source .ci/begin-lane $@ "The preview: edits of all kinds"
	python3 Tests/Preview/watching.py $(STUDY)

test-attacks: toolchain libraries test-tools program
	@source .ci/begin-lane $@ "Attacks on the preview over raw sockets"
	python3 Tests/Preview/attacks.py $(STUDY)

test-content: toolchain libraries test-tools venv program
	@source .ci/begin-lane $@ "What the corpus promises, counted; its sketches and the manual, run"
	$(VENV)/bin/python Tests/Corpus/corpus.py
	python3 Tests/Corpus/manual_examples.py $(STUDY)

test-markdown: toolchain libraries test-tools program
	@source .ci/begin-lane $@ "Pages that make Markdown parsers slow"
	python3 Tests/Faults/pathological.py $(STUDY) --cpu-seconds 12

test-pages: toolchain libraries test-tools venv built-site
	@source .ci/begin-lane $@ "Every page in Chromium: links, structure, valid HTML, no script"
	$(VENV)/bin/python Tests/Browser/run.py --study $(STUDY) $(BUILT_SITE) --only pages register validity weight

test-browser: toolchain libraries test-tools venv built-site
	@source .ci/begin-lane $@ "What the site does in Chromium, and the preview"
	$(VENV)/bin/python Tests/Browser/run.py --study $(STUDY) $(BUILT_SITE) --only search hostile still concepts paths preview

test-firefox: toolchain libraries test-tools venv built-site
	@source .ci/begin-lane $@ "The site in Firefox"
	$(VENV)/bin/python Tests/Browser/run.py --study $(STUDY) $(BUILT_SITE) --only firefox

test-accessibility: toolchain libraries test-tools venv built-site
	@source .ci/begin-lane $@ "Accessibility of every kind of page"
	$(VENV)/bin/python Tests/Browser/run.py --study $(STUDY) $(BUILT_SITE) --only accessibility

test-keyboard: toolchain libraries test-tools venv built-site
	@source .ci/begin-lane $@ "Everything by keyboard, light and dark"
	$(VENV)/bin/python Tests/Browser/run.py --study $(STUDY) $(BUILT_SITE) --only keyboard

# ONLY="NAME NAME" tries these mutants alone.
mutations: toolchain libraries
	@python3 Tests/Mutations/run.py --swift $(SWIFT) $(if $(ONLY),--only $(ONLY))

bench: toolchain libraries bench-tools
	@echo "==> Building study (release)"
	$(SWIFT) build $(RELEASE_BUILD)
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
	$(SWIFT) build $(RELEASE_BUILD)
	node Benchmarks/search-eval/run.mjs --study $(RELEASE) --corpus "$(CORPUS)" \
	  --queries "$(QUERIES)" --pagefind $(VENV_SEARCH)/bin/python $(ARGUMENTS)

# Each door for FUZZ_SECONDS; see Tests/Fuzz/README.md. The build has a folder of its own.
FUZZ_SECONDS ?= 60
FUZZ_TARGETS ?= page markdown settings sources glossary template request
fuzz: toolchain libraries
	@echo "==> Building study-fuzz"
	STUDY_FUZZ=1 $(SWIFT) build -c release --scratch-path .build/fuzz --product study-fuzz \
	  --sanitize fuzzer --sanitize address -Xswiftc -enable-testing \
	  -Xswiftc -sanitize-coverage=edge,trace-cmp,inline-8bit-counters,pc-table
	for target in $(FUZZ_TARGETS); do
	  echo "==> $$target, $(FUZZ_SECONDS) s"
	  mkdir -p ".build/fuzz-corpus/$$target"
	  FUZZ_TARGET="$$target" .build/fuzz/release/study-fuzz ".build/fuzz-corpus/$$target" \
	    -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 -max_len=4096 \
	    -artifact_prefix=".build/fuzz-corpus/$$target-" -print_final_stats=1
	done

format: toolchain
	@$(SWIFT) format --in-place --parallel --recursive $(FORMATTED)

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
	  'test -e /usr/include/xxhash.h' libxxhash-dev \
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

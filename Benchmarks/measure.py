"""Runs one command and says how long it took and how much memory it had at its peak; runs several
in turn. Called by measurements.py; knows no generator and no corpus.
"""

import os
import pathlib
import resource
import shutil
import signal
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

# Far above everything measured here: it ends a hang, it is not a target.
TIME_LIMIT_SECONDS = 600


class Failed(Exception):
    """A measured command did not do its work, so its time means nothing."""


@dataclass
class Run:
    ms: float
    peak_mb: float


@dataclass
class Contender:
    """One row of a table: a command to be timed, given the folder it shall write to."""
    name: str
    command: Callable[[pathlib.Path], list]
    runs: int
    environment: dict = field(default_factory=dict)
    # Called with the output folder after the warm-up; raises Failed if the work was not done.
    verify: Callable[[pathlib.Path], None] = lambda out: None


class Workspace:
    """Folders on a RAM disk, removed however the benchmark ends. The disk is not to be measured."""

    def __enter__(self):
        memory = pathlib.Path("/dev/shm")
        if not memory.is_dir():
            print("note: no /dev/shm, so the output goes to a disk and the times include it")
        self._folder = tempfile.TemporaryDirectory(
            prefix="study-bench-", dir=memory if memory.is_dir() else None)
        return self

    def __exit__(self, *_):
        self._folder.cleanup()

    def fresh(self):
        """An empty folder to run in; the one before is gone. It is also the working directory, the
        home and the cache folder of the command, so that nothing remembers an earlier run."""
        folder = pathlib.Path(self._folder.name) / "run"
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir()
        return folder


def own_peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(command, folder, environment=None):
    """Times `command` from before its process exists until it is gone.

    The peak is what the kernel counted for the process. It counts from before `exec`, so that a
    program smaller than this one appears as large as this one (`own_peak_mb`).
    """
    surroundings = os.environ | {
        "HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache"), "TMPDIR": str(folder)}
    # A file, because a pipe that nobody reads would stop a talkative program.
    log = folder / "log"
    with open(log, "wb") as output:
        start = time.perf_counter()
        try:
            process = subprocess.Popen(
                [str(part) for part in command], cwd=folder, stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, env=surroundings | (environment or {}))
        except OSError as error:
            raise Failed(f"{command[0]}: {error.strerror}") from None
        # Not Popen's own kill: it would reap the process and take the resource usage with it.
        alarm = threading.Timer(TIME_LIMIT_SECONDS, os.kill, (process.pid, signal.SIGKILL))
        alarm.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
            elapsed = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            alarm.cancel()
            if process.returncode is None:  # Interrupted: leave no process behind.
                process.kill()
                process.wait()
    if process.returncode != 0:
        last_lines = "\n".join(log.read_text(errors="replace").splitlines()[-5:])
        raise Failed(f"exit {process.returncode} after {elapsed:.1f} s\n{last_lines}".rstrip())
    return Run(elapsed * 1000, usage.ru_maxrss / 1024)


def take_turns(contenders, workspace):
    """Runs all contenders in turn, so that a slow minute of the machine hits all of them; each
    after one warm-up that does not count, each time from nothing. Name -> runs, or the Failed."""
    results = {}

    def attempt(contender):
        folder = workspace.fresh()
        out = folder / "out"
        return run(contender.command(out), folder, contender.environment), out

    for contender in contenders:
        try:
            _, out = attempt(contender)
            contender.verify(out)
            results[contender.name] = []
        except Failed as failure:
            results[contender.name] = failure
    for turn in range(max((c.runs for c in contenders), default=0)):
        for contender in contenders:
            runs = results[contender.name]
            if turn >= contender.runs or isinstance(runs, Failed):
                continue
            try:
                runs.append(attempt(contender)[0])
            except Failed as failure:
                results[contender.name] = failure
    return results


def median_ms(runs):
    return statistics.median(r.ms for r in runs)


def peak_mb(runs):
    return max(r.peak_mb for r in runs)

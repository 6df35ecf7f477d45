#!/usr/bin/env python3
"""Publishing in odd places and company: what `study build` does when the disk, the rights or another
process make it hard.

    Tests/Faults/emit_scenes.py PATH/TO/study

Each scene prints one line: passed, FAILED with what was seen, or skipped with the reason (some need
root or strace). The exit code is 0 when none failed. `study` is used only through its command line.
"""

import collections
import contextlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

from emit_faults import make_content, tree, write

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Preview"))
from preview import until  # noqa: E402


class Scene:
    """A folder for one scene, with content of two versions and a way to build either."""

    def __init__(self, study, root):
        self.study, self.root, self.output = study, root, f"{root}/public/site"
        os.makedirs(f"{root}/public")
        for version in (1, 2):
            make_content(f"{root}/content-{version}", version)

    def command(self, version, *options):
        return [self.study, "build", "--content", f"{self.root}/content-{version}",
                "--output", self.output, *options]

    def build(self, version, prefix=(), arguments=(), **options):
        command = [*prefix, *self.command(version, *arguments)]
        return subprocess.run(command, stdin=subprocess.DEVNULL,
                              capture_output=True, check=False, timeout=60, cwd=self.root,
                              **options)

    def start(self, version, prefix=()):
        return subprocess.Popen(list(prefix) + self.command(version), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.root)

    def site(self):
        return tree(self.output)

    def reference(self, version):
        """The site of a version, built where nothing is in the way."""
        output = f"{self.root}/reference-{version}"
        if not os.path.exists(output):
            command = self.command(version)
            command[command.index("--output") + 1] = output
            subprocess.run(command, check=False, capture_output=True, cwd=self.root)
        return tree(output)

    def beside(self):
        return sorted(name for name in os.listdir(f"{self.root}/public") if name != "site")


def need(condition, reason):
    if not condition:
        raise NotImplementedError(reason)


def as_root():
    need(os.geteuid() == 0, "needs root")


def with_strace():
    need(shutil.which("strace"), "needs strace")


@contextlib.contextmanager
def held_at(scene, version, call):
    """A build that stops at its first system call of a kind, which is then not made yet. It goes on
    after the block, and has ended when this is left."""
    log = f"{scene.root}/calls.log"
    # As a grandchild (-D) the tracer can be killed without the build: that lets go of it. The delay
    # only has to be longer than the block.
    process = scene.start(version, ["strace", "-D", "-f", "-o", log, "-e", f"trace={call}", "-e",
                                    f"inject={call}:delay_enter={600 * 1_000_000}"])

    def held():
        text = pathlib.Path(log).read_text() if os.path.exists(log) else ""
        return re.search(rf"(?m)^(\d+) +{call}\(", text) or process.poll() is not None

    thread = until(held)
    assert isinstance(thread, re.Match), f"the build never called {call}"
    status = pathlib.Path(f"/proc/{thread[1]}/status").read_text()
    try:
        yield process
    finally:
        os.kill(int(re.search(r"TracerPid:\s*(\d+)", status)[1]), signal.SIGKILL)
        process.communicate()


CALLS = "openat,read,write,close,mkdirat,linkat,renameat2,unlinkat,fchmod,getdents64,newfstatat"
# Which thread makes which call is then nearly the same each time.
ONE_JOB = ["--jobs", "1"]


def moments(scene, version, count):
    """System calls of a build that concern files of the scene, spread evenly over it: each is the
    name of a call and its number among those that one thread makes of that name."""
    log = f"{scene.root}/calls.log"
    scene.build(version, ["strace", "-f", "-y", "-o", log, "-e", f"trace={CALLS}"], ONE_JOB)
    numbers, found = collections.Counter(), []
    for line in pathlib.Path(log).read_text(errors="replace").splitlines():
        if begun := re.match(r"(\d+) +(\w+)\(", line):
            numbers[begun.groups()] += 1
            if scene.root in line:
                found.append((begun[2], numbers[begun.groups()]))
    assert len(found) > count, f"only {len(found)} calls"
    return [found[place * len(found) // count] for place in range(count)]


def interrupt(scene, version, moment, name):
    """A build that gets a signal at a moment. True if it came."""
    call, number = moment
    log = f"{scene.root}/calls.log"
    scene.build(version, ["strace", "-f", "-o", log, "-e", f"trace={call}", "-e",
                          f"inject={call}:signal={name}:when={number}"], ONE_JOB)
    return f"--- {name} " in pathlib.Path(log).read_text(errors="replace")


def ok(outcome):
    assert outcome.returncode in (0, 1), outcome.stderr.decode().strip()
    return outcome


def a_file_of_the_users_made_during_the_build_is_kept(scene):
    with_strace()
    ok(scene.build(1))
    with held_at(scene, 2, "renameat2"):
        write(f"{scene.output}/late/notes.txt", "made just before the exchange\n")
    site = scene.site()
    assert site.pop("late/notes.txt", None), "the file is gone"
    site.pop("late")
    assert site == scene.reference(2) and scene.beside() == [], scene.beside()


def an_output_replaced_by_a_link_during_the_build_is_not_followed(scene):
    with_strace()
    ok(scene.build(1))
    os.mkdir(f"{scene.root}/elsewhere")
    write(f"{scene.root}/elsewhere/precious.txt", "precious\n")
    before = tree(f"{scene.root}/elsewhere")
    with held_at(scene, 2, "renameat2") as process:
        os.rename(scene.output, f"{scene.root}/public/moved")
        os.symlink(f"{scene.root}/elsewhere", scene.output)
    assert process.returncode == 2, f"exit code {process.returncode}"
    assert os.path.islink(scene.output) and tree(f"{scene.root}/elsewhere") == before
    assert tree(f"{scene.root}/public/moved") == scene.reference(1)
    assert scene.beside() == ["moved"], scene.beside()


def a_second_build_at_the_same_time_is_refused_with_the_first_ones_number(scene):
    with_strace()
    ok(scene.build(1))
    with held_at(scene, 2, "renameat2"):
        second = scene.build(2)
    message = second.stderr.decode() + second.stdout.decode()
    assert second.returncode == 2 and "Another build (process " in message, message
    assert scene.site() == scene.reference(2) and scene.beside() == []


def twenty_builds_at_once_leave_one_whole_site(scene):
    processes = [scene.start(1 + number % 2) for number in range(20)]
    for process in processes:
        process.communicate()
    assert scene.site() in (scene.reference(1), scene.reference(2))
    assert scene.beside() == [], scene.beside()


def few_open_files(scene):
    need(shutil.which("prlimit"), "needs prlimit")
    for version in (1, 2):
        ok(scene.build(version, ["prlimit", "--nofile=64"]))
        assert scene.site() == scene.reference(version)


def files_limited_in_size(scene):
    need(shutil.which("prlimit"), "needs prlimit")
    write(f"{scene.root}/content-2/long.txt", "long\n" * 400_000)
    ok(scene.build(1))
    outcome = scene.build(2, ["prlimit", "--fsize=1000000"])
    assert outcome.returncode != 0
    assert scene.site() == scene.reference(1), "the old site is damaged"
    ok(scene.build(2))
    assert scene.site() == scene.reference(2) and scene.beside() == []


def a_parent_that_may_not_be_written(scene):
    as_root()
    need(shutil.which("setpriv"), "needs setpriv")
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    os.mkdir(scene.output)
    os.chown(scene.output, 65534, 65534)
    for version in (1, 2, 1):
        ok(scene.build(version, nobody))
        assert scene.site() == scene.reference(version)
        assert scene.beside() == [], scene.beside()


def somebody_elses_output(scene):
    """A user who may write the parent but does not own the output: refused or done, never half."""
    as_root()
    need(shutil.which("setpriv"), "needs setpriv")
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    ok(scene.build(1))
    os.chmod(f"{scene.root}/public", 0o777)
    outcome = scene.build(2, nobody)
    assert outcome.returncode == 2 and b"ermission" in outcome.stderr + outcome.stdout
    assert scene.site() == scene.reference(1) and scene.beside() == []


def an_overlay_file_system(scene):
    as_root()
    root = scene.root
    ok(scene.build(1))
    for name in ("upper", "scratch", "merged"):
        os.mkdir(f"{root}/layers-{name}")
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", f"{root}/layers-upper"], check=True)
    try:
        os.mkdir(f"{root}/layers-upper/up")
        os.mkdir(f"{root}/layers-upper/work")
        mounted = subprocess.run(
            ["mount", "-t", "overlay", "overlay", "-o",
             f"lowerdir={root}/public,upperdir={root}/layers-upper/up,"
             f"workdir={root}/layers-upper/work", f"{root}/layers-merged"],
            check=False, capture_output=True)
        need(mounted.returncode == 0, "no overlay file system here")
        try:
            below = scene.site()
            scene.output = f"{root}/layers-merged/site"
            for version in (2, 1, 2):
                ok(scene.build(version))
                assert scene.site() == scene.reference(version)
            assert os.listdir(f"{root}/layers-merged") == ["site"]
            assert tree(f"{root}/public/site") == below, "the layer below changed"
        finally:
            subprocess.run(["umount", f"{root}/layers-merged"], check=True)
    finally:
        subprocess.run(["umount", f"{root}/layers-upper"], check=True)


def a_mount_point(scene):
    as_root()
    os.mkdir(scene.output)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", scene.output], check=False)
    need(mounted.returncode == 0, "may not mount")
    try:
        os.chmod(scene.output, 0o755)
        for version in (1, 2, 1):
            ok(scene.build(version))
            assert scene.site() == scene.reference(version)
            assert scene.beside() == [], scene.beside()
    finally:
        subprocess.run(["umount", scene.output], check=True)


def signals_that_ask_to_stop(scene):
    """Whatever moment a signal comes at: the old site or the new one, and the next build tidies."""
    with_strace()
    ok(scene.build(1))
    came = 0
    for number, moment in enumerate(moments(scene, 2, 30)):
        came += interrupt(scene, 1 + number % 2, moment, "SIGTERM" if number % 3 else "SIGINT")
        assert scene.site() in (scene.reference(1), scene.reference(2)), f"signal at {moment}"
    assert came >= 10, f"only {came} signals came"
    ok(scene.build(2))
    ok(scene.build(1))
    assert scene.site() == scene.reference(1) and scene.beside() == []


def signals_during_the_first_build(scene):
    """There is no site, or there is the whole one; the next build tidies."""
    with_strace()
    came = 0
    for number, moment in enumerate(moments(scene, 1, 20)):
        shutil.rmtree(scene.output, ignore_errors=True)
        came += interrupt(scene, 1, moment, "SIGTERM" if number % 3 else "SIGINT")
        assert scene.site() in ({}, scene.reference(1)), f"signal at {moment}"
    assert came >= 10, f"only {came} signals came"
    ok(scene.build(1))
    assert scene.site() == scene.reference(1) and scene.beside() == [], scene.beside()


SCENES = [
    a_file_of_the_users_made_during_the_build_is_kept,
    an_output_replaced_by_a_link_during_the_build_is_not_followed,
    a_second_build_at_the_same_time_is_refused_with_the_first_ones_number,
    twenty_builds_at_once_leave_one_whole_site,
    few_open_files,
    files_limited_in_size,
    a_parent_that_may_not_be_written,
    somebody_elses_output,
    an_overlay_file_system,
    a_mount_point,
    signals_that_ask_to_stop,
    signals_during_the_first_build,
]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    study, failed = os.path.abspath(sys.argv[1]), 0
    for play in SCENES:
        name = play.__name__.replace("_", " ")
        with tempfile.TemporaryDirectory(prefix="emit-scene-") as root:
            os.chmod(root, 0o755)
            try:
                play(Scene(study, root))
                print(f"passed   {name}")
            except NotImplementedError as reason:
                print(f"skipped  {name}: {reason}")
            except Exception as error:  # pylint: disable=broad-exception-caught
                failed += 1
                print(f"FAILED   {name}: {type(error).__name__} {error}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

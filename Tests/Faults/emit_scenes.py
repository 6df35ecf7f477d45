#!/usr/bin/env python3
"""Publishing in odd places and company: what `study build` does when the disk, the rights or another
process make it hard.

    Tests/Faults/emit_scenes.py PATH/TO/study

Each scene prints one line: passed, FAILED with what was seen, or skipped with the reason (some need
root or strace). The exit code is 0 when none failed. `study` is used only through its command line.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time

from emit_faults import make_content, tree, write


class Scene:
    """A folder for one scene, with content of two versions and a way to build either."""

    def __init__(self, study, root):
        self.study, self.root, self.output = study, root, f"{root}/public/site"
        os.makedirs(f"{root}/public")
        for version in (1, 2):
            make_content(f"{root}/content-{version}", version)

    def command(self, version):
        return [self.study, "build", "--content", f"{self.root}/content-{version}",
                "--output", self.output]

    def build(self, version, prefix=(), **options):
        return subprocess.run(list(prefix) + self.command(version), stdin=subprocess.DEVNULL,
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


def pausing(call, seconds):
    """A prefix that stops the build for a while before each call of a kind."""
    return ["strace", "-f", "-o", "/dev/null", "-e", f"trace={call}",
            "-e", f"inject={call}:delay_enter={int(seconds * 1e6)}"]


def ok(outcome):
    assert outcome.returncode in (0, 1), outcome.stderr.decode().strip()
    return outcome


def a_file_of_the_users_made_during_the_build_is_kept(scene):
    with_strace()
    ok(scene.build(1))
    process = scene.start(2, pausing("renameat2", 1.5))
    time.sleep(1)
    write(f"{scene.output}/late/notes.txt", "made just before the exchange\n")
    process.communicate()
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
    process = scene.start(2, pausing("renameat2", 1.5))
    time.sleep(1)
    os.rename(scene.output, f"{scene.root}/public/moved")
    os.symlink(f"{scene.root}/elsewhere", scene.output)
    process.communicate()
    assert process.returncode == 2, f"exit code {process.returncode}"
    assert os.path.islink(scene.output) and tree(f"{scene.root}/elsewhere") == before
    assert tree(f"{scene.root}/public/moved") == scene.reference(1)
    assert scene.beside() == ["moved"], scene.beside()


def a_second_build_at_the_same_time_is_refused_with_the_first_ones_number(scene):
    with_strace()
    ok(scene.build(1))
    process = scene.start(2, pausing("renameat2", 1.5))
    time.sleep(1)
    second = scene.build(2)
    message = second.stderr.decode() + second.stdout.decode()
    assert second.returncode == 2 and "Another build (process " in message, message
    process.communicate()
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
    ok(scene.build(1))
    for number in range(30):
        process = scene.start(1 + number % 2)
        time.sleep(0.004 * number)
        process.terminate() if number % 3 else process.send_signal(2)
        process.communicate()
        assert scene.site() in (scene.reference(1), scene.reference(2)), f"signal {number}"
    ok(scene.build(2))
    ok(scene.build(1))
    assert scene.site() == scene.reference(1) and scene.beside() == []


def signals_during_the_first_build(scene):
    """There is no site, or there is the whole one; the next build tidies."""
    for number in range(20):
        shutil.rmtree(scene.output, ignore_errors=True)
        process = scene.start(1)
        time.sleep(0.004 * number)
        process.terminate() if number % 3 else process.send_signal(2)
        process.communicate()
        assert scene.site() in ({}, scene.reference(1)), f"signal {number}"
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

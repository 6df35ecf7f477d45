"""The numbers that `study` promises, and whether this run kept them. Called by bench.py after the
measurements. To add a promise, add a Target: what it is, which numbers it is made of, its limit.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Target:
    name: str
    # From the numbers of the run; a KeyError means that one of them was not taken.
    value: Callable[[dict], float]
    limit: float
    unit: str


def targets(sizes, corpora):
    """`sizes`: page counts of the generated corpora. The promises are about the largest of them,
    and about growth from the smallest. `corpora`: the names of those that could be had."""
    small, large = f"generated-{min(sizes)}", f"generated-{max(sizes)}"
    promises = [
        Target("powershell: study / floor",
               lambda n: n["powershell", "study", "ms"] / n["powershell", "floor", "ms"], 4.0, "x"),
        # study colours code, so the Hugo to compare with does too.
        Target("powershell: study / hugo with highlighting",
               lambda n: n["powershell", "study", "ms"] / n["powershell", "hugo+highlight", "ms"],
               0.25, "x"),
        Target("powershell: peak memory of study",
               lambda n: n["powershell", "study", "MB"], 400, "MB"),
        Target(f"{large}: study / floor",
               lambda n: n[large, "study", "ms"] / n[large, "floor", "ms"], 4.0, "x")]
    if small != large:
        promises.append(Target(
            f"time a page, {large} / {small}",
            lambda n: n[large, "study", "ms/page"] / n[small, "study", "ms/page"], 1.2, "x"))
    promises.append(Target(
        "10,000 terms: with / without a glossary",
        lambda n: n["glossary", "with", "ms"] / n["glossary", "without", "ms"], 1.3, "x"))
    promises.append(Target(
        f"{large}: peak memory of the index alone", lambda n: n[large, "index", "MB"], 800, "MB"))
    promises.append(Target("study --version", lambda n: n["start", "study", "ms"], 30, "ms"))
    for name, limit in (("powershell", 50), (large, 250)):
        promises.append(Target(
            f"{name}: preview, save to reload",
            lambda n, name=name: n[name, "preview", "save ms"], limit, "ms"))
    for name in corpora:
        promises.append(Target(
            f"{name}: preview, first page / build",
            lambda n, name=name: n[name, "preview", "start"], 1.2, "x"))
    promises += [
        Target("powershell: preview, memory after 200 rebuilds",
               lambda n: n["powershell", "preview", "growth"], 1.1, "x"),
        Target("preview: http.server / study, requests a second",
               lambda n: n["load", "http.server", "share"], 1 / 3, "x"),
        Target("preview: requests that failed", lambda n: n["load", "study", "failed"], 0, "")]
    promises += [
        Target(f"{name}: files written by a second build",
               lambda n, name=name: n[name, "second build", "files"], 0, "files")
        for name in corpora]
    return promises


def judge(promises, numbers):
    """Prints one line for each target; the number of missed ones. One that was not measured is not
    missed, and not met either: the line says what it lacks."""
    missed = unmeasured = 0
    print("\nTargets")
    for target in promises:
        try:
            value = target.value(numbers)
        except KeyError as error:
            unmeasured += 1
            lacks = " ".join(error.args[0])
            print(f"  -       {target.name:48} not measured (lacks {lacks})")
            continue
        kept = value <= target.limit
        missed += not kept
        digits = 2 if target.unit == "x" else 0
        print(f"  {'met' if kept else 'MISSED':7} {target.name:48} "
              f"{value:8.{digits}f} {target.unit:5} target <= {target.limit:g}")
    met = len(promises) - missed - unmeasured
    print(f"  {met} met, {missed} missed, {unmeasured} not measured", flush=True)
    return missed

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
        Target("powershell: study / hugo",
               lambda n: n["powershell", "study", "ms"] / n["powershell", "hugo", "ms"], 0.25, "x"),
        Target("powershell: peak memory of study",
               lambda n: n["powershell", "study", "MB"], 400, "MB"),
        Target(f"{large}: study / floor",
               lambda n: n[large, "study", "ms"] / n[large, "floor", "ms"], 4.0, "x")]
    if small != large:
        promises.append(Target(
            f"time a page, {large} / {small}",
            lambda n: n[large, "study", "ms/page"] / n[small, "study", "ms/page"], 1.2, "x"))
    promises.append(Target("study --version", lambda n: n["start", "study", "ms"], 30, "ms"))
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

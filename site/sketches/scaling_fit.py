"""Fit a power law to invented losses, and see what a forgotten floor does to a forecast.

The losses follow L(N) = E + A / N**alpha with a little noise. Nothing here is measured."""
import math
import random

E, A, ALPHA = 1.5, 30.0, 0.25                        # the truth; the fits do not see it
random.seed(7)
SIZES = [10 ** (5 + k / 2) for k in range(7)]        # 100,000 to 100 million parameters
LOSSES = [(E + A / n ** ALPHA) * math.exp(random.gauss(0, 0.002)) for n in SIZES]


def line(xs, ys):
    """Least squares: intercept and slope."""
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    slope = (sum((x - mx) * (y - my) for x, y in zip(xs, ys))
             / sum((x - mx) ** 2 for x in xs))
    return my - slope * mx, slope


def fit(floor):
    """Above a given floor a power law is a straight line in logarithms."""
    return line([math.log(n) for n in SIZES], [math.log(l - floor) for l in LOSSES])


def misses(floor):
    """Sum of squared relative misses of the whole curve."""
    a, slope = fit(floor)
    return sum(((floor + math.exp(a) * n ** slope) / l - 1) ** 2
               for n, l in zip(SIZES, LOSSES))


best = min((k / 1000 * min(LOSSES) for k in range(1000)), key=misses)
for name, floor in (("no floor", 0.0), ("fitted floor", best)):
    a, slope = fit(floor)
    print(f"{name:12}  E = {floor:.2f}  alpha = {-slope:.3f}")
    for n in (1e8, 1e10, 1e12):
        guess, truth = floor + math.exp(a) * n ** slope, E + A / n ** ALPHA
        print(f"    N = {n:.0e}  forecast {guess:.3f}  truth {truth:.3f}")

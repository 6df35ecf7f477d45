"""Fit a small preference model with the Bradley-Terry loss.

An answer is three numbers: how correct, how flattering and how long it is. Simulated raters
care about all three; the model sees only which answer of each pair they chose."""
import math
import random

NAMES = ("correct", "flattering", "long")
RATERS = (2.0, 1.0, 0.3)  # what moves the raters; hidden from the model


def score(weights, answer):
    return sum(w * a for w, a in zip(weights, answer))


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def draw_pairs(count, rng):
    """Pairs (chosen, rejected), with the noise that the Bradley-Terry model assumes."""
    pairs = []
    for _ in range(count):
        a, b = [tuple(rng.gauss(0, 1) for _ in NAMES) for _ in range(2)]
        prefers_a = rng.random() < sigmoid(score(RATERS, a) - score(RATERS, b))
        pairs.append((a, b) if prefers_a else (b, a))
    return pairs


def loss_and_gradient(weights, pairs):
    """Mean of -log sigmoid(r(chosen) - r(rejected)), and its slope in each weight."""
    loss, gradient = 0.0, [0.0] * len(weights)
    for chosen, rejected in pairs:
        p = sigmoid(score(weights, chosen) - score(weights, rejected))
        loss -= math.log(p) / len(pairs)
        for i in range(len(weights)):
            gradient[i] -= (1 - p) * (chosen[i] - rejected[i]) / len(pairs)
    return loss, gradient


pairs = draw_pairs(1000, random.Random(7))
weights = [0.0, 0.0, 0.0]
for step in range(101):
    loss, gradient = loss_and_gradient(weights, pairs)
    if step in (0, 10, 100):
        print(f"step {step:3}  loss {loss:.3f}")
    weights = [w - 0.5 * g for w, g in zip(weights, gradient)]
for name, learned, true in zip(NAMES, weights, RATERS):
    print(f"{name:10}  learned {learned:5.2f}  raters {true:5.2f}")

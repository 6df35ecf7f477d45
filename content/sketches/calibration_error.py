"""Expected calibration error of three imagined models that are right equally often.

One claims the confidence it deserves, one claims more, and one claims the same every time."""
import random

random.seed(5)
QUESTIONS, BINS = 20_000, 10


def expected_calibration_error(claims, correct):
    """The gap between claimed and real accuracy, averaged over bins by their size."""
    total = 0.0
    for b in range(BINS):
        inside = [i for i, c in enumerate(claims) if min(int(c * BINS), BINS - 1) == b]
        if inside:
            accuracy = sum(correct[i] for i in inside) / len(inside)
            confidence = sum(claims[i] for i in inside) / len(inside)
            total += len(inside) / len(claims) * abs(accuracy - confidence)
    return total


chances = [random.uniform(0.3, 1.0) for _ in range(QUESTIONS)]   # how sure it should be
correct = [random.random() < c for c in chances]
models = {
    "modest": chances,
    "boastful": [1 - (1 - c) / 3 for c in chances],
    "always 65 %": [0.65] * QUESTIONS,
}
print(f"right: {sum(correct) / QUESTIONS:.3f} of the questions, for every model")
for name, claims in models.items():
    print(f"{name:12} expected calibration error"
          f" {expected_calibration_error(claims, correct):.3f}")

"""A tiny sparse autoencoder pulls apart features that overlap in a plane.

Five features share two dimensions as the points of a pentagon, and few are active at once.
The autoencoder sees only the two numbers, never the features."""
import numpy as np

rng = np.random.default_rng(0)
FEATURES, DIMENSIONS, HIDDEN = 5, 2, 10
PENALTY, RATE, STEPS, BATCH = 0.2, 0.02, 2000, 256

angles = 2 * np.pi * np.arange(FEATURES) / FEATURES
truth = np.stack([np.cos(angles), np.sin(angles)], axis=1)   # one direction in each row


def activations(n):
    """Each feature is on in 5 of 100 cases, with a strength between 0.5 and 1."""
    on = rng.random((n, FEATURES)) < 0.05
    return (on * rng.uniform(0.5, 1.0, (n, FEATURES))) @ truth


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


decoder = unit(rng.normal(size=(HIDDEN, DIMENSIONS)))        # the d_i, of length 1
encoder, bias = decoder.T.copy(), np.zeros(HIDDEN)
weights = [encoder, bias, decoder]
mean, spread = [0.0] * 3, [0.0] * 3                          # Adam's memory of the slopes

for step in range(1, STEPS + 1):
    x = activations(BATCH)
    f = np.maximum(x @ encoder + bias, 0)                    # feature strengths
    error = f @ decoder - x
    if step in (1, 100, STEPS):
        print(f"step {step:4}  error {np.square(error).sum(1).mean():.4f}"
              f"  strengths {f.sum(1).mean():.3f}")
    slope = (2 * error @ decoder.T + PENALTY) * (f > 0) / BATCH
    slopes = [x.T @ slope, slope.sum(0), 2 * f.T @ error / BATCH]
    for i, s in enumerate(slopes):
        mean[i] = 0.9 * mean[i] + 0.1 * s
        spread[i] = 0.99 * spread[i] + 0.01 * s * s
        weights[i] -= RATE * mean[i] / (np.sqrt(spread[i]) + 1e-8)
    decoder[:] = unit(decoder)

used = np.maximum(activations(4000) @ encoder + bias, 0).mean(0) > 0.001
print(f"{used.sum()} of {HIDDEN} learned features are in use")
for number, direction in enumerate(truth):
    print(f"feature {number}: likeness to the nearest axis {np.abs(direction).max():.2f},"
          f" to a learned direction {(decoder[used] @ direction).max():.2f}")

"""Influence of a training example, estimated by the formula and checked by retraining.

The model is a straight line with a small penalty on its weights, so that retraining is exact
and cheap. For language models it is not, and the estimate is all one has."""
import numpy as np

rng = np.random.default_rng(3)
N, DAMPING = 40, 0.01

x = np.stack([rng.normal(size=N), np.ones(N)], axis=1)
y = x @ np.array([1.5, -0.5]) + 0.3 * rng.normal(size=N)
x[7], y[7] = (2.5, 1.0), -2.0                       # one wrong example, far from the others
query = np.array([2.0, 1.0])                        # f: what the model answers here


def train(weight):
    """Least squares in which example m counts weight[m] times."""
    return np.linalg.solve((x.T * weight) @ x / N + DAMPING * np.eye(2),
                           (x.T * weight) @ y / N)


theta = train(np.ones(N))
hessian = x.T @ x / N + DAMPING * np.eye(2)         # G + lambda I
slopes = x * (x @ theta - y)[:, None]               # slope of each example's loss
influence = -slopes @ np.linalg.solve(hessian, query)

# Leaving example m out lowers its weight by 1/N, so the answer moves by -influence/N.
print(f"answer with all {N} examples: {query @ theta:.3f}")
for m in np.argsort(-np.abs(influence))[:4]:
    weight = np.ones(N)
    weight[m] = 0.0
    print(f"without example {m:2}: estimated {query @ theta - influence[m] / N:.3f}"
          f"  retrained {query @ train(weight):.3f}")

"""Direct preference optimisation on one prompt with four possible answers.

Trains a policy on preferences alone, then compares it with the policy that the formula for
reinforcement learning with a KL penalty calls best. They agree; no reward model was fitted."""
import math

ANSWERS = ("careful", "helpful", "curt", "rude")
REWARD = (1.0, 1.5, 0.0, -2.0)      # stands behind the preferences; DPO never sees it
REFERENCE = (0.2, 0.2, 0.5, 0.1)    # the policy before training
BETA = 0.5                          # how strongly to stay near the reference


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def softmax(logits):
    powers = [math.exp(x - max(logits)) for x in logits]
    return [p / sum(powers) for p in powers]


def dpo(policy):
    """Loss, and its slope in log policy, averaged over the six pairs of answers."""
    loss, slope, pairs = 0.0, [0.0] * 4, 4 * 3 / 2
    ratio = [math.log(p / q) for p, q in zip(policy, REFERENCE)]
    for w in range(4):
        for l in range(4):
            if w == l:
                continue
            chance = sigmoid(REWARD[w] - REWARD[l])  # that raters prefer w to l
            margin = BETA * (ratio[w] - ratio[l])
            loss -= chance * math.log(sigmoid(margin)) / pairs
            push = chance * BETA * sigmoid(-margin) / pairs
            slope[w] -= push
            slope[l] += push
    return loss, slope


logits = [math.log(q) for q in REFERENCE]
for step in range(3001):
    policy = softmax(logits)
    loss, slope = dpo(policy)
    if step in (0, 100, 3000):
        print(f"step {step:4}  loss {loss:.4f}")
    logits = [x - 1.0 * s for x, s in zip(logits, slope)]

best = softmax([math.log(q) + r / BETA for q, r in zip(REFERENCE, REWARD)])
for row in zip(ANSWERS, REFERENCE, policy, best):
    print("{:8} reference {:.3f}  dpo {:.3f}  closed form {:.3f}".format(*row))

"""An induction head by hand: two attention heads that copy what came next last time.

Nothing is trained. Head 1 (layer 1) writes into each position which token stood before it.
Head 2 (layer 2) looks for positions whose note equals the current token, and copies the
token found there."""
import numpy as np

WORDS = "the cat sat on a mat".split()
TEXT = "cat sat on the cat".split()
SHARPNESS = 20.0                                    # large: attention picks a single place

tokens = np.array([WORDS.index(word) for word in TEXT])
n, size = len(TEXT), len(WORDS)
stream = np.zeros((n, 2 * size))                    # residual stream: [token | note]
stream[np.arange(n), tokens] = 1.0


def attention(scores):
    """Causal softmax: a position sees itself and what came before it."""
    scores = np.where(np.tril(np.ones((n, n))) > 0, SHARPNESS * scores, -np.inf)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


# Head 1: QK matches each position with the one before it; OV copies token into note.
before = attention(np.eye(n, k=-1))
stream[:, size:] += before @ stream[:, :size]
stream[0, size:] = 0.0                              # nothing stands before the first token

# Head 2: the query is the current token, the key is the note; OV copies the token.
query, key = stream[:, :size], stream[:, size:]
induction = attention(query @ key.T)
prediction = induction @ stream[:, :size]

print("attention of the second head (rows look at columns):")
print(" " * 5 + " ".join(f"{word:>4}" for word in TEXT))
for word, row in zip(TEXT, induction):
    print(f"{word:>4} " + " ".join(f"{weight:4.2f}" for weight in row))
print(f"after '{' '.join(TEXT)}': {WORDS[prediction[-1].argmax()]}"
      f" ({prediction[-1].max():.2f})")

"""The shape of Constitutional AI's first stage, with rules in place of a model.

A principle here is a critic (finds fault or says nothing) and a reviser (mends that fault).
In the real method one language model plays every part, and reads the principle as text."""
import random
import re


def critic(pattern, complaint):
    return lambda text: complaint if re.search(pattern, text) else None


def reviser(pattern, replacement):
    return lambda text: re.sub(pattern, replacement, text)


PRINCIPLES = {
    "be respectful": (critic(r"Obviously, ", "It talks down to the reader."),
                      reviser(r"Obviously, (\w)", lambda m: m[1].upper())),
    "be honest": (critic(r"always works", "It claims more than it knows."),
                  reviser(r"always works", "usually works")),
    "do not evade": (critic(r"I cannot say more\.", "It stops without a reason."),
                     reviser(r"I cannot say more\.", "If it fails, ask your provider: "
                             "I cannot see your line from here.")),
}


def revise(draft, rounds, rng):
    """Gives the last version; prints each critique on the way."""
    for number in range(1, rounds + 1):
        name = rng.choice(sorted(PRINCIPLES))
        find_fault, mend = PRINCIPLES[name]
        fault = find_fault(draft)
        print(f"{number}. {name}: {fault or 'nothing to object to'}")
        draft = mend(draft) if fault else draft
    return draft


def faults(text):
    return sum(1 for find_fault, _ in PRINCIPLES.values() if find_fault(text))


draft = "Obviously, restarting the router always works. I cannot say more."
final = revise(draft, rounds=4, rng=random.Random(4))
print("draft:", draft)
print("final:", final)
# Stage two needs only a comparison of two answers: the label of AI feedback.
print("preferred:", "final" if faults(final) < faults(draft) else "draft")

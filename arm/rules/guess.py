"""What a misspelt name may have meant, at the end of a message."""

from collections.abc import Iterable

from arm.errors import did_you_mean

_MANY = 200


def guessed(told: str, name: str, names: Iterable[str]) -> str:
    """`told`, followed by `: did you mean "x"?` where one of `names` is near to `name`.

    Of very many names only those of the same start and about the same length are compared: that takes milliseconds
    where comparing all would take a second for every finding.
    """
    known = list(names)
    if len(known) > _MANY:
        first = name[:1].casefold()
        known = [one for one in known if abs(len(one) - len(name)) <= 2 and one[:1].casefold() == first]
    guess = did_you_mean(name, known)
    return f"{told}: {guess}" if guess.startswith("did") else told

"""Upper and lower case as .NET maps them: letter for letter, so that no text changes its length."""


def upper(text: str) -> str:
    """`text` in upper case; letters whose capital is more than one letter stay as they are."""
    return text.upper() if text.isascii() else "".join([_upper(letter) for letter in text])


def lower(text: str) -> str:
    """`text` in lower case."""
    return text.lower() if text.isascii() else "".join([_lower(letter) for letter in text])


def folded(text: str) -> str:
    """What two texts have in common that differ in case only."""
    return upper(text)


def _upper(letter: str) -> str:
    if letter == "ı":  # the Turkish dotless i keeps apart from I
        return letter
    capital = letter.upper()
    if len(capital) == 1:
        return capital
    title = letter.title()
    return title if len(title) == 1 else letter


def _lower(letter: str) -> str:
    small = letter.lower()
    return small if len(small) == 1 else letter

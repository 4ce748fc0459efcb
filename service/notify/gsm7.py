"""How long a text is as a text message: the GSM alphabet, its two-part signs, and what other letters cost.

Source: 3GPP TS 23.038, 6.2.1 (the default alphabet and its extension) and TS 23.040, 9.2.3.24 (concatenation).
"""

from typing import Final, Literal

ALPHABET: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""One septet each."""
EXTENSION: Final = frozenset("\f^{}\\[~]|€")
"""Two septets each."""
PLAIN: Final = str.maketrans(
    {
        "–": "-",
        "—": "-",
        "‑": "-",
        "\N{MINUS SIGN}": "-",
        "’": "'",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "…": "...",
        "·": "-",
        "•": "-",
        "\u00a0": " ",
        "\u202f": " ",
        "\t": " ",
    }
)
"""Signs of print that have a plain sign of the same meaning: one of them would make the whole message half as short."""

ONE: Final = {"gsm7": 160, "ucs2": 70}
EACH_OF_MORE: Final = {"gsm7": 153, "ucs2": 67}
"""Units that one message has room for; and each of several that belong together, which have a header."""

Alphabet = Literal["gsm7", "ucs2"]


def alphabet_of(text: str) -> Alphabet:
    """Return the alphabet in which a text is sent: one strange letter, and every letter takes two bytes."""
    return "gsm7" if all(letter in ALPHABET or letter in EXTENSION for letter in text) else "ucs2"


def units(text: str) -> int:
    """Return how long a text is: in septets, or in 16-bit units where it needs them."""
    if alphabet_of(text) == "ucs2":
        return len(text.encode("utf-16-be", "surrogatepass")) // 2
    return sum(2 if letter in EXTENSION else 1 for letter in text)


def messages(text: str) -> int:
    """Return as how many messages a text is sent."""
    alphabet, length = alphabet_of(text), units(text)
    if length <= ONE[alphabet]:
        return 1
    # No sign of two units is cut in half, so that a message may end one unit early.
    return -(-length // (EACH_OF_MORE[alphabet] - (length > len(text))))


def plain(text: str) -> str:
    """Return a text with the signs of print replaced, and without what no telephone shows."""
    return "".join(letter for letter in text.translate(PLAIN) if letter.isprintable() or letter == "\n")


def fitted(text: str, most: int = 1) -> str:
    """Return a text that is sent as at most so many messages, cut after a word with three dots where it is longer."""
    text = plain(text)
    if messages(text) <= most:
        return text
    short, long = 0, len(text)
    while short < long:  # the longest beginning that fits
        middle = (short + long + 1) // 2
        if messages(_cut(text, middle)) <= most:
            short = middle
        else:
            long = middle - 1
    return _cut(text, short)


def _cut(text: str, length: int) -> str:
    begun = text[:length]
    if length < len(text) and not text[length].isspace() and " " in begun[length // 2 :]:
        begun = begun[: begun.rindex(" ")]
    return begun.rstrip(" ,;:.-") + "..."

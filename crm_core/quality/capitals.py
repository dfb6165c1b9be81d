"""Words as La Poste's machines read them: capitals, without accents and, on most lines, without punctuation."""

from unicodedata import combining, normalize

# Letters of Latin alphabets that are not another letter with an accent.
LETTERS = str.maketrans({
    "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "TH", "ı": "i", "ħ": "h", "Ħ": "H",
})  # fmt: skip


def plain(text: str | None, kept: str = "/&+") -> str:
    """Capitals without accents, punctuation other than `kept` as blanks; letters of other alphabets stay."""
    bare = "".join(one for one in normalize("NFKD", (text or "").translate(LETTERS)) if not combining(one))
    return " ".join("".join(one if one.isalnum() or one in kept else " " for one in bare.upper()).split())


def named(text: str | None) -> str:
    """A name: hyphens stay."""
    return plain(text, "/&+-")

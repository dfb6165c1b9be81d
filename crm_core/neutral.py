"""Text for files that a spreadsheet opens: nothing in it is taken for a formula."""

import re

BLANKS, MARKS = r"[\s\0\ufeff]*", "=+\\-@＝＋－＠"
_STARTS = re.compile(rf"{BLANKS}[{MARKS}]|[\t\r]")
_NUMBER = re.compile(r"[-+]?[\d\s.,\u00a0\u202f]+[€%]?")
# What would begin a cell for a spreadsheet that parts cells by another mark than ours, and so knows no quotes of ours around line breaks.
_WITHIN = re.compile(rf"([,;\t|\r\n]{BLANKS})(?==|＝|[{MARKS}][\w.]+[(|!])")


def neutral(text: str, *, numbers: bool = False) -> str:
    """`text`, with an apostrophe before what a spreadsheet would run. With `numbers`, negative numbers and phone numbers stay as they are."""
    if numbers and _NUMBER.fullmatch(text):
        return text
    return ("'" if _STARTS.match(text) else "") + _WITHIN.sub(r"\1'", text)

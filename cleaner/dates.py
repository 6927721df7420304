"""Dates of meta lines as ISO dates."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

_NUMERIC = re.compile(r"(?<!\d)(?:(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}))(?!\d)")
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})\.?(?:st|nd|rd|th|er|º|ª)?\s+(?:de\s+|of\s+)?([^\W\d_]{3,})\.?,?\s+(?:de\s+)?(\d{4})(?!\d)"
)
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")


def iso_date(line: str, months: Mapping[str, int]) -> str:
    """The first date of a line as YYYY-MM-DD, "" if it has none or it cannot be read safely.

    `months` are the numbers of months by case-folded name. Where day and month could be exchanged (03/05/2024) a number
    over 12 decides, else the day is taken to come first.

    >>> months = {"mai": 5, "may": 5}
    >>> iso_date("Posted on 3. Mai 2024", months), iso_date("May 3, 2024", months), iso_date("2024/05/03 12:10", months)
    ('2024-05-03', '2024-05-03', '2024-05-03')
    """
    line = "".join(str(unicodedata.digit(c)) if unicodedata.digit(c, -1) >= 0 and c.isdecimal() else c for c in line)
    for year, month, day in _candidates(line, months):
        if 1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31:
            return f"{year:04}-{month:02}-{day:02}"
    return ""


def _candidates(line: str, months: Mapping[str, int]) -> Iterator[tuple[int, int, int]]:
    for year, month, day, a, b, last in _NUMERIC.findall(line):
        if year:
            yield int(year), int(month), int(day)
        elif int(b) > 12:
            yield int(last), int(a), int(b)
        else:
            yield int(last), int(b), int(a)
    for day, name, year in _DAY_FIRST.findall(line):
        yield int(year), _month(name, months), int(day)
    for name, day, year in _MONTH_FIRST.findall(line):
        yield int(year), _month(name, months), int(day)


def _month(name: str, months: Mapping[str, int]) -> int:
    """The number of a month, 0 for other words; endings are forgiven if the first three letters are a month."""
    folded = name.casefold()
    return months.get(folded, 0) or months.get(folded[:3], 0)

"""Pages of HTML that would take quadratic time: refused by what their markup says, before it is parsed.

What is counted here is counted roughly, from the tags alone, and only on pages that could be over a limit at all. A
page that deceives it is stopped by the limits on time and memory.
"""

import re
from collections.abc import Iterator

import numpy as np

from cleaner.errors import PageError
from cleaner.limits import Limits

_TAG = re.compile(r"<[A-Za-z]")
_NESTING = re.compile(
    r"<(/?)(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"  # hold nothing
    r"|p|li|dt|dd|tr|td|th|thead|tbody|tfoot|option|optgroup|rp|rt)\b)[a-z]",  # end where the next of them begins
    re.IGNORECASE,
)


def check_floods(text: str, limits: Limits) -> None:
    """Raises PageError "too large" for a page of too many elements, of too many attributes on one, or too deep."""
    if text.count("<") > min(limits.elements, limits.nesting):
        elements = len(_TAG.findall(text))
        if elements > limits.elements:
            raise PageError("too large", f"{elements} elements, the limit is {limits.elements}")
        if elements > limits.nesting and (depth := nesting(text)) > limits.nesting:
            raise PageError("too large", f"elements nested {depth} deep, the limit is {limits.nesting}")
    for tag in long_tags(text, 2 * limits.attributes):
        if (attributes := len(tag.split()) - 1) > limits.attributes:
            raise PageError("too large", f"an element of {attributes} attributes, the limit is {limits.attributes}")


def nesting(text: str) -> int:
    """How many elements are open at once, at most, by the tags that say so.

    >>> nesting("<ul><li>a<li><b>b</b></ul><br><br><br>"), nesting("<div>" * 7)
    (2, 7)
    """
    steps = [-1 if closing else 1 for closing in _NESTING.findall(text)]
    return int(np.cumsum(steps).max(initial=0))


def long_tags(text: str, size: int) -> Iterator[str]:
    """The tags of at least so many characters; a few looks at a page that has none.

    >>> list(long_tags("<p>a <br/> <hr class=x id=y><p>", 9))
    ['<hr class=x id=y']
    """
    half, at, before = max(1, size // 2), 0, 0
    while at + half <= len(text):
        if (end := text.find(">", at, at + half)) >= 0:  # a long tag has some whole stretch of half of its length
            at, before = at + half, end
            continue
        end = text.find(">", at)
        end = len(text) if end < 0 else end
        start = text.rfind("<", before, end)
        if start >= 0 and end - start >= size and text[start + 1 : start + 2].isalpha():
            yield text[start:end]
        at = before = end + 1

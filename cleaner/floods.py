"""Pages of HTML that would take quadratic time: refused by what their markup says, before it is parsed.

What is counted here is counted roughly, from the tags alone, and only on pages that could be over a limit at all. A
page that deceives it is stopped by the limits on time and memory.
"""

import re
from functools import lru_cache

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
    if _has_long_tag(text, 2 * limits.attributes):
        for tag in _long_tag(2 * limits.attributes).findall(text):
            if (attributes := len(tag.split()) - 1) > limits.attributes:
                raise PageError("too large", f"an element of {attributes} attributes, the limit is {limits.attributes}")


def nesting(text: str) -> int:
    """How many elements are open at once, at most, by the tags that say so.

    >>> nesting("<ul><li>a<li><b>b</b></ul><br><br><br>"), nesting("<div>" * 7)
    (2, 7)
    """
    steps = [-1 if closing else 1 for closing in _NESTING.findall(text)]
    return int(np.cumsum(steps).max(initial=0))


def _has_long_tag(text: str, size: int) -> bool:
    """Whether a tag of `size` characters can be there: then some stretch of half of that has no ">"."""
    half = max(1, size // 2)
    return any(text.find(">", at, at + half) < 0 for at in range(0, len(text) - half + 1, half))


@lru_cache(maxsize=4)
def _long_tag(size: int) -> re.Pattern[str]:
    """A tag of at least so many characters."""
    return re.compile(rf"<[A-Za-z][^<>]{{{max(0, size - 2)},}}")

"""What repeats what within one page, as remarks for `explain`."""

from collections.abc import Sequence

from cleaner.model import Article, Explained, Match
from cleaner.repeats import compare, gather
from cleaner.settings import Settings
from cleaner.writers.jsonl import json_line, row_of

FACTS = 5  # named in a remark; links.jsonl has all of them


class PageTexts:
    """The article texts of one page (a `Texts`)."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._texts = [article.text for article in articles]

    def __len__(self) -> int:
        return len(self._texts)

    def read(self, numbers: Sequence[int]) -> list[str]:
        """The texts of some articles."""
        return [self._texts[number] for number in numbers]


def remarks(explained: Explained, settings: Settings) -> dict[int, list[str]]:
    """By article index: which article of the page it repeats or shares a story with, and why."""
    articles = explained.split.articles
    if len(articles) < 2:
        return {}
    lines = b"".join(json_line(row_of(article)) for article in articles)
    repeats = compare([gather(lines, story=settings.story)], PageTexts(articles), settings)
    found: dict[int, list[str]] = {}
    for one in repeats.clusters:
        for match in one.dropped:
            gone = match.a + match.b - one.kept
            text = f"{match.grade} repeat of article {one.kept + 1} ({match.score:.2f}), dropped"
            found.setdefault(gone, []).append(f"{text}; kept is {one.why_kept}" if one.why_kept else text)
            found.setdefault(one.kept, []).append(f"kept; article {gone + 1} repeats it")
    for match in repeats.links:
        for here, there in ((match.a, match.b), (match.b, match.a)):
            found.setdefault(here, []).append(link_remark(match, there))
    return found


def link_remark(match: Match, there: int) -> str:
    """A link in words.

    >>> link_remark(Match(0, 7, "story", 0.3, shared=("95 prisoners",), conflicts=("54th / 58th",)), 7)
    'same story as article 8 (0.30): shared 95 prisoners; conflicting 54th / 58th'
    """
    what = {"story": "same story as", "contained": "shares a passage with"}.get(match.grade, f"{match.grade} repeat of")
    reasons = [f"shared {', '.join(match.shared[:FACTS])}"] if match.shared else []
    reasons += [f"conflicting {', '.join(match.conflicts[:FACTS])}"] if match.conflicts else []
    return f"{what} article {there + 1} ({match.score:.2f})" + (f": {'; '.join(reasons)}" if reasons else "")

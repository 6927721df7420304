"""What can go wrong, as one tree.

CleanerError
├── UsageError      a wrong option, a missing input, an output folder in use   (exit 2, nothing written)
├── RuleError       a rule file that cannot be used: names file, rule and key  (exit 2, nothing written)
├── IndexDamaged    a fingerprint index that is damaged or of another kind     (exit 2, nothing written)
└── PageError       a page or row that cannot be taken: a reason and a detail  (a line in rejects.jsonl, exit 3)
"""


class CleanerError(Exception):
    """Base of every error that cleaner raises on purpose; its text tells a person what to do next."""


class UsageError(CleanerError):
    """The command line or an argument cannot be used."""


class RuleError(CleanerError):
    """A rule file cannot be used.

    >>> str(RuleError("rules/x.toml", "trending/a", "votes", "must be a table"))
    "rules/x.toml: rule 'trending/a': votes: must be a table"
    """

    def __init__(self, file: str, rule: str, key: str, problem: str) -> None:
        place = "".join(part for part in (f"rule {rule!r}: " if rule else "", f"{key}: " if key else ""))
        super().__init__(f"{file}: {place}{problem}")
        self.file, self.rule, self.key, self.problem = file, rule, key, problem


class IndexDamaged(CleanerError):
    """A fingerprint index cannot be used."""


class PageError(CleanerError):
    """One page cannot be taken; the run goes on.

    `reason` is a short fixed word or two that can be counted ("empty", "too large"), `detail` is for a person.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail

    def __reduce__(self) -> tuple[type["PageError"], tuple[str, str]]:
        """Two arguments, not one: without this a PageError could not leave a worker process."""
        return PageError, (self.reason, self.detail)

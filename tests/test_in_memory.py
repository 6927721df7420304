"""The three jobs as functions: `dedup` on records in memory."""

import pytest

from cleaner import dedup
from cleaner.errors import UsageError

RAIN = "The match in Leeds ended after nine overs because of heavy rain over the whole ground, the umpires said. " * 3
SUN = "A dry summer has left the reservoirs of the north at a third of what they hold, the water board warned. " * 3


def test_records_without_repeats_stay_as_they_are() -> None:
    """Unknown keys and their order are kept."""
    records = [{"id": "1", "text": RAIN, "mood": None}, {"mood": [1.5], "id": "2", "text": SUN}]

    done = dedup(records)

    assert list(done.kept) == records
    assert done.duplicates == ()


def test_no_records_have_no_repeats() -> None:
    """An empty corpus is no mistake."""
    assert dedup([]).kept == ()


def test_a_dropped_record_names_the_kept_one() -> None:
    """Dropped records are whole, and say why."""
    (dropped,) = dedup([{"id": "1", "text": RAIN}, {"id": "2", "text": RAIN, "mood": "wet"}]).duplicates

    assert (dropped["duplicate_of"], dropped["grade"], dropped["mood"]) == ("1", "exact", "wet")
    assert dropped["why_kept"]


def test_nothing_is_dropped_that_was_not_asked_for() -> None:
    """With drop=() an exact repeat is a link."""
    done = dedup([{"id": "1", "text": RAIN}, {"id": "2", "text": RAIN}], drop=(), story_threshold=None)

    assert len(done.kept) == 2
    assert [(link["a"], link["b"], link["grade"]) for link in done.links] == [("1", "2", "exact")]


def test_a_record_without_text_is_named() -> None:
    """Bad records are an error here: there is no rejects file to look at."""
    with pytest.raises(UsageError, match="text"):
        dedup([{"id": "1", "body": RAIN}])

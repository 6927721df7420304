"""Passages: the stretches of a text that stories are compared by. Lines, with short ones joined and long ones cut."""

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cleaner.dedup.tokens import Ints

SHORT = 120
"""UTF-16 units below which a line (a head, a list item) joins the line after it."""
LONG = 1000
"""Units above which a line is cut at the ends of sentences, about every `CUT` units."""
CUT = 600
JOINED_AT_MOST = 6
"""Lines in a run of short ones that join into one passage."""
_NEWLINE, _LATIN = 10, 0xFF


@frozen(eq=False)
class Passages:
    """Where passages stand in a joined batch (UTF-16 units) and which record each is of."""

    record: Ints
    start: Ints
    end: Ints


def find_passages(units: NDArray[np.uint16], record_start: Ints) -> Passages:
    """Passages of records that were joined by newlines; `record_start` says where each record begins."""
    newlines = np.flatnonzero(units == _NEWLINE)
    start = np.concatenate([[0], newlines + 1])
    end = np.concatenate([newlines, [len(units)]])
    real = end > start
    start, end = start[real], end[real]
    record = np.searchsorted(record_start, start, "right") - 1
    joins = _joins(record, end - start)
    start, end, joins, record = _cut(units, start, end, joins, record)
    first = np.flatnonzero(~joins)
    last = np.append(first[1:], len(start)) - 1 if len(first) else first
    return Passages(record[first], start[first], end[last])


def _joins(record: Ints, length: Ints) -> NDArray[np.bool_]:
    """Which lines belong to the passage of the line before."""
    joins = np.zeros(len(record), np.bool_)
    joins[1:] = (record[1:] == record[:-1]) & (length[:-1] < SHORT) & (length[1:] <= LONG)
    place = np.arange(len(record))
    run = place - np.maximum.accumulate(np.where(joins, 0, place)) if len(place) else place
    joins &= run % JOINED_AT_MOST != 0
    return joins


def _cut(
    units: NDArray[np.uint16], start: Ints, end: Ints, joins: NDArray[np.bool_], record: Ints
) -> tuple[Ints, Ints, NDArray[np.bool_], Ints]:
    """Cut long lines at the first end of a sentence after every `CUT` units."""
    long = np.flatnonzero(end - start > LONG)
    if not len(long):
        return start, end, joins, record
    stops = _sentence_ends(units) + 1
    line = long[np.minimum(np.searchsorted(start[long], stops, "right") - 1, len(long) - 1)]
    window = (stops - start[line]) // CUT
    inside = (stops > start[line]) & (stops < end[line] - CUT // 2) & (window > 0)
    stops, line, window = stops[inside], line[inside], window[inside]
    fresh = np.ones(len(stops), np.bool_)
    fresh[1:] = (line[1:] != line[:-1]) | (window[1:] != window[:-1])
    stops, line = stops[fresh], line[fresh]
    order = np.argsort(np.concatenate([start, stops]), kind="stable")
    starts = np.concatenate([start, stops])[order]
    ends = np.sort(np.concatenate([end, stops]))
    all_joins = np.concatenate([joins, np.zeros(len(stops), np.bool_)])[order]
    return starts, ends, all_joins, np.concatenate([record, record[line]])[order]


def _sentence_ends(units: NDArray[np.uint16]) -> Ints:
    """Where full stops and their kin stand before a space; the wide ones of East Asia wherever they stand."""
    stop = (units == ord(".")) | (units == ord("!")) | (units == ord("?"))
    wide = bool(len(units)) and int(units.max()) > _LATIN
    if wide:
        stop |= (units == ord("؟")) | (units == ord("।"))
    places = np.flatnonzero(stop)
    places = places[units.take(np.minimum(places + 1, len(units) - 1)) == ord(" ")]
    if not wide:
        return np.asarray(places)
    alone = (units == ord("。")) | (units == ord("！")) | (units == ord("？"))
    return np.asarray(np.sort(np.concatenate([places, np.flatnonzero(alone)])))

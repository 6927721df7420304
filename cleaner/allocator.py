"""How the C library deals with memory that is freed and soon wanted again.

numpy takes an array's memory anew for every step, some hundred kilobytes each. glibc gives such blocks back to the
system when they are freed, and the system clears them, page by page, when they are wanted again: a third of the time
that the facts of stories take. With these limits it keeps what a batch needs.
"""

import ctypes

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""mallopt's names for them (malloc.h)."""
KEPT = 64 << 20
"""Bytes of free memory at the end of the heap that are kept."""
OWN_BLOCK = 8 << 20
"""Bytes from which a block is the system's, and given back when it is freed: no column of a run is smaller for long."""


def keep_freed_memory() -> None:
    """Set the limits for this process and those it forks; nothing happens where the C library is not glibc."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    mallopt(_TRIM_THRESHOLD, KEPT)
    mallopt(_MMAP_THRESHOLD, OWN_BLOCK)

"""`cleaner index add`: the fingerprints of a corpus kept for later runs."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cleaner.corpus import Corpus, read_rows
from cleaner.dedup.prints import BATCH, Prints, fingerprint
from cleaner.dedup.stored import fact_prints, pack
from cleaner.dedup.words import U8
from cleaner.dedup_run import row_name
from cleaner.errors import UsageError
from cleaner.index import Dump, add_dump, open_index
from cleaner.model import Reject
from cleaner.readers.sources import corpora, find_sources
from cleaner.settings import Settings


def add_run(index: Path, inputs: Sequence[str], settings: Settings, name: str = "") -> tuple[Dump, tuple[Reject, ...]]:
    """Add the rows of all inputs to an index as one dump, called by the first input unless a name is given."""
    sources = find_sources(corpora(inputs))
    if index.exists() and not index.is_dir():
        raise UsageError(f"{str(index)!r} is a file; an index is a folder")
    if index.exists() and any(index.iterdir()):
        open_index(index)
    with tempfile.TemporaryDirectory(prefix="cleaner-") as folder:
        corpus = Corpus(Path(folder, "spool.jsonl"), settings.text_field)
        gathered = _Added()
        rejects = []
        for item in (item for source in sources for item in read_rows(source, corpus, settings.limits)):
            if isinstance(item, Reject):
                rejects.append(item)
            else:
                gathered.add(item.text, row_name(item.fields.get(settings.id_field), corpus, len(corpus) - 1))
        corpus.close()
    if not gathered.names:
        raise UsageError("there is no row to add" + (f": {rejects[0].reason} ({rejects[0].detail})" if rejects else ""))
    return add_dump(index, name or sources[0].name, gathered.pieces(), len(gathered.names)), tuple(rejects)


class _Added:
    """What an index keeps of the rows so far."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._prints = Prints()
        self._facts: list[U8] = []
        self._texts: list[str] = []
        self._size = 0

    def add(self, text: str, name: str) -> None:
        self.names.append(name)
        self._texts.append(text)
        self._size += len(text)
        if self._size >= BATCH:
            self._fingerprint()

    def _fingerprint(self) -> None:
        self._prints.add(fingerprint(self._texts))
        self._facts.append(fact_prints(self._texts))
        self._texts, self._size = [], 0

    def pieces(self) -> list[bytes]:
        """The file of the dump."""
        self._fingerprint()
        return pack(self._prints.all(), np.concatenate(self._facts), self.names)

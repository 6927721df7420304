"""How fast readers alone are, and what `cleaner clean` costs for each form of the same pages: CPU seconds, MB/s.

python bench/io_speed.py FOLDER [--clean]      FOLDER as bench/io_inputs.py wrote it
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cleaner.model import Page
from cleaner.readers import find_sources, read

FORMS = ("html", "pages.jsonl", "pages.warc.gz", "pages.zip", "pages.tar.gz")


def reading(path: Path) -> tuple[int, float, float]:
    started, size, count = time.process_time(), 0, 0
    for source in find_sources([str(path)]):
        for item in read(source):
            if isinstance(item, Page):
                count += 1
                size += len(item.raw)
    return count, size / 1e6, time.process_time() - started


def fastwarc_reading(path: Path) -> tuple[int, float, float]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    started, size, count = time.process_time(), 0, 0
    with path.open("rb") as file:
        for record in ArchiveIterator(file, record_types=WarcRecordType.response):
            count += 1
            size += len(record.reader.read())
    return count, size / 1e6, time.process_time() - started


def cleaning(path: Path) -> float:
    """CPU seconds of a whole run, its workers included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "cleaner", "clean", str(path), "-o", f"{out}/corpus.jsonl", "--jobs", "1"]
        subprocess.run([*command, "--no-story", "--quiet"], check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    folder, whole = Path(sys.argv[1]), "--clean" in sys.argv
    print(f"{'form':16}{'pages':>7}{'MB':>8}{'CPU s':>8}{'MB/s':>8}" + ("   clean CPU s" if whole else ""))
    for form in FORMS:
        count, size, seconds = reading(folder / form)
        more = f"{cleaning(folder / form):14.1f}" if whole else ""
        print(f"{form:16}{count:7}{size:8.1f}{seconds:8.2f}{size / seconds:8.0f}{more}", flush=True)
    count, size, seconds = fastwarc_reading(folder / "pages.warc.gz")
    print(f"{'(fastwarc)':16}{count:7}{size:8.1f}{seconds:8.2f}{size / seconds:8.0f}")


if __name__ == "__main__":
    main()

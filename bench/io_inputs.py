"""Write the same pages as HTML files, JSON lines, a .warc.gz, a zip and a tar.gz, to compare how fast each is read.

    python bench/io_inputs.py PAGES.jsonl.gz FOLDER [COPIES]

PAGES has rows with `html` and `url`. Copies differ in one comment, so that no two pages have the same bytes.
"""

import gzip
import io
import json
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path


def pages(source: str, copies: int) -> Iterator[tuple[str, str, bytes]]:
    for copy in range(copies):
        with gzip.open(source, "rt", encoding="utf-8", newline="\n") as lines:
            for number, line in enumerate(lines):
                row = json.loads(line)
                html = row["html"] + f"<!-- {copy} {number} -->"
                yield f"{copy}-{number:06}.html", row["url"], html.encode("utf-8", "replace")


def warc_record(url: str, html: bytes) -> bytes:
    content = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2024-01-01T00:00:00Z\r\nWARC-Target-URI: {url}\r\n"
    return f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content + b"\r\n\r\n"


def main() -> None:
    source, folder, copies = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1
    (folder / "html").mkdir(parents=True, exist_ok=True)
    size = 0
    with (
        (folder / "pages.jsonl").open("w", encoding="utf-8", newline="\n") as lines,
        (folder / "pages.warc.gz").open("wb") as warc,
        zipfile.ZipFile(folder / "pages.zip", "w", zipfile.ZIP_DEFLATED) as archive,
        tarfile.open(folder / "pages.tar.gz", "w:gz") as tar,
    ):
        for name, url, html in pages(source, copies):
            size += len(html)
            (folder / "html" / name).write_bytes(html)
            lines.write(json.dumps({"url": url, "html": html.decode()}, ensure_ascii=False) + "\n")
            warc.write(gzip.compress(warc_record(url, html), mtime=0))
            archive.writestr(zipfile.ZipInfo(name), html, zipfile.ZIP_DEFLATED)
            member = tarfile.TarInfo(name)
            member.size = len(html)
            tar.addfile(member, io.BytesIO(html))
    print(f"{size / 1e6:.1f} MB of HTML")


if __name__ == "__main__":
    main()

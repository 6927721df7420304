"""Rule packs written as TOML, from text that nobody has vouched for: whatever it holds, the file loads."""

import json
import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from cleaner.errors import UsageError
from cleaner.rules import load_rules

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
LONGEST_REMARK = 160


def quoted(text: str) -> str:
    r"""A TOML string.

    >>> print(quoted("it's\n"), quoted(r"\d+ min"))
    "it's\n" '\d+ min'
    """
    text = re.sub(r"[\ud800-\udfff]", "\ufffd", text)
    if ("\\" in text or '"' in text) and "'" not in text and not _UNSAFE.search(text):
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def remark(text: str) -> str:
    r"""A comment on one line, without control characters.

    >>> remark("strip: a\nhosts = []")
    '# strip: a hosts = []'
    """
    line = " ".join(_UNSAFE.sub(" ", text).split())
    return f"# {line if len(line) <= LONGEST_REMARK else line[: LONGEST_REMARK - 1] + '…'}".rstrip()


def strings(key: str, texts: Sequence[str], remarks: Sequence[str] = ()) -> str:
    """A list of strings, one a line, each with a remark if there are any."""
    behind = [f" {remark(said)}" for said in remarks] or [""] * len(texts)
    rows = "".join(f"    {quoted(text)},{said}\n" for text, said in zip(texts, behind, strict=True))
    return f"{key} = [\n{rows}]"


def table(form: str, lines: Iterable[str]) -> str:
    """One [[rule]] or [[select]]."""
    return "\n".join((f"[[{form}]]", *lines)) + "\n"


def host_named(host: str) -> str:
    """A host as packs name it: lower case, without "www.". Raises UsageError if it is none."""
    name = host.strip().lower().rstrip(".").removeprefix("www.")
    if not _HOST.fullmatch(name) or len(name) > 253:
        raise UsageError(f"{host!r} is not the name of a host; write it as in example.com.")
    return name


def pack(host: str, remarks: Sequence[str], tables: Sequence[str]) -> str:
    """A site pack that is sure to load: it is loaded before it is handed out. Raises RuleError if it does not."""
    head = "\n".join(remark(text) for text in remarks)
    text = "\n".join((head, f"hosts = [{quoted(host)}]\n", *tables))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "proposed.toml")
        path.write_text(text.replace(f"{host}/", f"{host}/proposed/"), encoding="utf-8")  # may be bundled already
        load_rules([path])
    return text

"""What a user may choose, as one frozen value that cli.py makes and every stage reads."""

from pathlib import Path
from typing import Literal

from attrs import field, frozen

from cleaner.limits import Limits

VERSION = "0.1.0"
Extractor = Literal["auto", "labeller", "trafilatura"]
TextFormat = Literal["text", "markdown"]


@frozen
class Settings:
    """The choices of one run; the defaults are the command line's."""

    rules: tuple[Path, ...] = ()
    """Folders or files of more rules, on top of the bundled ones."""
    site: str = ""
    """Host whose site pack holds for pages without a URL."""
    extractor: Extractor = "auto"
    text_format: TextFormat = "text"
    input_format: str = ""
    """Name of a reader to use whatever the content looks like; "" finds it by content."""
    text_field: str = "text"
    html_field: str = "html"
    url_field: str = "url"
    id_field: str = "id"
    jobs: int = 1
    engine: Literal["local", "spark"] = "local"
    spark_master: str = ""
    isolation: bool = True
    """Whether pages are taken apart in worker processes that may be killed."""
    drop: tuple[str, ...] = ("exact", "near")
    """The grades of repeats that leave the corpus; the others are linked."""
    story: bool = True
    story_threshold: float = 0.25
    against: str = ""
    """A fingerprint index of earlier dumps."""
    limits: Limits = field(factory=Limits)
    """How much one input may cost."""
    shard_size: int = 0
    """Bytes of JSONL in a shard of the corpus; 0 for one file."""
    resume: bool = False
    overwrite: bool = False
    quiet: bool = False

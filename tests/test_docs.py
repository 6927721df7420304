"""README.md is run: every command and every snippet, in its order, in a folder of its own, and its output compared.

    ```console      lines after "$ " are commands ("> " goes on with one), the others what they print
    ```python       doctests
    ```toml         a file, named by its first line ("# my-rules/example.toml")
    ```sql ...      any other kind is only read

What moves with every refit of the votes (BLURRED) is not compared. After a change of the program, `python
tests/test_docs.py` writes what the commands print now into README.md; review the diff.
"""

import contextlib
import doctest
import importlib.util
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import define

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ELSEWHERE = re.compile(r"pip install|^pytest|^git |^cd |^ruff|^mypy|^docker|--engine spark|^datasette")
"""Commands that other tests run (packaging, CI, Spark) or that need the network."""


@define
class Step:
    """One command, snippet or file of the README, and what came of it."""

    kind: str
    source: str
    expected: str = ""
    found: str = ""
    skipped: str = ""
    start: int = 0
    """Where the expected output stands in README.md."""
    rewritten: str = ""
    """A snippet with what it prints now."""

    @property
    def name(self) -> str:
        return re.sub(r"\W+", "-", self.source)[:60].strip("-")


def steps(text: str) -> Iterator[Step]:
    for block in BLOCK.finditer(text):
        kind, source = block[1], block[2]
        if kind == "console":
            yield from commands(source, block.start(2))
        elif kind == "python":
            yield Step("python", source)
        elif kind == "toml" and source.startswith("# ") and source.split("\n")[0].endswith(".toml"):
            yield Step("file", source)


def commands(source: str, start: int) -> Iterator[Step]:
    step, at = None, start
    for line in source.splitlines(keepends=True):
        at += len(line)
        if line.startswith("$ "):
            if step:
                yield step
            step = Step("command", line[2:], start=at)
        elif line.startswith("> ") and step and not step.expected:
            step.source += line[2:]
            step.start = at
        elif step:
            step.expected += line
    if step:
        yield step


def play(folder: Path) -> list[Step]:
    """Run the README from top to bottom."""
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    bin_folder = folder / ".bin"
    bin_folder.mkdir()
    program = bin_folder / "cleaner"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m cleaner "$@"\n')
    program.chmod(0o755)
    played = list(steps(README.read_text(encoding="utf-8")))
    environment = os.environ | {"PATH": f"{bin_folder}:{Path(sys.executable).parent}:{os.environ['PATH']}"}
    for step in played:
        if step.kind == "command":
            run_command(step, folder, environment)
        elif step.kind == "file":
            target = folder / step.source.split("\n")[0].removeprefix("# ")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(step.source, encoding="utf-8")
        else:
            run_snippet(step, folder)
    return played


def run_command(step: Step, folder: Path, environment: dict[str, str]) -> None:
    if ELSEWHERE.search(step.source):
        step.skipped = "run by other tests"
        return
    first = step.source.split()[0]
    if first != "cleaner" and shutil.which(first, path=environment["PATH"]) is None:
        step.skipped = f"{first} is not installed"
        return
    done = subprocess.run(
        ["bash", "-c", f"exec 2>&1\n{step.source}"], cwd=folder, env=environment, stdout=subprocess.PIPE, timeout=300
    )
    step.found = done.stdout.decode("utf-8", "replace")
    if done.returncode not in (0, 1):
        step.found += f"(exit code {done.returncode})\n"


class Checker(doctest.OutputChecker):
    """Compares the output of a snippet as that of a command."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        return agrees(want, got)


class Recorder(doctest.DocTestRunner):
    """Runs examples and writes the snippet down again with what they printed."""

    def __init__(self, source: str) -> None:
        super().__init__(Checker())
        self.lines, self.written = source.splitlines(), ""

    def _write(self, example: doctest.Example, got: str) -> None:
        self.written += "\n".join(self.lines[example.lineno :][: example.source.count("\n")]) + "\n" + got

    def report_success(self, out: object, test: object, example: doctest.Example, got: str) -> None:
        self._write(example, got)

    def report_failure(self, out: object, test: object, example: doctest.Example, got: str) -> None:
        self._write(example, got)
        out(f"{example.source}README:\n{example.want}printed:\n{got}")  # type: ignore[operator]

    def report_unexpected_exception(
        self, out: object, test: object, example: doctest.Example, exc_info: object
    ) -> None:
        out(f"{example.source}raised {exc_info[1]!r}")  # type: ignore[operator,index]


def run_snippet(step: Step, folder: Path) -> None:
    for module in re.findall(r"^>>> (?:import|from) (\w+)", step.source, re.MULTILINE):
        if importlib.util.find_spec(module) is None:
            step.skipped = f"{module} is not installed"
            return
    test = doctest.DocTestParser().get_doctest(step.source, {}, "README.md", "README.md", 0)
    runner, said = Recorder(step.source), io.StringIO()
    with contextlib.chdir(folder):
        runner.run(test, out=said.write)
    step.found, step.rewritten = said.getvalue(), runner.written


BLURRED = (
    (r"-?\d+\.\d+", "#"),
    (r"\b[\w.-]+/[\w.-]+(?= #\])|\bgrammar(?= #\])|\b(?:line|rail|mark|near|page|text|[a-z]{2,3})/[\w-]+", "RULE"),
    (r"votes = \{.*\}", "votes = {}"),
    (r"\d+ close calls?", "# close calls"),
    (r" \? │", " │"),
    (r"\[[^\]]+ #\]", "[RULE]"),
    (r"^(?: *least sure)? +# .* seeds/.*", "least sure"),
    (r"[ ─█▏]+", " "),
)
"""What moves with every refit of the votes and changes nothing for a reader: votes, margins, which rule did most."""


def comparable(text: str) -> list[str]:
    """Lines without what is not compared."""
    lines = text.strip().splitlines()
    for pattern, instead in BLURRED:
        lines = [re.sub(pattern, instead, line) for line in lines]
    return [line.strip() for line in lines]


def agrees(expected: str, found: str) -> bool:
    """Whether an output is as the README says; a line "..." stands for any lines."""
    pattern = "\n".join(r"(?:.*\n)*?.*" if line == "..." else re.escape(line) for line in comparable(expected))
    return re.fullmatch(pattern, "\n".join(comparable(found))) is not None


PLANNED = list(steps(README.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> list[Step]:
    return play(tmp_path_factory.mktemp("readme"))


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(PLANNED)), ids=[step.name for step in PLANNED])
def test_readme_says_what_happens(played: list[Step], number: int) -> None:
    step = played[number]

    if step.skipped:
        pytest.skip(step.skipped)
    if step.kind == "command":
        assert agrees(step.expected, step.found), f"README:\n{step.expected}\nprinted:\n{step.found}"
    else:
        assert step.found == ""


@pytest.mark.parametrize(
    ("expected", "found", "same"),
    [
        ("a 0.51\n", "a 0.49\n", True),
        ("a\n...\nb\n", "a\nx\ny\nb\n", True),
        ("a\nb\n", "a\nx\nb\n", False),
        ("trending 21\n", "trending 22\n", False),
        ("", "unexpected\n", False),
        ("  title ? │ A  [line/chars 0.3]\n", "    title │ A  [grammar 1.7]\n", True),
        ("  title │ A  [line/chars 0.3]\n", "  body │ A  [line/chars 0.3]\n", False),
    ],
)
def test_outputs_are_compared(expected: str, found: str, same: bool) -> None:
    assert agrees(expected, found) is same


def test_readme_has_the_two_commands() -> None:
    text = README.read_text(encoding="utf-8")

    assert "python -m pip install . && cleaner clean seeds/ -o out/" in text
    assert "python -m pip install -e '.[dev]' && pytest" in text


def test_links_of_the_readme_lead_somewhere() -> None:
    for document in (README, ROOT / "CONTRIBUTING.md"):
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
            assert target.startswith("https://") or (ROOT / target).exists(), f"{document.name}: {target}"


def rewrite() -> None:
    """Put what commands and snippets print now into README.md, save where "..." stands for a part of it."""
    text = README.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        played = play(Path(folder))
    for step in reversed(played):
        if step.kind == "command" and not step.skipped and "...\n" not in step.expected:
            text = text[: step.start] + step.found + text[step.start + len(step.expected) :]
        elif step.kind == "python" and not step.skipped:
            text = text.replace(step.source, step.rewritten)
    README.write_text(text, encoding="utf-8")
    for step in played:
        if step.skipped or "raised" in step.found:
            print(f"{step.name}: {step.skipped or step.found}", file=sys.stderr)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    rewrite()

"""What is done to a run from outside: streams that are closed, signals, a reader that goes away, a second run."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SENTENCES = (
    "The match in Leeds ended early on Tuesday because of heavy rain, the club said in a statement.",
    "About 4,000 people had come to see the two teams play for the first time since the spring of last year.",
    "Officials will decide next week whether the game is to be played again or counted as a draw.",
    "Nobody was hurt when part of the roof of the eastern stand gave way shortly after the break.",
)
PAGE = "<title>Rain stops play</title><article><h1>Rain stops play</h1>" + "".join(f"<p>{it}</p>" for it in SENTENCES)


def start(shell: str, folder: Path, **options: object) -> "subprocess.Popen[bytes]":
    """A shell command in which $C is the command line, with a TMPDIR of its own."""
    (folder / "tmp").mkdir(exist_ok=True)
    path = os.pathsep.join([str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH", "")])
    env = {**os.environ, "C": f"{sys.executable} -m cleaner", "TMPDIR": str(folder / "tmp"), "PYTHONPATH": path}
    return subprocess.Popen(["bash", "-c", shell], cwd=folder, env=env, **options)  # type: ignore[call-overload,no-any-return]


def ended(shell: str, folder: Path) -> tuple[int, str]:
    """Its exit code and what it said on standard error."""
    child = start(shell, folder, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
    said = child.communicate(timeout=120)[1].decode()
    return child.returncode, said


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.html").write_text(PAGE)
    return tmp_path


@pytest.mark.parametrize(("shell", "code"), [
    ("$C clean - -o out --quiet <&-", 3), ("$C clean a.html -o out --quiet >&-", 0), ("$C clean a.html -o out 2>&-", 0),
    ("$C clean a.html -o - --quiet >&-", 2), ("$C clean a.html -o out <&- >&- 2>&-", 0),
    ("$C clean a.html -o - --quiet >/dev/full", 2), ("$C clean a.html -o a.html/out", 2),
])  # fmt: skip
def test_closed_streams_and_places_that_take_nothing(shell: str, code: int, folder: Path) -> None:
    """An exit code, never a traceback; nothing left where temporary files go."""
    found, said = ended(shell, folder)

    assert found == code, said
    assert "Traceback" not in said
    assert list((folder / "tmp").iterdir()) == []


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_told_to_end_cleans_up(name: signal.Signals, folder: Path) -> None:
    """As after control-C: no temporary folder, no workers."""
    os.mkfifo(folder / "pipe")
    child = start(
        "exec $C clean - -o - --quiet < pipe", folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(name, signal.SIG_DFL),  # the suite itself may run under nohup
    )  # fmt: skip
    with (folder / "pipe").open("wb") as pipe:
        pipe.write(PAGE.encode())
        pipe.flush()
        while not any((folder / "tmp").iterdir()):
            time.sleep(0.05)
        child.send_signal(name)
        said = child.communicate(timeout=60)[1].decode()

    assert (child.returncode, said.strip()) == (130, "cleaner: stopped")
    assert list((folder / "tmp").iterdir()) == []


def test_a_reader_that_goes_away_is_no_error(folder: Path) -> None:
    """As `| head` does."""
    for number in range(60):
        (folder / f"{number}.html").write_text(
            f"<h1>Title number {number}</h1><p>{f'Word{number} said so. ' * 200}</p>"
        )

    code, said = ended("set -o pipefail; $C clean *.html -o - --quiet | head -c 10", folder)

    assert (code, said) == (0, "")


def test_out_may_stand_in_the_input(folder: Path) -> None:
    """Its files are not read; the input itself as OUT is refused."""
    assert ended("$C clean . -o out --quiet", folder)[0] == 0
    assert ended("$C clean . -o out --quiet --overwrite", folder)[0] == 0
    assert (folder / "out" / "corpus.jsonl").read_bytes().count(b"\n") == 1
    assert ended("$C clean . -o . --quiet", folder)[0] == 2


def test_two_runs_into_one_place_do_not_mix(folder: Path) -> None:
    """One is refused, and what stands there in the end is whole."""
    first = start("$C clean . -o out --quiet", folder, stderr=subprocess.PIPE)
    second = start("$C clean . -o out --quiet", folder, stderr=subprocess.PIPE)
    codes = sorted(child.wait(timeout=120) for child in (first, second))

    assert codes == [0, 2]
    assert (folder / "out" / "corpus.jsonl").read_bytes().count(b"\n") == 1
    assert not (folder / "out" / ".run").exists()

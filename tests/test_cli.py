"""The command line: exit codes, one clear line for each mistake, nothing heavy before it is needed."""

import subprocess
import sys
from pathlib import Path

import pytest

from cleaner.cli import run

HEAVY = ("trafilatura", "datasketch", "bs4", "rich", "scipy", "numpy", "lxml", "pyspark", "jinja2", "pyarrow")


def page(folder: Path, name: str = "page.txt", text: str = "") -> Path:
    path = folder / name
    path.write_text(
        text or "Rain stops play\n" + "The match in Leeds ended early because of rain. " * 8, encoding="utf-8"
    )
    return path


def test_a_good_page_is_done(tmp_path: Path) -> None:
    """Exit 0, and the record is there."""
    assert run(["clean", str(page(tmp_path)), "-o", str(tmp_path / "out"), "--quiet"]) == 0
    assert (tmp_path / "out" / "corpus.jsonl").read_text(encoding="utf-8").count("\n") == 1


def test_help_loads_nothing_heavy() -> None:
    """`cleaner --help` answers without the libraries that its commands need."""
    program = (
        "import sys\n"
        "from cleaner.cli import run\n"
        "run(['--help'])\n"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stderr.strip() == "[]"
    assert "clean" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["clean", "{dir}/missing.txt", "-o", "{dir}/out"], "missing.txt", id="missing file"),
        pytest.param(["clean", "{dir}/hollow", "-o", "{dir}/out"], "hollow", id="folder with nothing to read"),
        pytest.param(["clean", "{dir}/page.txt"], "--out", id="no OUT"),
        pytest.param(["clean", "{dir}/page.txt", "-o", "{dir}/out", "--engine", "cray"], "cray", id="unknown value"),
        pytest.param(["clean", "{dir}/page.txt", "-o", "{dir}/out", "--drop", "fuzzy"], "fuzzy", id="unknown grade"),
        pytest.param(["clean", "{dir}/page.txt", "-o", "{dir}/out", "--shard-size", "big"], "big", id="no size"),
        pytest.param(
            ["clean", "{dir}/page.txt", "-o", "{dir}/out", "--rules", "{dir}/bad.toml"], "bad.toml", id="rule"
        ),
        pytest.param(["clean", "{dir}/page.txt", "-o", "{dir}/full"], "--overwrite", id="OUT in use"),
        pytest.param(["golden", "check", "--folder", "{dir}/hollow"], "golden add", id="no golden cases"),
        pytest.param(["golden", "check", "gone", "--folder", "{dir}/hollow"], "no case 'gone'", id="no such case"),
        pytest.param(["explain", "{dir}/page.txt", "--page", "7"], "no page 7", id="no such page"),
        pytest.param(["rules", "list", "no such rule"], "no rule holds", id="no such rule"),
        pytest.param(["clen"], "clen", id="unknown command"),
    ],
)
def test_mistakes_get_one_line_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    """Bad usage writes nothing and says in one line what is wrong."""
    page(tmp_path)
    (tmp_path / "hollow").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "corpus.jsonl").write_text("{}\n", encoding="utf-8")
    (tmp_path / "bad.toml").write_text('[[rule]]\nid = "a"\nmatch = "(?=x)"\n', encoding="utf-8")

    assert run([part.replace("{dir}", str(tmp_path)) for part in arguments]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert said in lines[0]
    assert not (tmp_path / "out").exists()
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["corpus.jsonl"]


def test_an_empty_file_is_rejected(tmp_path: Path) -> None:
    """Done, but exit 3 and a line in rejects.jsonl."""
    (tmp_path / "empty.txt").write_bytes(b"")

    assert run(["clean", str(tmp_path / "empty.txt"), "-o", str(tmp_path / "out"), "--quiet"]) == 3
    assert '"empty"' in (tmp_path / "out" / "rejects.jsonl").read_text(encoding="utf-8")


def test_corpus_alone_on_stdout(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """`-o -` prints the records and nothing else."""
    assert run(["clean", str(page(tmp_path)), "-o", "-", "--quiet"]) == 0
    assert capfdbinary.readouterr().out.startswith(b'{"id": ')


def test_bytes_do_not_hang_on_jobs_or_order(tmp_path: Path) -> None:
    """The same files for one job and three, and whatever the order in which the inputs are named."""
    first, second = (
        page(tmp_path, "a.txt"),
        page(tmp_path, "b.txt", "A second story\n" + "It is quite another one. " * 20),
    )
    outs = []
    for number, (jobs, inputs) in enumerate([("1", [first, second]), ("3", [second, first])]):
        out = tmp_path / f"out{number}"
        assert run(["clean", *map(str, inputs), "-o", str(out), "--jobs", jobs, "--quiet"]) == 0
        outs.append({path.name: path.read_bytes() for path in sorted(out.iterdir())})

    assert outs[0] == outs[1]


def test_an_out_within_the_input_is_not_read(tmp_path: Path) -> None:
    """A second run over the same folder reads the pages again, not its own output."""
    page(tmp_path)
    for _ in range(2):
        assert run(["clean", str(tmp_path), "-o", str(tmp_path / "out"), "--quiet", "--overwrite"]) == 0
        assert (tmp_path / "out" / "corpus.jsonl").read_text(encoding="utf-8").count("\n") == 1


def test_an_out_that_holds_the_input_is_refused(tmp_path: Path) -> None:
    """Even with --overwrite: input is never written over."""
    page(tmp_path, "corpus.jsonl", '{"text": "Rain stopped play in Leeds."}\n')

    assert run(["clean", str(tmp_path / "corpus.jsonl"), "-o", str(tmp_path), "--overwrite"]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["corpus.jsonl"]


def test_an_output_folder_is_its_corpus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`index add` and `dedup` on a folder of cleaner's own take its records, not what was cut or dropped."""
    text = "Rain stops play\n" + "The match in Leeds ended early because of rain. " * 8
    page(tmp_path, text=f"{text}\nShare this\nFollow us on Facebook\n")
    out = tmp_path / "out"
    assert run(["clean", str(tmp_path / "page.txt"), "-o", str(out), "--quiet"]) == 0

    assert run(["index", "add", str(tmp_path / "seen"), str(out), "--name", "first"]) == 0
    said = capsys.readouterr().err
    assert "first: 1 records added" in said
    assert "not taken" not in said
    assert run(["dedup", str(out), "-o", str(tmp_path / "again"), "--quiet"]) == 0
    assert (tmp_path / "again" / "corpus.jsonl").read_bytes() == (out / "corpus.jsonl").read_bytes()

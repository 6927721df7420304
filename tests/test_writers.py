"""What is written loads: with datasets, polars, pandas, DuckDB and pyarrow, as a user would."""

import gzip
import json
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.model import Article
from cleaner.pipeline import clean_run
from cleaner.settings import Settings
from cleaner.writers.dolma import write_dolma
from cleaner.writers.jsonl import compressed, json_line, row_of
from cleaner.writers.parquet import schema, write_parquet
from cleaner.writers.shards import Shards, shard_paths

SEED = Path(__file__).parent.parent / "seeds" / "russia-ukraine-war.txt"
FIELDS = [field.name for field in attrs.fields(Article)]


def article(number: int, text: str = "Text.\nMore.") -> Article:
    """Empty fields first, so that a reader that guesses types guesses wrong."""
    known = number > 1
    return Article(
        id=f"id{number}", text=text, date="2024-01-02" if known else "", categories=("A", "B") if known else (),
        confidence=0.5 if known else 1.0, source_end=number,
    )  # fmt: skip


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run") / "out"
    clean_run([str(SEED)], str(folder), Settings(jobs=1))
    return folder


@pytest.fixture(scope="module")
def sharded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run") / "out"
    clean_run([str(SEED)], str(folder), Settings(jobs=1, shard_size=8000))
    return folder


# ---------------------------------------------------------------- lines and shards


@settings(deadline=None)
@given(st.text(alphabet=st.characters(), max_size=50))
def test_a_line_is_strict_json_whatever_it_says(text: str) -> None:
    line = json_line(row_of(article(1, text)))

    assert line.count(b"\n") == 1
    assert json.loads(line.decode("utf-8"))["text"].encode() is not None
    if text.isascii():
        assert json.loads(line)["text"] == text


def test_numbers_that_json_has_no_word_for_are_never_written() -> None:
    with pytest.raises(ValueError, match="JSON"):
        json_line({"confidence": float("nan")})


@settings(max_examples=40, deadline=None)
@given(st.lists(st.binary(max_size=30), max_size=30), st.integers(0, 60))
def test_shards_join_to_the_corpus(tmp_path_factory: pytest.TempPathFactory, rows: list[bytes], size: int) -> None:
    """No line is cut or lost, no file is over the size unless one line is, and there is a first file."""
    folder = tmp_path_factory.mktemp("shards")
    lines = [row.replace(b"\n", b"") + b"\n" for row in rows]
    with Shards(folder, size) as shards:
        for line in lines:
            shards.write(line)

    paths = shard_paths(folder)
    parts = [path.read_bytes() for path in paths]

    assert b"".join(parts) == b"".join(lines)
    assert paths
    assert all(size == 0 or len(part) <= size or part.count(b"\n") == 1 for part in parts)


def test_a_sharded_run_holds_the_same_records(out: Path, sharded: Path) -> None:
    parts = shard_paths(sharded)

    assert [path.name for path in parts] == [f"corpus-{n:05}.jsonl" for n in range(len(parts))]
    assert len(parts) > 1
    assert b"".join(path.read_bytes() for path in parts) == (out / "corpus.jsonl").read_bytes()


def test_packed_files_carry_no_stamp(out: Path, tmp_path: Path) -> None:
    whole = (out / "corpus.jsonl").read_bytes()
    for name in ("a.gz", "b.gz", "a.zst", "b.zst"):
        with compressed(tmp_path / f"{name}.part", name) as sink:
            sink.write(whole)

    assert (tmp_path / "a.gz.part").read_bytes() == (tmp_path / "b.gz.part").read_bytes()
    assert (tmp_path / "a.zst.part").read_bytes() == (tmp_path / "b.zst.part").read_bytes()
    assert gzip.decompress((tmp_path / "a.gz.part").read_bytes()) == whole


def test_out_may_be_one_parquet_file(out: Path, tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")

    clean_run([str(SEED)], str(tmp_path / "corpus.parquet"), Settings(jobs=1))

    rows = [json.loads(line) for line in (out / "corpus.jsonl").read_bytes().splitlines()]
    assert pq.read_table(tmp_path / "corpus.parquet").to_pylist() == rows
    assert [path.name for path in tmp_path.iterdir()] == ["corpus.parquet"]


# ---------------------------------------------------------------- loaded for real


@pytest.mark.slow
@pytest.mark.parametrize("name", ["out", "sharded"])
def test_datasets_loads_the_folder(request: pytest.FixtureRequest, tmp_path: Path, name: str) -> None:
    """By the card alone: the corpus, not the cuts, with the types that it states."""
    datasets = pytest.importorskip("datasets")
    folder = request.getfixturevalue(name)

    loaded = datasets.load_dataset(str(folder), cache_dir=str(tmp_path), split="train")

    assert loaded.column_names == FIELDS
    assert loaded.num_rows == 9
    assert loaded.features["confidence"].dtype == "float64"
    assert loaded.features["article_index"].dtype == "int64"
    assert loaded[0]["categories"] == ["Russia-Ukraine War"]


@pytest.mark.slow
def test_datasets_loads_empty_fields_first(tmp_path: Path) -> None:
    """A card with stated types, where guessing fails: empty lists and dates come before others."""
    datasets = pytest.importorskip("datasets")
    from cleaner.writers.card import dataset_card

    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "README.md").write_text(dataset_card(3), encoding="utf-8")
    (folder / "corpus.jsonl").write_bytes(b"".join(json_line(row_of(article(n))) for n in range(3)))
    (folder / "cuts.jsonl").write_text('{"other": 1}\n')

    loaded = datasets.load_dataset(str(folder), cache_dir=str(tmp_path / "cache"), split="train")

    assert loaded["date"][:] == ["", "", "2024-01-02"]
    assert loaded["categories"][:] == [[], [], ["A", "B"]]


def test_polars_loads_every_form(out: Path, tmp_path: Path) -> None:
    pl = pytest.importorskip("polars")
    write_parquet((out / "corpus.jsonl").open("rb"), tmp_path / "corpus.parquet")

    lines = pl.read_ndjson(out / "corpus.jsonl")
    table = pl.read_parquet(tmp_path / "corpus.parquet")

    assert lines.columns == table.columns == FIELDS
    assert lines["text"].to_list() == table["text"].to_list()
    assert table.schema["categories"] == pl.List(pl.String)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore:The 'convert_dates' keyword")
def test_pandas_loads_lines(out: Path) -> None:
    pd = pytest.importorskip("pandas")

    frame = pd.read_json(out / "corpus.jsonl", lines=True, convert_dates=False)

    assert list(frame.columns) == FIELDS
    assert not frame.isna().any().any()


def test_duckdb_loads_lines_and_parquet(out: Path, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    write_parquet((out / "corpus.jsonl").open("rb"), tmp_path / "corpus.parquet")

    (lines,) = duckdb.sql(f"select count(*) from read_json('{out}/corpus.jsonl')").fetchall()[0]
    (table,) = duckdb.sql(f"select count(*) from '{tmp_path}/corpus.parquet' where len(text) > 0").fetchall()[0]

    assert lines == table == 9


def test_parquet_has_one_schema_even_when_empty(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    write_parquet([], tmp_path / "none.parquet")
    write_parquet([json_line(row_of(article(0)))], tmp_path / "one.parquet")

    for name in ("none", "one"):
        assert pq.read_schema(tmp_path / f"{name}.parquet") == schema()
    assert [field.name for field in schema()] == FIELDS


# ---------------------------------------------------------------- dolma


def test_dolma_attributes_name_every_cut(out: Path, tmp_path: Path) -> None:
    """In dolma's form: an id, and spans with a score for each name."""
    assert write_dolma(out, tmp_path / "attributes" / "cuts.jsonl.gz") == 1

    (row,) = map(json.loads, gzip.decompress((tmp_path / "attributes" / "cuts.jsonl.gz").read_bytes()).splitlines())
    cuts = [json.loads(line) for line in (out / "cuts.jsonl").read_text().splitlines()]
    spans = sorted(tuple(span[:2]) for found in row["attributes"].values() for span in found)

    assert row["id"] == cuts[0]["source_path"]
    assert spans == sorted((cut["start"], cut["end"]) for cut in cuts)
    assert all(isinstance(span[2], float) for found in row["attributes"].values() for span in found)

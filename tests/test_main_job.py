"""The main job on the real seed, through the command line."""

import json
from pathlib import Path

import pytest

from cleaner.cli import run

SEED = Path(__file__).parent.parent / "seeds" / "russia-ukraine-war.txt"
TITLES = [
    "Ukrainian Air Defenses Down 16 Russian Drones in Overnight Attacks",
    "North Korea Sends 10,000 Troops to Russia: Pentagon",
    "Putin Renews Warning to NATO Over Ukraine Missiles",
    "Speculation Surrounding North Korean Troop Deployments",
    "China, Russia, North Korea and Iran Described as New ‘Axis of Evil’",
    "Zelenskyy: Ukraine Has ‘Information’ That North Korean Troops Are Training to Fight in Ukraine",
    "US Says it ‘Will Get Ukraine What it Needs’ to Maintain Fight Against Russia",
    "Russia, Ukraine Each Bring Home 95 Prisoners of War in Swap Brokered by UAE",
    "Zelenskyy pitches ‘Victory Plan’ to EU, NATO Allies",
]
SUBHEADS = (33, 38, 41, 44, 100, 103, 106)
RAIL = range(109, 133)
RECORD_KEYS = (
    *("id", "text", "title", "url", "author", "date", "sitename", "hostname", "description", "language", "categories"),
    *("source", "source_path", "source_start", "source_end", "article_index", "article_count", "char_count"),
    *("word_count", "confidence", "content_sha256", "cluster_id", "cluster_size", "story_id"),
)
CUT_KEYS = ["source_path", "page", "start", "end", "text", "label", "rule", "reason", "margin", "article"]


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("main-job") / "out"
    assert run(["clean", str(SEED.parent), "-o", str(folder), "--quiet", "--jobs", "2"]) == 0
    return folder


def seed_line(number: int) -> str:
    """A line of the seed by its number from 1."""
    return SEED.read_text(encoding="utf-8").split("\n")[number - 1]


def test_nine_articles_in_page_order(out: Path) -> None:
    """The nine articles come out with their own titles."""
    assert [row["title"] for row in rows(out / "corpus.jsonl")] == TITLES


def test_records_have_the_fixed_keys_and_types(out: Path) -> None:
    """Every record has every key, in order, and nothing is null."""
    for row in rows(out / "corpus.jsonl"):
        assert tuple(row) == RECORD_KEYS
        assert None not in row.values()
        assert isinstance(row["confidence"], float)
        assert row["char_count"] == len(str(row["text"]))


def test_kickers_and_deck(out: Path) -> None:
    """The kicker is a category, the deck of the first article its description."""
    records = rows(out / "corpus.jsonl")

    assert [row["categories"] for row in records] == [
        ["Modern Warfare" if number == 4 else "Russia-Ukraine War"] for number in range(9)
    ]
    assert records[0]["description"] == seed_line(3)


def test_subheads_are_text_and_titles_are_not(out: Path) -> None:
    """Bodies hold their subheads, and neither titles nor kickers."""
    lines = [line for row in rows(out / "corpus.jsonl") for line in str(row["text"]).split("\n")]

    assert {seed_line(number) for number in SUBHEADS} <= set(lines)
    assert not {*TITLES, "Modern Warfare", "Russia-Ukraine War"} & set(lines)


def test_teasers_are_cut_as_trending(out: Path) -> None:
    """Each line of the rail is a trending cut that names its rule; none is in a record."""
    cuts = rows(out / "cuts.jsonl")
    text = "\n".join(str(row["text"]) for row in rows(out / "corpus.jsonl"))

    assert [cut["text"] for cut in cuts] == [seed_line(number) for number in RAIL]
    assert {cut["label"] for cut in cuts} <= {"trending", "separator"}
    assert all(cut["label"] == "trending" for cut in cuts if len(str(cut["text"])) > 1)
    assert all(cut["rule"] and cut["reason"] for cut in cuts)
    assert not any(seed_line(number) in text for number in RAIL if len(seed_line(number)) > 1)
    assert all(set(CUT_KEYS) <= cut.keys() for cut in cuts)


def test_kept_and_cut_is_what_was_read(out: Path) -> None:
    """To the character, white space between blocks aside."""
    kept = [
        part
        for row in rows(out / "corpus.jsonl")
        for part in (*row["categories"], row["title"], row["description"], row["text"])  # type: ignore[misc]
    ]
    cut = [row["text"] for row in rows(out / "cuts.jsonl")]

    assert sorted("".join("".join(map(str, kept + cut)).split())) == sorted(
        "".join(SEED.read_text(encoding="utf-8").split())
    )


def test_the_two_swaps_are_linked_and_kept(out: Path) -> None:
    """The two 95-prisoner swaps are one story link, with what they share and where they differ."""
    records = {row["id"]: row for row in rows(out / "corpus.jsonl")}
    links = [row for row in rows(out / "links.jsonl") if row["grade"] == "story"]
    swap = [link for link in links if {records[link[side]]["article_index"] for side in ("a", "b")} == {0, 7}]

    assert len(swap) == 1
    assert {"95 prisoners", "UAE"} <= set(swap[0]["shared"])  # type: ignore[call-overload]
    assert {"54th exchange / 58th exchange", "Wednesday / Friday"} <= set(swap[0]["conflicts"])  # type: ignore[call-overload]


def test_output_folder_is_complete(out: Path) -> None:
    """Every file of the contract is there, and run.json knows their hashes."""
    import hashlib

    names = {path.name for path in out.iterdir()}
    stated = json.loads((out / "run.json").read_text(encoding="utf-8"))

    assert names >= {"corpus.jsonl", "duplicates.jsonl", "cuts.jsonl", "links.jsonl", "rejects.jsonl", "README.md"}
    assert stated["sha256"].keys() == names - {"run.json"}
    for name, digest in stated["sha256"].items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest, name

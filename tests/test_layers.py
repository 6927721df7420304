"""The layers of the package: a module imports only from layers below its own, or from its own folder."""

import ast
from pathlib import Path

import cleaner

ROOT = Path(cleaner.__file__).parent
LAYERS = (
    ("cli", "__main__"),
    ("cli_dedup", "cli_golden", "cli_rules"),
    ("cli_options",),
    ("golden", "compared"),
    ("again",),
    ("__init__", "explaining", "in_memory", "onpage", "terminal", "fit", "fit_own", "lessons", "rewrite"),
    ("learn", "ftr", "rulelist"),
    (
        "dedup_run",
        "index_run",
        "corpus",
        "pipeline",
        "output",
        "repeats",
        "spool",
        "progress",
        "durable",
        "readers",
        "writers",
        "packtext",
    ),
    ("engines",),
    (
        "blocks",
        "label",
        "markup",
        "confidence",
        "floods",
        "split",
        "markdown",
        "cluster",
        "dedup",
        "index",
        "metadata",
        "dates",
    ),
    ("rules",),
    ("rulebook", "patterns", "selectors"),
    ("settings",),
    ("limits", "allocator"),
    ("model", "errors"),
    ("elements",),
)
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}


def part(path: Path) -> str:
    first = path.relative_to(ROOT).parts[0]
    return first.removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Top-level parts of the package that a module imports anywhere in it, functions included."""
    parts = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            words = name.split(".")
            if words[0] == "cleaner" and len(words) > 1:
                parts.add(words[1] if words[1] in RANK else "__init__")
    return parts


def test_every_module_has_a_layer() -> None:
    """A new top-level module is placed in LAYERS on purpose."""
    unplaced = {part(path) for path in ROOT.rglob("*.py")} - RANK.keys()

    assert unplaced == set()


def test_imports_point_down() -> None:
    """No module imports from a layer above its own."""
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sorted(ROOT.rglob("*.py"))
        for name in sorted(imported(path))
        if RANK[name] < RANK[part(path)]
    ]

    assert wrong == []


def test_spark_stays_in_engines() -> None:
    """Only engines/ knows of Spark."""
    wrong = [
        str(path.relative_to(ROOT))
        for path in sorted(ROOT.rglob("*.py"))
        if "pyspark" in path.read_text(encoding="utf-8") and part(path) != "engines"
    ]

    assert wrong == []

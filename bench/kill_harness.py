"""Kill a run again and again, resume it, and compare every byte with an undisturbed run.

    python bench/kill_harness.py [--kills 200] [--pages 400] [--seed 1]

Kinds of harm, each followed by `--resume` and a comparison of all files:
    instants   SIGKILL after a random time, spread evenly over the length of a run as it is at the moment
    steps      SIGKILL right before an operation on the file system (open, rename, remove, link ...), each in its turn
    twice      SIGKILL, resume, SIGKILL, resume
    full disk  no file may grow beyond a random size (RLIMIT_FSIZE): the run must say so with exit code 2
    damage     SIGKILL, then a byte of the journal or of a finished file is flipped, or a file is cut short
After every kill each file that stands in OUT must be whole: equal to the file of the undisturbed run, or not there.

The run is forked from a process that has imported cleaner and loaded the rules, so that a kill hits the run itself and
not Python starting up. For the same reason checkpoints are made every 20 ms instead of every 3 s, batches are of 4
pages, and no report is written.
"""

import argparse
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import cleaner.cli
import cleaner.durable
import cleaner.engines.supervisor
import cleaner.rules
from cleaner.cli import run
from cleaner.rules import load_rules

WORDS = (
    *("harbour", "council", "budget", "festival", "bridge", "season", "weather", "library", "market", "engine"),
    *("police", "minister", "report", "river", "school", "theatre", "village", "window", "answer", "question"),
    *("morning", "evening", "station", "teacher", "doctor", "lawyer", "garden", "island", "mountain", "captain"),
    *("soldier", "painter", "concert", "museum", "airport", "hospital", "company", "contract", "election"),
)


# ---------------------------------------------------------------- input


def sentence(rng: random.Random) -> str:
    words = [rng.choice(WORDS) for _ in range(rng.randint(6, 14))]
    return f"The {' '.join(words)} in {rng.choice(WORDS).title()} cost {rng.randint(2, 900)} million dollars."


def article(rng: random.Random) -> tuple[str, list[str]]:
    title = " ".join(rng.choice(WORDS).title() for _ in range(6))
    return title, [" ".join(sentence(rng) for _ in range(rng.randint(2, 5))) for _ in range(rng.randint(2, 5))]


def make_input(folder: Path, pages: int, seed: int) -> None:
    """Text and HTML pages, some of them twins, some near repeats, some bad."""
    rng = random.Random(seed)
    folder.mkdir()
    past: list[tuple[str, list[str]]] = []
    for number in range(pages):
        title, paragraphs = rng.choice(past) if past and rng.random() < 0.15 else article(rng)
        past.append((title, paragraphs))
        if rng.random() < 0.5:
            paragraphs = [*paragraphs, sentence(rng)]
        if number % 50 == 7:
            (folder / f"{number:05}.html").write_bytes(b"\x89PNG\r\n\x1a\n" + rng.randbytes(200))
        elif number % 2:
            body = "".join(f"<p>{text}</p>" for text in paragraphs)
            nav = "<ul><li><a href=/>Home</a></li><li><a href=/news>News</a></li></ul>"
            text = f"<html><body><nav>{nav}</nav><article><h1>{title}</h1>{body}</article></body></html>"
            (folder / f"{number:05}.html").write_text(text)
        else:
            (folder / f"{number:05}.txt").write_text("\n".join([title, *paragraphs]) + "\n")


# ---------------------------------------------------------------- one run


def start(source: Path, out: Path, prepare: Callable[[], object], jobs: int) -> int:
    """Fork a run; `--resume` is harmless where there is nothing to resume."""
    child = os.fork()
    if child:
        return child
    status = 99
    try:
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 1)
        os.dup2(null, 2)
        prepare()
        status = run(["clean", str(source), "-o", str(out), "--resume", "--quiet", "--jobs", str(jobs)])
    finally:
        os._exit(status)
    raise AssertionError


def finish(source: Path, out: Path, prepare: Callable[[], object] = lambda: None, jobs: int = 2) -> int:
    """A run to its end; its exit code, or minus the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(start(source, out, prepare, jobs), 0)[1])


def killed_after(source: Path, out: Path, seconds: float) -> float:
    """A run that is killed after a time; 0 if it was still at work, else how long it took to end by itself."""
    began = time.monotonic()
    child = start(source, out, lambda: None, 2)
    while (gone := time.monotonic() - began) < seconds:
        if os.waitpid(child, os.WNOHANG)[0]:
            return gone
        time.sleep(min(0.002, seconds - gone))
    os.kill(child, signal.SIGKILL)
    killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
    return 0.0 if killed else time.monotonic() - began


def stage_of(out: Path) -> str:
    """How far a run had come, by what stands in its OUT."""
    work = out / ".run"
    if (out / "run.json").exists():
        return "complete"
    if not (work / "key.json").exists():
        return "start"
    if contents(out):
        return "publishing"
    if (work / "final").exists():
        return "writing"
    return "pages, with a checkpoint" if (work / "checkpoint.json").exists() else "pages, no checkpoint yet"


def die_at(step: int) -> Callable[[], None]:
    """Have this process killed right before its `step`th operation on the file system."""
    left = [step]
    me = os.getpid

    def prepare() -> None:
        parent = me()

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            if event in STEPS and me() == parent and ".run" in str(arguments[0]) + str(arguments[1:2]):
                left[0] -= 1
                if left[0] < 0:
                    os.kill(parent, signal.SIGKILL)

        sys.addaudithook(hook)

    return prepare


STEPS = ("open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "os.truncate", "shutil.rmtree")


def contents(out: Path) -> dict[str, bytes]:
    """The files of OUT, without the work folder."""
    return {p.name: p.read_bytes() for p in sorted(out.iterdir()) if p.is_file()}


# ---------------------------------------------------------------- harm


class Harness:
    """One input, what an undisturbed run makes of it, and how many harmed runs ended otherwise."""

    def __init__(self, folder: Path, pages: int, seed: int) -> None:
        self.source, self.folder, self.rng = folder / "input", folder, random.Random(seed)
        make_input(self.source, pages, seed)
        rules = load_rules()
        cleaner.rules.load_rules = lambda *_, **__: rules
        cleaner.cli.show_report = lambda *_: None
        cleaner.durable.SECONDS = 0.02
        cleaner.engines.supervisor.BATCH_PAGES = 4
        run(["clean", str(self.source), "-o", str(folder / "warm"), "--no-isolation"])  # loads what a run needs
        self.length = killed_after(self.source, folder / "good", 3600)
        self.good = contents(folder / "good")
        assert "run.json" in self.good
        self.count = 0
        self.faults: list[str] = []
        self.stages: Counter[str] = Counter()

    def out(self) -> Path:
        """A fresh place to write to."""
        self.count += 1
        shutil.rmtree(self.folder / "out", ignore_errors=True)
        return self.folder / "out"

    def check_whole(self, out: Path, what: str) -> None:
        """After a kill: complete files or none."""
        for name, content in contents(out).items() if out.exists() else ():
            if content != self.good.get(name):
                self.faults.append(f"{what}: {name} is not whole")

    def check_resumed(self, out: Path, what: str) -> None:
        """After a resume: the same bytes, and nothing left over."""
        code = finish(self.source, out)
        if code != 3:
            self.faults.append(f"{what}: resume ended with {code}")
            return
        found = contents(out)
        names = [name for name in self.good.keys() | found.keys() if self.good.get(name) != found.get(name)]
        if names or (out / ".run").exists():
            self.faults.append(f"{what}: not the same: {', '.join(names) or 'work folder left'}")

    def killed_at(self, share: float, what: str) -> tuple[Path, bool]:
        """A fresh run killed at a share of its length, and whether it was at work.

        One that ends before that says how long runs are at the moment, and the next is killed by that measure.
        """
        for _ in range(5):
            out = self.out()
            ended = killed_after(self.source, out, self.length * share)
            if not ended:
                self.stages[stage_of(out)] += 1
                self.check_whole(out, what)
                return out, True
            self.length = ended
        return out, False

    def instants(self, count: int) -> int:
        """Kills spread evenly over the length of a run; how many hit a run at work."""
        hits = 0
        for number in self.rng.sample(range(count), count):  # in any order: the machine is not equally fast throughout
            if number % 20 == 0:
                self.length = killed_after(self.source, self.out(), 3600)
            out, hit = self.killed_at((number + self.rng.random()) / count, f"instant {number}")
            hits += hit
            self.check_resumed(out, f"instant {number}")
        return hits

    def steps(self, count: int, last: int = 0) -> int:
        """Kills before operations on the file system, the first `last` of them; how many."""
        last = last or self.last_step()
        chosen = range(last + 1) if last < count else sorted(self.rng.sample(range(last + 1), count))
        for step in chosen:
            out = self.out()
            code = finish(self.source, out, die_at(step))
            if code not in (-signal.SIGKILL, 3):
                self.faults.append(f"step {step}: ended with {code}")
            self.check_whole(out, f"step {step}")
            self.check_resumed(out, f"step {step}")
        return len(chosen)

    def last_step(self) -> int:
        """About how many operations a run has."""
        low, high = 0, 1
        while finish(self.source, self.out(), die_at(high)) == -signal.SIGKILL:
            low, high = high, high * 2
        while high - low > 1:
            middle = (low + high) // 2
            if finish(self.source, self.out(), die_at(middle)) == -signal.SIGKILL:
                low = middle
            else:
                high = middle
        return low

    def twice(self, count: int) -> int:
        """Kills of resumed runs; how many were killed at work both times."""
        hits = 0
        for number in range(count):
            out, _ = self.killed_at(self.rng.random(), f"twice {number}")
            hits += not killed_after(self.source, out, self.length * self.rng.random() / 2)
            self.check_whole(out, f"twice {number}")
            self.check_resumed(out, f"twice {number}")
        return hits

    def full_disk(self, count: int) -> int:
        """Files that may not grow; how many runs were stopped by that."""
        largest, stopped = max(map(len, self.good.values())), 0
        for number in range(count):
            out, size = self.out(), int(largest * (number + self.rng.random()) / count)
            code = finish(self.source, out, lambda size=size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))  # type: ignore[misc]
            stopped += code == 2
            if code not in (2, 3):
                self.faults.append(f"full disk {number}: ended with {code}")
            self.check_whole(out, f"full disk {number}")
            self.check_resumed(out, f"full disk {number}")
        return stopped

    def damage(self, count: int) -> int:
        """A flipped byte or a cut file after a kill, or after the end; how many files were damaged."""
        harmed = 0
        for number in range(count):
            out = self.out()
            killed_after(self.source, out, self.length * self.rng.uniform(0.3, 1.3))  # some are complete
            files = [path for path in out.rglob("*") if path.is_file() and path.stat().st_size] if out.exists() else []
            files = [path for path in files if path.name not in ("run.json", "key.json")]
            if files:
                harm(self.rng.choice(files), self.rng)
                harmed += 1
            self.check_resumed(out, f"damage {number}")
        return harmed


def harm(path: Path, rng: random.Random) -> None:
    """Flip a bit of a file, or cut it."""
    content = bytearray(path.read_bytes())
    at = rng.randrange(len(content))
    if rng.random() < 0.5:
        content[at] ^= 1 << rng.randrange(8)
        path.write_bytes(content)
    else:
        path.write_bytes(content[:at])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        harness = Harness(Path(folder), args.pages, args.seed)
        print(f"{args.pages} pages, an undisturbed run takes {harness.length:.1f} s")
        shares = {"instants": 1.0, "steps": 0.5, "twice": 0.1, "full_disk": 0.1, "damage": 0.1}
        for name, share in shares.items():
            before, count = len(harness.faults), max(1, round(args.kills * share))
            hits = getattr(harness, name)(count)
            print(f"{name:10} {count:4} runs, {hits} harmed, {len(harness.faults) - before} faults", flush=True)
    print("killed in:", ", ".join(f"{stage} {count}" for stage, count in harness.stages.most_common()))
    for fault in harness.faults:
        print(fault)
    return bool(harness.faults)


if __name__ == "__main__":
    sys.exit(main())

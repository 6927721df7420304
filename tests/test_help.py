"""Help: every command shows how it is used, every option says what it does, and the README knows every command."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cleaner.cli import cli

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def leaves(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for part, inner in sorted(command.commands.items()):
            yield from leaves(inner, f"{name} {part}")
    else:
        yield name, command


COMMANDS = dict(leaves(cli, "cleaner"))


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_examples(name: str) -> None:
    """A line of the help that could be typed as it stands."""
    help_text = COMMANDS[name].help or ""

    assert [line for line in help_text.splitlines() if re.match(rf"\s*(\S+ .*\| )?{name} ", line)], help_text
    assert "\b" in help_text, "without \\b click runs the examples together"


@pytest.mark.parametrize("name", COMMANDS)
def test_options_say_what_they_do(name: str) -> None:
    silent = [
        option.name for option in COMMANDS[name].params if isinstance(option, click.Option) and not (option.help or "")
    ]

    assert silent == []


@pytest.mark.parametrize("name", COMMANDS)
def test_readme_knows_the_command(name: str) -> None:
    assert name in README


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion_is_there(shell: str) -> None:
    environment = os.environ | {"_CLEANER_COMPLETE": f"{shell}_source"}
    done = subprocess.run([sys.executable, "-m", "cleaner"], env=environment, capture_output=True, text=True)

    assert "_CLEANER_COMPLETE" in done.stdout


def test_completion_completes_commands() -> None:
    environment = os.environ | {"_CLEANER_COMPLETE": "bash_complete", "COMP_WORDS": "cleaner gol", "COMP_CWORD": "1"}
    done = subprocess.run([sys.executable, "-m", "cleaner"], env=environment, capture_output=True, text=True)

    assert done.stdout.split() == ["plain,golden"]

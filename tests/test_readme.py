"""What the pages promise exists: paths, commands, options."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from hanka.cli._group import COMMANDS, hanka

ROOT = Path(__file__).parent.parent
READMES = ["README.md", "README.ja.md"]
PAGES = [*READMES, *(f"docs/{page.name}" for page in sorted((ROOT / "docs").glob("*.md")))]
SETUP = {
    "python -m pip install '.[all]' && hanka demo",
    "python -m pip install -e '.[dev]' && python -m pytest",
}


def blocks(page: str, language: str) -> Iterator[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    yield from re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def tree(page: str) -> dict[str, str]:
    """The annotated file tree: path → clause. Two spaces of indentation are one folder."""
    found, above = {}, [""]
    [block] = blocks(page, "text")
    for line in block.splitlines():
        name, _, clause = line.strip().partition(" ")
        depth = (len(line) - len(line.lstrip())) // 2
        path = "".join(above[: depth + 1]) + name
        above[depth + 1 :] = [name]
        found[path] = clause.strip()
    return found


def command(name: str) -> click.Command:
    found = hanka.get_command(click.Context(hanka), name)
    assert found is not None, name
    return found


def options(of: click.Command) -> set[str]:
    shown = [p for p in of.params if isinstance(p, click.Option) and not p.hidden]
    return {option for p in shown for option in (*p.opts, *p.secondary_opts)}


@pytest.mark.parametrize("page", READMES)
def test_the_tree_is_the_repository(page: str) -> None:
    found = tree(page)
    for path, clause in found.items():
        place = ROOT / path
        assert place.is_dir() if path.endswith("/") else place.is_file(), path
        # The folders that hold everything are explained by what is in them.
        assert clause or path == "src/hanka/", path
    there = {f"src/hanka/{p.name}{'/' if p.is_dir() else ''}" for p in (ROOT / "src/hanka").iterdir()}
    assert there - {"src/hanka/__pycache__/"} <= found.keys()


@pytest.mark.parametrize("page", READMES)
def test_there_are_exactly_two_commands_to_set_up(page: str) -> None:
    lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
    assert {line for line in lines if "pip install" in line} == SETUP


def test_both_languages_show_the_same_commands() -> None:
    first, second = (list(blocks(page, "sh")) for page in READMES)
    assert first == second
    assert list(tree(READMES[0])) == list(tree(READMES[1]))


@pytest.mark.parametrize("page", PAGES)
def test_commands_that_are_shown_exist_with_their_options(page: str) -> None:
    for block in blocks(page, "sh"):
        for line in block.replace("\\\n", " ").splitlines():
            if not line.startswith("hanka "):
                continue
            name, *words = shlex.split(line, comments=True)[1:]
            known = options(command(name)) | options(hanka) | {"--help"}
            used = {word.partition("=")[0] for word in words if word.startswith("--")}
            assert used <= known, f"{page}: {line}"


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        if "://" not in target:
            assert ((ROOT / page).parent / target).exists(), f"{page}: {target}"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented(name: str) -> None:
    """`docs/cli.md` has a section for each command, and a word on each of its options."""
    sections = re.split(r"^## ", (ROOT / "docs/cli.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    [section] = [s for s in sections if s.startswith(f"`hanka {name}`")]
    documented = set(re.findall(r"`(--[a-z0-9-]+)", section))
    known = {option for option in options(command(name)) if option.startswith("--")}
    assert documented == known

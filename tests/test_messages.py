"""No text that a user sees lacks either language."""

from __future__ import annotations

import ast
import json
import re
import string
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import hanka
from hanka.messages import gettext, language, ngettext, set_language

SOURCE = Path(hanka.__file__).parent
WEB = SOURCE.parent.parent / "web" / "src"
CATALOGUE = SOURCE / "locale" / "ja" / "LC_MESSAGES" / "hanka.po"
ERRORS = {"InputError", "TrainingError", "HankaError", "UsageError", "BadParameter", "ClickException"}


@pytest.fixture(autouse=True)
def _language_given_back() -> Iterator[None]:
    yield
    set_language(None)


def extracted() -> set[Any]:
    found = extract_from_dir(SOURCE, method_map=[("**.py", "python")])
    return {message for _file, _line, message, _comments, _context in found} | said_in_the_browser()


def said_in_the_browser(*folders: str) -> set[Any]:
    """Every text in `_("…")` of the front end; Babel, which extracts them, reads no nested template."""
    places = [WEB / folder for folder in folders] or [WEB]
    paths = sorted(path for place in places for path in place.rglob("*.ts*"))
    texts = [
        text for path in paths for text in re.findall(r'\b_\(\s*"((?:[^"\\]|\\.)*)"', path.read_text("utf-8"))
    ]
    return {json.loads(f'"{text}"') for text in texts}


def entries(catalogue: Catalog) -> dict[Any, Any]:
    """Plural forms are lists in one kind of file and tuples in the other."""

    def fixed(text: Any) -> Any:
        return text if isinstance(text, str) else tuple(text)

    return {fixed(m.id): fixed(m.string) for m in catalogue if m.id and not m.fuzzy}


def japanese() -> dict[Any, Any]:
    with CATALOGUE.open("rb") as file:
        return entries(read_po(file, locale="ja", abort_invalid=True))


def placeholders(text: str) -> set[tuple[str, str]]:
    return {
        (name, spec or "") for _text, name, spec, _c in string.Formatter().parse(text) if name is not None
    }


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def called(node: ast.AST) -> str:
    function = node.func if isinstance(node, ast.Call) else None
    return getattr(function, "id", getattr(function, "attr", ""))


def is_gettext(node: ast.AST) -> bool:
    return called(node) in {"_", "gettext", "ngettext"}


def test_every_message_has_its_japanese() -> None:
    known = japanese()
    missing = [m for m in extracted() if not (known.get(m) and all(known[m]))]
    assert not missing, f"run `just messages` and translate: {missing}"


def test_the_catalogue_holds_nothing_that_is_no_longer_said() -> None:
    assert set(japanese()) <= extracted()


def test_placeholders_survive_translation() -> None:
    for message, text in japanese().items():
        if not (text and all(text)):
            continue  # another test says so
        if isinstance(message, str):
            assert placeholders(text) == placeholders(message), message
        else:
            assert {p for form in text for p in placeholders(form)} == placeholders(message[1]), message


def test_the_compiled_catalogue_is_the_readable_one() -> None:
    # Entry by entry: the bytes differ from one version of Babel to the next.
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        assert entries(read_mo(file)) == japanese(), "run `just messages`"
        file.seek(0)
        compiled = GNUTranslations(file).info()
    with CATALOGUE.open("rb") as file:
        assert compiled["plural-forms"] == read_po(file, locale="ja").plural_forms


@pytest.mark.parametrize(
    ("file", "folders"),
    [
        ("report/static/messages.ja.json", ("chart", "report")),
        ("lab/static/messages.ja.json", ("chart", "lab")),
        ("lab/static/learn.ja.json", ("learn",)),
    ],
)
def test_the_browser_has_the_same_japanese(file: str, folders: tuple[str, ...]) -> None:
    exported = json.loads((SOURCE / file).read_text("utf-8"))
    known = japanese()
    said = said_in_the_browser(*folders)
    assert exported == {text: known[text] for text in said}, "run `just messages`"


def test_no_message_hides_in_an_f_string() -> None:
    """Where Python's tokenizer before 3.12 doesn't let the extraction find it."""
    hidden = [
        f"{path.name}:{node.lineno}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr) and any(is_gettext(each) for each in ast.walk(node))
    ]
    assert not hidden


def test_errors_say_translated_texts() -> None:
    """What is raised for a user is built from `_()`, or passes on a text that was."""
    bare = []
    for path, tree in trees():
        for node in ast.walk(tree):
            if called(node) not in ERRORS:
                continue
            assert isinstance(node, ast.Call)
            if node.args and isinstance(node.args[0], ast.Constant | ast.JoinedStr | ast.BinOp):
                bare.append(f"{path.relative_to(SOURCE)}:{node.lineno}")
    assert not bare


def test_helps_are_translated() -> None:
    bare = []
    for path, tree in trees():
        for node in ast.walk(tree):
            if called(node) not in {"option", "command", "group"}:
                continue
            assert isinstance(node, ast.Call)
            texts = [k.value for k in node.keywords if k.arg == "help"]
            said = [
                any(is_gettext(part) or isinstance(part, ast.Name) for part in ast.walk(t)) for t in texts
            ]
            if not all(said):
                bare.append(f"{path.relative_to(SOURCE)}:{node.lineno}")
    assert not bare


def test_messages_are_whole_texts() -> None:
    """An f-string or a sum inside `_()` could never be found in the catalogue."""
    wrong = []
    for path, tree in trees():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and called(node) == "_"):
                continue
            if not (isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)):
                wrong.append(f"{path.relative_to(SOURCE)}:{node.lineno}")
    assert not wrong


def test_languages_switch_at_run_time(monkeypatch: pytest.MonkeyPatch) -> None:
    set_language("ja")
    assert gettext("a family needs at least one member") == "族には少なくとも一つのメンバーが必要です"
    with pytest.raises(hanka.HankaError, match="族には"):
        hanka.Family(())
    set_language("en")
    assert gettext("a family needs at least one member") == "a family needs at least one member"
    assert [ngettext("{n} a", "{n} b", n) for n in (1, 2)] == ["{n} a", "{n} b"]
    set_language(None)
    for variable in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    assert language() == "ja"
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert language() == "en"

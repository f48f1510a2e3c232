"""The Japanese of the browser's texts, out of the one catalogue, as JSON by file: run by `just messages`."""

from __future__ import annotations

import json
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
WEB = ROOT / "web" / "src"
CATALOGUE = ROOT / "src/hanka/locale/ja/LC_MESSAGES/hanka.po"
FILES = {
    "report/static/messages.ja.json": ("chart", "report"),
    "lab/static/messages.ja.json": ("chart", "lab"),
    "lab/static/learn.ja.json": ("learn",),
}
"""Which folders of the front end each file is for."""


def web_messages(folders: tuple[str, ...]) -> dict[str, str]:
    """English text → Japanese text, of every text that these folders of the front end say."""
    with CATALOGUE.open("rb") as file:
        japanese = {message.id: message.string for message in read_po(file, locale="ja")}
    methods = [("**.ts", "javascript"), ("**.tsx", "javascript")]
    options = {pattern: {"parse_template_string": "true"} for pattern, _method in methods}
    found = {
        message
        for folder in folders
        for _f, _l, message, _c, _x in extract_from_dir(WEB / folder, methods, options)
    }
    return {text: japanese.get(text, "") for text in sorted(found)}


if __name__ == "__main__":
    for name, folders in FILES.items():
        text = json.dumps(web_messages(folders), ensure_ascii=False, indent=0)
        (ROOT / "src" / "hanka" / name).write_text(text + "\n", encoding="utf-8")

"""The Japanese of the browser's texts, out of the one catalogue, as JSON by page: run by `just messages`."""

from __future__ import annotations

import json
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
WEB = ROOT / "web" / "src"
CATALOGUE = ROOT / "src/hanka/locale/ja/LC_MESSAGES/hanka.po"
PAGES = {"report": ("chart", "report"), "lab": ("chart", "lab")}
"""Which folders of the front end each page is made of."""


def web_messages(page: str) -> dict[str, str]:
    """English text → Japanese text, of every text that a page's front end says."""
    with CATALOGUE.open("rb") as file:
        japanese = {message.id: message.string for message in read_po(file, locale="ja")}
    methods = [("**.ts", "javascript"), ("**.tsx", "javascript")]
    options = {pattern: {"parse_template_string": "true"} for pattern, _method in methods}
    found = {
        message
        for folder in PAGES[page]
        for _f, _l, message, _c, _x in extract_from_dir(WEB / folder, methods, options)
    }
    return {text: japanese.get(text, "") for text in sorted(found)}


if __name__ == "__main__":
    for page in PAGES:
        path = ROOT / "src" / "hanka" / page / "static" / "messages.ja.json"
        path.write_text(json.dumps(web_messages(page), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")

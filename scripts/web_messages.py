"""The Japanese of the browser's texts, out of the one catalogue, as JSON: run by `just messages`."""

from __future__ import annotations

import json
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
WEB = ROOT / "web" / "src"
CATALOGUE = ROOT / "src/hanka/locale/ja/LC_MESSAGES/hanka.po"
OUT = ROOT / "src/hanka/report/static/messages.ja.json"


def web_messages() -> dict[str, str]:
    """English text → Japanese text, of every text that the front end says."""
    with CATALOGUE.open("rb") as file:
        japanese = {message.id: message.string for message in read_po(file, locale="ja")}
    found = extract_from_dir(
        WEB, method_map=[("**.ts", "javascript")], options_map={"**.ts": {"parse_template_string": "true"}}
    )
    return {text: japanese.get(text, "") for text in sorted({message for _f, _l, message, _c, _x in found})}


if __name__ == "__main__":
    OUT.write_text(json.dumps(web_messages(), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")

"""The page: a place for the front end, and the Japanese that it begins with."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files
from pathlib import Path

from hanka.messages import language

__all__ = ["FILES", "page", "static"]

_KINDS = {".js": "text/javascript", ".css": "text/css", ".json": "application/json"}
_STATIC = files("hanka.lab") / "static"

FILES = {each.name: _KINDS[end] for each in _STATIC.iterdir() if (end := Path(each.name).suffix) in _KINDS}
"""Each file of the front end → its media type."""


def page() -> str:
    """The page's HTML; all else it asks for itself."""
    names = ("early.js", "uplot.js", "lab.js", "lab.css")
    early, chart, script, style = (f"static/{name}?{_mark(name)}" for name in names)
    messages = json.dumps(json.loads(static("messages.ja.json")), ensure_ascii=False).replace("<", "\\u003c")
    return f"""<!doctype html>
<html lang="{language()}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>hanka</title>
<link rel="icon" href="data:,">
<script src="{early}"></script>
<link rel="stylesheet" href="{style}">
</head>
<body>
<div id="app"></div>
<script type="application/json" id="messages">{messages}</script>
<script defer src="{chart}"></script>
<script type="module" src="{script}"></script>
</body>
</html>
"""


@cache
def _mark(name: str) -> str:
    """What changes with a file: browsers may keep it for as long as they like."""
    return hashlib.sha256(static(name).encode()).hexdigest()[:12]


@cache
def static(name: str) -> str:
    """A file of the front end."""
    return (_STATIC / name).read_text(encoding="utf-8")

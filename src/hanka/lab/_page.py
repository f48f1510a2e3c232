"""The page: a place for the front end, and the Japanese it needs."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files

from hanka.messages import language

__all__ = ["FILES", "page", "static"]

FILES = {"lab.js": "text/javascript", "lab.css": "text/css"}


def page() -> str:
    """The page's HTML; all else it asks for itself."""
    script, style = (f"static/{name}?{_mark(name)}" for name in FILES)
    messages = json.dumps(json.loads(static("messages.ja.json")), ensure_ascii=False).replace("<", "\\u003c")
    return f"""<!doctype html>
<html lang="{language()}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>hanka</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{style}">
</head>
<body>
<div id="app"></div>
<script type="application/json" id="messages">{messages}</script>
<script src="{script}"></script>
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
    return (files("hanka.lab") / "static" / name).read_text(encoding="utf-8")

"""What a page is given to show, beside what it says of its state."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="it comes with the extra lab")
from starlette.requests import Request

from hanka.lab._app import Lab, _view


def test_a_view_is_not_older_than_the_state_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A training that ends while its curves are read: who is told of the end must have them to the end."""
    lab = Lab(tmp_path)
    now: dict[str, Any] = {"state": "training"}

    async def text(names: Sequence[str]) -> str:
        await asyncio.sleep(0)
        now["state"] = "finished"
        return '{"rows":[]}'

    monkeypatch.setattr(lab, "entry", lambda _name: dict(now))
    monkeypatch.setattr(lab.views, "text", text)
    answer = asyncio.run(_view(lab, Request({"type": "http", "query_string": b"name=a", "headers": []})))
    assert json.loads(answer.body) == {"entries": [{"state": "training"}], "rows": []}

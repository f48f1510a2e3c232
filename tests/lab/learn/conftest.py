"""What the lessons compute, in a browser's page of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

WEB = Path(__file__).parents[3] / "web"


@pytest.fixture
def module(browser: Any) -> Iterator[Callable[[str], Any]]:
    """A page that has the exports of a file below web/src/learn as `M`."""
    esbuild = WEB / "node_modules" / "esbuild" / "bin" / "esbuild"
    if not esbuild.exists():
        pytest.skip("no esbuild: npm ci in web")
    page = browser.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def open_it(path: str) -> Any:
        words = [str(esbuild), f"src/learn/{path}", "--bundle", "--format=iife", "--global-name=M"]
        bundle = subprocess.run(words, capture_output=True, check=True, cwd=WEB).stdout.decode()
        page.set_content("<!doctype html>")
        page.add_script_tag(content=bundle)
        return page

    yield open_it
    page.close()
    assert complaints == []

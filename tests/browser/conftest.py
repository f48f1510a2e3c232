"""A page that fails the test if it asks for anything or complains."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Open = Callable[..., Any]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def open_page(browser: Any) -> Iterator[Open]:
    """Open a report from file://: `open_page(path, "ja", width=390)`."""
    contexts, asked, complaints, opened = [], [], [], []

    def open_it(path: Path, language: str = "en", width: int = 1280, height: int = 900) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
        contexts.append(context)
        page = context.new_page()
        opened.append(path.as_uri())
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.goto(f"{path.as_uri()}#{language}")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert not complaints
    own = ("data:image/png;base64,", "data:image/svg+xml", "blob:null/", "blob:file:")
    assert [url for url in asked if url.partition("#")[0] not in opened and not url.startswith(own)] == []


def hanka(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The installed command, which must succeed."""
    done = subprocess.run(
        [sys.executable, "-m", "hanka", *arguments],
        cwd=cwd,
        env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a real experiment, `digits`, and its report, `digits.html`."""
    folder = tmp_path_factory.mktemp("trained")
    family = ("--hidden", "2,16,256", "--dropout", "0,.5", "--seed", "0:2", "--train-size", "300")
    hanka("train", "digits", *family, "--epochs", "40", "--out", "digits", "--quiet", cwd=folder)
    hanka("report", "digits", "-o", "digits.html", cwd=folder)
    return folder


@pytest.fixture
def report_of(tmp_path: Path) -> Callable[..., Path]:
    """The report on logs that are written first: name → CSV text."""

    def make(logs: dict[str, str], *options: str) -> Path:
        for name, text in logs.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        hanka("report", *logs, *options, "-o", "logs.html", cwd=tmp_path)
        return tmp_path / "logs.html"

    return make

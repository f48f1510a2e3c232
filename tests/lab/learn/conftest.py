"""What the lessons compute, in a browser's page of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

WEB = Path(__file__).parents[3] / "web"


@pytest.fixture(scope="session")
def lab(launch: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One for all lessons."""
    made = launch(tmp_path_factory.mktemp("lessons") / "runs")
    yield made
    code, _seconds = made.end()
    assert code == 0


@pytest.fixture
def module(browser: Any) -> Iterator[Callable[..., Any]]:
    """A page that has the exports of files below web/src/learn as `M`: `module("net.ts", "random.ts")`."""
    esbuild = WEB / "node_modules" / "esbuild" / "bin" / "esbuild"
    if not esbuild.exists():
        pytest.skip("no esbuild: npm ci in web")
    page = browser.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def open_it(*paths: str) -> Any:
        words = [str(esbuild), "--bundle", "--format=iife", "--global-name=M", "--loader=ts"]
        source = "".join(f'export * from "./{path}";' for path in paths).encode()
        learn = WEB / "src" / "learn"
        bundle = subprocess.run(
            words, input=source, capture_output=True, check=True, cwd=learn
        ).stdout.decode()
        page.set_content("<!doctype html>")
        page.add_script_tag(content=bundle)
        return page

    yield open_it
    page.close()
    assert complaints == []


@pytest.fixture
def keras() -> Iterator[Any]:
    """Keras in double precision."""
    jax = pytest.importorskip("jax")
    found = pytest.importorskip("keras", reason="Keras is the oracle; it comes with the extra dev")
    before = found.config.floatx()
    found.config.set_floatx("float64")
    with jax.enable_x64(True):
        yield found
    found.config.set_floatx(before)

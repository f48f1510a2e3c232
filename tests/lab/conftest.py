"""A lab in a process of its own, asked as a browser asks."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

Event = dict[str, Any]

TRAINING = {"hidden_layer_sizes": "8,16", "seed": "0:2", "epochs": "6", "train_size": "200"}


@dataclass
class Lab:
    """One that runs, and the folder of its runs."""

    runs: Path
    process: subprocess.Popen[str]
    port: int
    address: str
    headers: dict[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, path: str, body: Any = None, code: int = 200, **headers: str
    ) -> http.client.HTTPResponse:
        """The answer, which must have the code; its body is read as `text`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        given = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        connection.request(method, path, data, given)
        answer = connection.getresponse()
        answer.text = answer.read().decode()  # type: ignore[attr-defined]
        connection.close()
        assert answer.status == code, answer.text  # type: ignore[attr-defined]
        assert "Traceback" not in answer.text  # type: ignore[attr-defined]
        return answer

    def get(self, path: str, code: int = 200, **headers: str) -> Any:
        """The answer's JSON."""
        return json.loads(self.ask("GET", path, None, code, **headers).text)  # type: ignore[attr-defined]

    def post(self, path: str, body: Any = None, code: int = 200, method: str = "POST", **headers: str) -> Any:
        """The answer's JSON, None where it has none."""
        text = self.ask(method, path, body if body is not None else {}, code, **headers).text  # type: ignore[attr-defined]
        return json.loads(text) if text else None

    def events(self, name: str, until: Callable[[Event], bool], after: int | str | None = 0) -> list[Event]:
        """The events of a run, each with its kind, id and data, until one is as wanted."""
        query = f"/api/events?name={name}" + ("" if after is None else f"&after={after}")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request("GET", query, headers=self.headers)
        answer = connection.getresponse()
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        found: list[Event] = []
        event: Event = {}
        while line := answer.readline():
            kind, _colon, value = line.decode().rstrip("\r\n").partition(": ")
            if kind:
                event[kind] = value
            elif "data" in event:
                event["data"] = json.loads(event["data"])
                found.append(event)
                if until(event):
                    break
                event = {}
        connection.close()
        return found

    def wait(self, name: str, state: str, seconds: float = 120) -> dict[str, Any]:
        """The run's entry, once it is in a state."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            entries = {entry["name"]: entry for entry in self.get("/api/experiments")["experiments"]}
            if entries.get(name, {}).get("state") == state:
                return entries[name]  # type: ignore[no-any-return]
            time.sleep(0.1)
        raise AssertionError(entries)

    def end(self, number: int = signal.SIGTERM) -> tuple[int, float]:
        """Its exit code and the seconds that it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(30)
        self.process.stderr.close()  # type: ignore[union-attr]
        return code, time.monotonic() - began


def start_lab(runs: Path, *options: str) -> Lab:
    process = subprocess.Popen(
        [sys.executable, "-m", "hanka", "lab", "--no-browser", "--port", "0", "--runs", str(runs), *options],
        env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"},
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stderr is not None
    line = process.stderr.readline()
    found = re.search(r"http://\S+:(\d+)/\S*", line)
    assert found, line + process.stderr.read()
    lab = Lab(runs, process, int(found[1]), found[0])
    for _try in range(200):
        try:
            lab.ask("GET", "/", code=403 if "token" in lab.address else 200)
            return lab
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the lab does not answer")


@pytest.fixture(scope="session")
def launch() -> Callable[..., Lab]:
    """Start a lab over a folder; whoever does ends it."""
    return start_lab


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Lab]]:
    """Start labs over tmp_path/runs; what a test leaves running is ended."""
    started: list[Lab] = []

    def start_one(*options: str) -> Lab:
        started.append(start_lab(tmp_path / "runs", *options))
        return started[-1]

    yield start_one
    for lab in started:
        if lab.process.poll() is None:
            assert lab.end()[0] == 0


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """One for all tests of a file."""
    made = start_lab(tmp_path_factory.mktemp("lab") / "runs")
    yield made
    code, _seconds = made.end()
    assert code == 0


@pytest.fixture(scope="module")
def trained(lab: Lab) -> str:
    """The name of a family of four networks that was trained to its end."""
    entry = lab.post("/api/experiments", {"source": "digits", "settings": TRAINING, "name": "trained"}, 201)
    lab.wait(entry["name"], "finished")
    return str(entry["name"])


AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def window(browser: Any) -> Iterator[Any]:
    """Where pages are opened, with one that stays: a window for each test would take longer than the test."""
    made = browser.new_context()
    made.set_default_timeout(20_000)
    made.new_page()
    yield made
    made.close()


@pytest.fixture
def visit(window: Any, lab: Any) -> Iterator[Callable[..., Any]]:
    """Open the lab's page: `visit("e=trained", width=390)`. It may ask its own server and nobody else."""
    pages, foreign, complaints = [], [], []

    def told(message: Any) -> None:
        # An answer of 400 and a server that is gone are told by the browser itself, and by the page.
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    def open_it(
        view: str = "lang=en",
        width: int = 1280,
        height: int = 900,
        of: Any = lab,
        prepares: bool = True,
        held: tuple[str, Callable[[Any], None]] | None = None,
    ) -> Any:
        page = window.new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        if not prepares:  # nothing is to be trained: nothing need be compiled
            page.route("**/api/estimate", lambda route: route.fulfill(status=204))
        if held:  # what asks for such an address, and who is given it instead of the server
            page.route(*held)
        own = (f"http://127.0.0.1:{of.port}/", "data:", f"blob:http://127.0.0.1:{of.port}/")
        page.on("request", lambda request: request.url.startswith(own) or foreign.append(request.url))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
        page.on("console", told)
        page.goto(f"http://127.0.0.1:{of.port}/#{view}")
        page.locator("form, .learn").first.wait_for(state="attached")
        return page

    yield open_it
    for page in pages:
        page.close()
    assert foreign == []
    assert complaints == []


@pytest.fixture
def serious() -> Callable[[Any], list[Any]]:
    """What axe-core finds serious or critical; a policy forbids scripts from elsewhere, the debugger may."""

    def found(page: Any) -> list[Any]:
        if not AXE.exists():
            pytest.skip("no axe-core: just web")
        page.evaluate(AXE.read_text("utf-8") + ";0")
        page.wait_for_timeout(300)
        return page.evaluate(  # type: ignore[no-any-return]
            """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
                .filter(({ impact }) => impact === "serious" || impact === "critical")
                .map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])"""
        )

    return found

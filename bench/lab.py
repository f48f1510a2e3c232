"""The lab: how soon it shows a thousand runs, what growing curves cost the browser and the training, and what
many tabs cost the server.

    python bench/lab.py [PART …]

PART is open, grow, slow or tabs; all of them without. Runs are invented, but those of `slow`, which are
trained: 256 units on 2,000 digits. Needs Chromium, and nothing else that works on the machine.
"""

from __future__ import annotations

import json
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import numpy as np
import psutil
from playwright.sync_api import sync_playwright

import hanka
from hanka.experiment._lock import acquire

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
ROUNDS = 3


def invent(folder: Path, members: int, epochs: int, written: int | None = None) -> Path:
    """An experiment of so many members, with rows for the first epochs; falling exponentials with noise."""
    family = hanka.vary(hanka.Spec(epochs=epochs), hidden_layer_sizes=[(n,) for n in range(1, members + 1)])
    with hanka.Experiment.create(folder, family, hanka.load("digits")):
        pass
    rng = np.random.default_rng(0)
    shapes = rng.uniform([5, 0.1, 0], [60, 0.5, 0.004], (members, 3))
    with (folder / "history.jsonl").open("a") as file:
        for epoch in range(1, (epochs if written is None else written) + 1):
            file.write(rows(shapes, epoch))
    _ = hanka.open(folder).histories  # its cache, as training leaves it
    return folder


def rows(shapes: Any, epoch: int) -> str:
    """The lines of an epoch of all members."""
    lines = []
    for member, (pace, floor, turn) in enumerate(shapes):
        loss = float(np.exp(-epoch / pace) + 0.02)
        row = {
            "member": member,
            "epoch": epoch,
            "step": 34 * epoch,
            "loss": round(loss, 7),
            "accuracy": 1 - loss / 2,
        }
        val = loss + floor + turn * max(0.0, epoch - 2 * pace)
        row |= {"running_loss": loss, "penalty": 0.0, "val_loss": round(val, 7), "val_loss_se": 0.01}
        lines.append(json.dumps(row | {"val_accuracy": 1 - val / 2, "learning_rate": 0.001, "seconds": 0.01}))
    return "\n".join(lines) + "\n"


@contextmanager
def lab(runs: Path) -> Iterator[tuple[str, psutil.Process]]:
    """A lab over a folder: its address and its process."""
    words = [sys.executable, "-m", "hanka", "lab", "--no-browser", "--port", "0", "--runs", str(runs)]
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    found = re.search(r"http://\S+", process.stderr.readline())  # type: ignore[union-attr]
    assert found
    time.sleep(6)  # the spare worker imports JAX
    yield found[0], psutil.Process(process.pid)
    process.terminate()
    process.wait()


@contextmanager
def chromium() -> Iterator[Any]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield made
        made.close()


USABLE = """
    const parts = [".curve-chart .row", ".experiments .open", "tbody tr[data-row]"];
    const look = () => {
        if (!parts.every((part) => document.querySelector(part))) return requestAnimationFrame(look);
        document.querySelector(".curve-chart .row").click(); // it answers: usable, not only seen
        requestAnimationFrame(() => (window.usable = performance.now()));
    };
    requestAnimationFrame(look);
"""
"""Runs first in a page: notes the time, from the request on, at which chart, list and table are there and a
curve that was chosen has been drawn."""


@contextmanager
def window(browser: Any) -> Iterator[Any]:
    """A window that stands already: making one keeps a core busy for a second with Chromium's own toolbar."""
    made = browser.new_context(viewport={"width": 1280, "height": 900})
    made.new_page().goto("about:blank")
    time.sleep(3)
    yield made
    made.close()


def drawn(shown: Any, address: str) -> tuple[float, Any]:
    """Seconds from the request until the page can be used in a new tab, by its own clock; and the page."""
    page = shown.new_page()
    page.add_init_script(USABLE)
    page.goto(address)
    page.wait_for_function("() => window.usable", timeout=60_000)
    page.locator(".curve-chart .row[aria-pressed=true]").wait_for()
    return page.evaluate("() => window.usable") / 1000, page


def measure_open(runs: Path, browser: Any) -> None:
    invent(runs / "family", 1000, 1000)
    many = runs.parent / "many"
    one = invent(many / "run-0000", 1, 1000)
    for i in range(1, 1000):
        shutil.copytree(one, many / f"run-{i:04d}")
    for name, folder, shown in (("one family", runs, "family"), ("folders", many, "run-0500")):
        with lab(folder) as (address, _process), window(browser) as tabs:
            for turn in ("first", "second", "third"):
                seconds, page = drawn(tabs, f"{address}#e={shown}")
                print(f"open, 1,000 runs × 1,000 epochs as {name}, {turn} time: {seconds:.2f} s", flush=True)
                page.close()


def measure_grow(runs: Path, browser: Any) -> None:
    """100 curves that grow ten times a second."""
    folder = invent(runs / "growing", 100, 2000, written=100)
    shapes = np.random.default_rng(0).uniform([5, 0.1, 0], [60, 0.5, 0.004], (100, 3))
    # Locked, as a program that trains has it.
    with lab(runs) as (address, _process), acquire(folder), window(browser) as tabs:
        _seconds, page = drawn(tabs, f"{address}#e=growing&each=1")
        page.evaluate("""() => {
            window.drawn = [];
            let asked = false;
            const stroke = CanvasRenderingContext2D.prototype.stroke;
            CanvasRenderingContext2D.prototype.stroke = function (...path) { // of a whole chart, or of ends
                if (!asked) {
                    asked = true;
                    const { port1, port2 } = new MessageChannel();
                    port1.onmessage = () => {
                        asked = false;
                        window.drawn.push(performance.timeOrigin + performance.now());
                    };
                    port2.postMessage(null);
                }
                return stroke.apply(this, path);
            };
        }""")
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")

        def busy() -> tuple[float, float]:
            found = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
            return found["TaskDuration"], found["Timestamp"]

        page.wait_for_timeout(8000)  # until all have been judged
        before, written, seconds = busy(), [], 20
        with (folder / "history.jsonl").open("a") as file:
            for epoch in range(101, 101 + 10 * seconds):
                file.write(rows(shapes, epoch))
                file.flush()
                written.append(time.time() * 1000)
                page.wait_for_timeout(100)
        after = busy()
        share = (after[0] - before[0]) / (after[1] - before[1])
        times = page.evaluate("() => window.drawn")
    waits = [min((t - w for t in times if t >= w), default=float("nan")) for w in written]
    waits = sorted(w for w in waits if np.isfinite(w))
    middle, late = statistics.median(waits), waits[int(0.95 * len(waits))]
    print(
        f"grow, 100 curves at 10 Hz for {seconds} s: {share:.1%} of the main thread; "
        f"{len(times) / seconds:.1f} redraws a second; from a row's writing to pixels {middle:.0f} ms at the "
        f"median, {late:.0f} ms at 95 %",
        flush=True,
    )


def measure_slow(runs: Path, browser: Any) -> None:
    """Training in the lab with the page open on it, and with no page, in turns."""
    settings = {"hidden_layer_sizes": "256", "train_size": "2000", "epochs": "80", "seed": "0:4"}
    shares = []
    for round_ in range(ROUNDS):
        seconds = {}
        for watched in (False, True) if round_ % 2 else (True, False):
            name = f"slow-{round_}-{watched}"
            with lab(runs) as (address, _process), window(browser) as tabs:
                asked = {"source": "mnist", "settings": settings, "name": name}
                urlopen(Request(f"{address}api/experiments", json.dumps(asked).encode())).read()
                page = drawn(tabs, f"{address}#e={name}&data=mnist")[1] if watched else None
                while len(hanka.open(runs / name).finished) < 4:
                    time.sleep(1)
                if page is not None:
                    page.close()
            seconds[watched] = sum(row["seconds"] for row in hanka.open(runs / name).rows())
        shares.append(seconds[True] / seconds[False] - 1)
        print(f"slow, round {round_ + 1}: {seconds[False]:.2f} s, watched {seconds[True]:.2f} s", flush=True)
    low, high = min(shares), max(shares)
    print(f"slow: {statistics.median(shares):+.1%} at the median ({low:+.1%} to {high:+.1%})", flush=True)


def measure_tabs(runs: Path, _browser: Any) -> None:
    """50 listeners that read and one that never does, while 100 curves grow."""
    folder = invent(runs / "tabs", 100, 2000, written=1000)
    shapes = np.random.default_rng(0).uniform([5, 0.1, 0], [60, 0.5, 0.004], (100, 3))
    with lab(runs) as (address, process):
        port = int(address.rsplit(":", 1)[1].strip("/"))
        ask = f"GET /api/events?name=tabs&after=0 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
        before = process.memory_info().rss
        deaf = socket.create_connection(("127.0.0.1", port))
        deaf.sendall(ask)
        latest: list[dict[int, float]] = [{} for _ in range(50)]

        def listen(seen: dict[int, float]) -> None:
            request = Request(f"{address}api/events?name=tabs")
            with urlopen(request, timeout=60) as answer:
                for line in answer:
                    if line.startswith(b'data: {"experiment"'):
                        for epoch in {row["epoch"] for row in json.loads(line[6:])["rows"]}:
                            seen.setdefault(epoch, time.time())
                        if 1100 in seen:
                            return

        threads = [threading.Thread(target=listen, args=(seen,), daemon=True) for seen in latest]
        for thread in threads:
            thread.start()
        time.sleep(4)
        written = {}
        with (folder / "history.jsonl").open("a") as file:
            for epoch in range(1001, 1101):
                file.write(rows(shapes, epoch))
                file.flush()
                written[epoch] = time.time()
                time.sleep(0.1)
        for thread in threads:
            thread.join(30)
        grown = process.memory_info().rss - before
        began = time.perf_counter()
        urlopen(f"{address}api/experiments").read()
        listed = time.perf_counter() - began
        deaf.close()
    waits = [seen[epoch] - when for seen in latest for epoch, when in written.items() if epoch in seen]
    whole = sum(all(epoch in seen for epoch in written) for seen in latest)
    print(
        f"tabs: {whole} of 50 heard every row, {statistics.median(waits) * 1000:.0f} ms after it was written "
        f"at the median, {max(waits) * 1000:.0f} ms at most; memory grew by {grown / 1e6:.0f} MB; "
        f"the list took {listed * 1000:.0f} ms",
        flush=True,
    )


PARTS: dict[str, Callable[[Path, Any], None]] = {
    "open": measure_open, "grow": measure_grow, "slow": measure_slow, "tabs": measure_tabs,
}  # fmt: skip


def main() -> None:
    with chromium() as browser:
        for name in sys.argv[1:] or PARTS:
            with tempfile.TemporaryDirectory() as place:
                PARTS[name](Path(place) / "runs", browser)


if __name__ == "__main__":
    main()

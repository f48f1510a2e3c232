"""The lessons: how soon each reacts to a drag, and how soon a live training shows its first epoch.

    python bench/lessons.py [LESSON …]

A drag is 30 moves of each slider that a lesson shows, in its other parts too; from the input event until the
frame in which the page has changed is painted. A training is begun 10 seconds after the lesson was opened.
Needs Chromium, and nothing else that works on the machine.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

WEB = Path(__file__).parents[1] / "web" / "src" / "learn"
NAMES = re.findall(r'name: "(\w+)"', (WEB / "lessons.ts").read_text("utf-8"))
PARTS = {
    "generalisation": ["l.learn=1", "l.part=classes"],
    "downhill": ["", "l.part=two"],
    "combinations": ["", "l.of=picture", "l.of=sound"],
    "curves": ["", "l.part=readings"],
    "taming": ["l.remedy=dropout", "l.remedy=L1", "l.remedy=moved"],
    "choices": ["", "l.part=loss", "l.part=rate"],
}
"""What of a lesson is looked at, by its address, where it is more than what one sees first."""

LIVE = {"size": "Train", "taming": "Train", "choices": "Train on MNIST"}

MOVES = """async (input) => {
    const times = [];
    const [min, max, step] = [+input.min, +input.max, +input.step || 1];
    const steps = Math.round((max - min) / step);
    const frame = () => new Promise((done) => requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel(); // after the frame is painted
        port1.onmessage = done;
        port2.postMessage(0);
    }));
    for (let i = 0; i < 30; i++) {
        const to = min + step * (Math.round((i * 7 * steps) / 30) % (steps + 1));
        if (+input.value === to) continue;
        await new Promise((done) => setTimeout(done, 40));
        const began = performance.now();
        input.value = to;
        input.dispatchEvent(new Event("input", { bubbles: true }));
        await frame();
        times.push(performance.now() - began);
    }
    return times;
}"""


@contextmanager
def lab(folder: str) -> Iterator[str]:
    """The address of a lab over a folder."""
    words = [sys.executable, "-m", "hanka", "lab", "--no-browser", "--port", "0", "--runs", folder]
    process = subprocess.Popen(words, stderr=subprocess.PIPE, encoding="utf-8")
    assert process.stderr is not None
    found = re.search(r"http://\S+", process.stderr.readline())
    assert found
    yield found[0]
    process.terminate()
    process.wait()


def opened(page: Any, address: str, name: str, more: str = "") -> None:
    page.goto("about:blank")
    page.goto(f"{address}#learn={name}&lang=en&{more}")
    page.locator(".lesson .question").wait_for()


def drags(page: Any, address: str, name: str) -> dict[str, list[float]]:
    """Part and slider → the milliseconds of its moves."""
    found = {}
    for part in PARTS.get(name, [""]):
        opened(page, address, name, part)
        page.wait_for_timeout(1500)
        for slider in page.locator(".play input[type=range]:visible").all():
            label = slider.evaluate("(input) => input.labels[0]?.textContent ?? input.ariaLabel")
            found[f"{part} {label}".strip()] = slider.evaluate(MOVES)
    return found


def first_epoch(page: Any, address: str, name: str) -> float:
    """Seconds from the click to the first curve."""
    opened(page, address, name)
    page.wait_for_timeout(10_000)
    began = time.perf_counter()
    page.get_by_role("button", name=LIVE[name], exact=True).first.click()
    page.locator(".curve-chart canvas").wait_for(timeout=60_000)
    return time.perf_counter() - began


def main() -> None:
    names = sys.argv[1:] or NAMES
    out: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder, lab(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        for name in names:
            for what, times in drags(page, address, name).items():
                median, worst = statistics.median(times), max(times)
                print(f"{name:15} {what:60} {median:6.1f} ms, {worst:6.1f} at most", flush=True)
                out[f"{name} {what}"] = {"median": median, "max": worst, "n": len(times)}
            if name in LIVE:
                seconds = first_epoch(page, address, name)
                print(f"{name:15} first epoch {seconds:.2f} s", flush=True)
                out[f"{name} first epoch"] = seconds
        browser.close()
    print(json.dumps(out))


if __name__ == "__main__":
    main()

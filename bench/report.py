"""The report: how soon it is made and seen, how large it is, how smooth under the pointer.

    python bench/report.py [EXPERIMENT]

EXPERIMENT is one of 60 members and 200 epochs; without it 60 logs are invented. The 500 curves and the 1,000
logs are invented too: falling exponentials with noise, 200 epochs of loss and accuracy. Needs Chromium.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import sync_playwright

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
ROUNDS = 5
SECONDS = 3.0
EPOCHS = 200


def logs(folder: Path, n: int) -> Path:
    """Write n invented logs."""
    rng = np.random.default_rng(0)
    folder.mkdir()
    epoch = np.arange(1, EPOCHS + 1)
    for i in range(n):
        pace, floor, turn = rng.uniform(5, 60), rng.uniform(0.1, 0.5), rng.uniform(0, 0.004)
        loss = np.exp(-epoch / pace) + 0.02 + rng.normal(0, 0.005, EPOCHS)
        val = (
            np.exp(-epoch / pace)
            + floor
            + turn * np.maximum(0, epoch - 2 * pace)
            + rng.normal(0, 0.01, EPOCHS)
        )
        columns = [epoch, loss, val, 1 - loss / 2, 1 - val / 2]
        head = "epoch,loss,val_loss,accuracy,val_accuracy"
        np.savetxt(folder / f"run-{i:04d}.csv", np.stack(columns, 1), "%.6g", ",", header=head, comments="")
    return folder


def made(source: Path, out: Path) -> tuple[float, int]:
    """The median of the whole command's seconds, and the file's bytes."""
    times = []
    for _ in range(ROUNDS if out.stem != "1000" else 1):
        begin = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "hanka", "report", str(source), "-o", str(out)],
            check=True,
            capture_output=True,
        )
        times.append(time.perf_counter() - begin)
    return statistics.median(times), out.stat().st_size


def seen(browser: Any, page_file: Path) -> tuple[float, float]:
    """Milliseconds from the request to the first contentful paint, and to the end of loading, when every
    chart has been drawn: medians of fresh pages."""
    times = []
    for _ in range(ROUNDS):
        context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
        page = context.new_page()
        page.goto(page_file.as_uri())
        page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
        times.append(
            page.evaluate(
                """[performance.getEntriesByName("first-contentful-paint")[0].startTime,
                    performance.getEntriesByType("navigation")[0].loadEventEnd]"""
            )
        )
        context.close()
    paint, drawn = map(statistics.median, zip(*times, strict=True))
    return paint, drawn


def hovering(browser: Any, page_file: Path) -> dict[str, float]:
    """Frames a second while the pointer moves over the chart, and the share of long frames (over 50 ms)."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(page_file.as_uri())
    page.wait_for_timeout(1000)
    box = page.locator("[data-chart=curves] .u-over").bounding_box()
    page.evaluate(
        """() => { window.frames_ = []; const tick = (t) => { frames_.push(t); requestAnimationFrame(tick); };
                   requestAnimationFrame(tick); }"""
    )
    begin, step = time.perf_counter(), 0
    while time.perf_counter() - begin < SECONDS:
        step += 1
        x = box["x"] + box["width"] * (0.5 + 0.45 * np.sin(step / 25))
        y = box["y"] + box["height"] * (0.5 + 0.45 * np.cos(step / 17))
        page.mouse.move(x, y)
    frames = np.diff(page.evaluate("frames_"))
    lines = page.evaluate("document.querySelectorAll('[data-chart=curves] .row').length")
    page.close()
    return {
        "curves": lines,
        "moves a second": step / SECONDS,
        "frames a second": 1000 / frames.mean(),
        "95% of frames within ms": float(np.quantile(frames, 0.95)),
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        sources = {"60": Path(sys.argv[1]) if len(sys.argv) > 1 else logs(folder / "logs-60", 60)}
        sources |= {"500": logs(folder / "logs-500", 500), "1000": logs(folder / "logs-1000", 1000)}
        for name_, source in sources.items():
            out = folder / f"{name_}.html"
            seconds, size = made(source, out)
            paint, drawn = seen(browser, out)
            smooth = {key: round(float(value), 1) for key, value in hovering(browser, out).items()}
            print(
                f"{name_}: made in {seconds:.2f} s, {size / 1e6:.2f} MB, first paint {paint:.0f} ms, "
                f"all drawn {drawn:.0f} ms, {smooth}",
                flush=True,
            )
        browser.close()


if __name__ == "__main__":
    main()

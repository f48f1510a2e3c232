"""Pictures for docs/, by Chromium: a report's first page and the lab's, one curve pointed at.

    hanka train mnist --train-size 3000 --hidden 16,128,1024 --learning-rate 1e-4,1e-3 --epochs 40 \
        --seed 0:3 --out runs/report
    hanka report runs/report -o report.html
    python scripts/screenshot.py report.html
    hanka lab --no-browser
    python scripts/screenshot.py "http://127.0.0.1:8520/#e=report&data=mnist&s.hidden_layer_sizes=16,128,1024"
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parent.parent / "docs" / "images"
POINTED_AT = 3


def main() -> None:
    lab = sys.argv[1].startswith("http")
    address = sys.argv[1] if lab else Path(sys.argv[1]).resolve().as_uri()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for language, end in (("en", ".png"), ("ja", ".ja.png")):
            page = browser.new_page(viewport={"width": 1280 if lab else 1180, "height": 1180})
            page.goto(f"{address}&lang={language}" if lab else f"{address}#{language}")
            if lab:
                page.locator(".verdict").wait_for(timeout=60_000)
            page.locator(".curve-chart .row").nth(POINTED_AT).hover()
            page.wait_for_timeout(500)
            page.screenshot(path=IMAGES / f"{'lab' if lab else 'report'}{end}")
        browser.close()


if __name__ == "__main__":
    main()

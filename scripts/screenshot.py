"""Pictures of a report for docs/, by Chromium: the first page of it, one curve pointed at.

    hanka train mnist --train-size 3000 --hidden 16,128,1024 --learning-rate 1e-4,1e-3 --epochs 40 \
        --seed 0:3 --out runs/report
    hanka report runs/report -o report.html
    python scripts/screenshot.py report.html
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parent.parent / "docs" / "images"
POINTED_AT = 3


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for language, name in (("en", "report.png"), ("ja", "report.ja.png")):
            page = browser.new_page(viewport={"width": 1180, "height": 1180})
            page.goto(f"{Path(sys.argv[1]).resolve().as_uri()}#{language}")
            page.locator("[data-chart=curves] .row").nth(POINTED_AT).hover()
            page.wait_for_timeout(300)
            page.screenshot(path=IMAGES / name)
        browser.close()


if __name__ == "__main__":
    main()

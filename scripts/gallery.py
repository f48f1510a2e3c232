"""The pictures of docs/techniques.md: runs its commands, and draws the learning curves of each.

python scripts/gallery.py [NAME …]
"""

from __future__ import annotations

import re
import shlex
import sys
import tempfile
from pathlib import Path

from click.testing import CliRunner

from hanka import experiment
from hanka.cli._group import hanka
from hanka.figures import TrainingCurveDisplay

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs/images/gallery"


def commands() -> dict[str, list[str]]:
    """Picture → the command above it."""
    page = (ROOT / "docs/techniques.md").read_text(encoding="utf-8")
    found = re.findall(r"```sh\nhanka (train .*)\n```\n\n!\[.*\]\(images/gallery/(.*)\.png\)", page)
    return {name: shlex.split(command) for command, name in found}


def main() -> None:
    """All pictures, or those named."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[1:]
    for name, command in commands().items():
        if wanted and name not in wanted:
            continue
        with tempfile.TemporaryDirectory() as folder:
            out = str(Path(folder) / name)
            command[command.index("--out") + 1] = out
            CliRunner().invoke(hanka, [*command, "--quiet"], catch_exceptions=False, standalone_mode=False)
            display = TrainingCurveDisplay.from_experiment(experiment.open(out))
            display.plot().figure_.savefig(IMAGES / f"{name}.png", dpi=70)
        print(name, flush=True)


if __name__ == "__main__":
    main()

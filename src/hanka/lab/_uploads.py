"""Files given to the lab: a training log to be judged, or a table to learn from. They are only read."""

from __future__ import annotations

import contextlib
import csv
import itertools
import json
import re
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from hanka.errors import InputError
from hanka.lab._runs import Runs, portable
from hanka.messages import gettext as _
from hanka.readers import read

__all__ = ["MOST_BYTES", "tables", "take"]

MOST_BYTES = 100_000_000
_KINDS = (".csv", ".tsv", ".json", ".jsonl", ".ndjson")
_FEW = 1000


def take(runs: Runs, name: str, data: bytes) -> dict[str, Any]:
    """Keep a file: as a log if it is one, else as a table.

    Returns:
        kind: log, with the name of the run; or table, with its source, columns, rows and the target guessed.

    Raises:
        InputError: it is neither, or of a kind that isn't read.
    """
    name = _plain(name)
    suffix = Path(name).suffix.lower()
    if suffix not in _KINDS:
        raise InputError(
            _("{name}: the lab reads tables and training logs: {kinds}").format(
                name=name, kinds=", ".join(_KINDS)
            )
        )
    if not data:
        raise InputError(_("{name} is empty").format(name=name))
    place = _free(runs.own("data"), name)
    place.write_bytes(data)
    try:
        histories = read(place)
    except InputError as error:
        if suffix != ".csv":
            place.unlink()
            raise InputError(str(error).replace(str(place), name)) from None
        try:
            return _keep(runs, _table(place))
        except InputError:
            place.unlink()
            raise
    if not any(len(history) for history in histories):
        place.unlink()
        raise InputError(_("{name} has no epoch yet").format(name=name))
    run = _free(runs.folder, name)
    place.rename(run)
    return {"kind": "log", "name": run.name}


def tables(runs: Runs) -> list[dict[str, Any]]:
    """What was said of the tables that were given to this lab."""
    found = []
    for path in sorted(runs.own("tables").glob("*.json")):
        if runs.table(path.stem) is not None:
            with contextlib.suppress(OSError, ValueError):
                found.append(json.loads(path.read_bytes()))
    return found


def _keep(runs: Runs, table: dict[str, Any]) -> dict[str, Any]:
    (runs.own("tables") / f"{table['source']}.json").write_text(json.dumps(table))
    return table


def _table(place: Path) -> dict[str, Any]:
    try:
        with place.open(encoding="utf-8-sig", newline="") as file:
            filled = (row for row in csv.reader(file) if row)
            rows = list(itertools.islice(filled, _FEW))
            n = len(rows) + sum(1 for _row in filled)
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            _("{name} is not a CSV file in UTF-8: {reason}").format(name=place.name, reason=error)
        ) from None
    if len(rows) < 2 or len(rows[0]) < 2:
        raise InputError(
            _("{name} needs a header with the names of its columns, and rows below it").format(
                name=place.name
            )
        )
    columns = [
        {"name": name, "kind": _kind([row[i] if i < len(row) else "" for row in rows[1:]])}
        for i, name in enumerate(rows[0])
    ]
    named = [
        name
        for name in rows[0]
        if re.fullmatch(r"(?i)target|label|class|y|目的変数|正解|ラベル", name.strip())
    ]
    return {
        "kind": "table",
        "source": place.name,
        "label": place.name,
        "columns": columns,
        "rows": n - 1,
        "target": named[0] if named else rows[0][-1],
    }


def _kind(cells: list[str]) -> str:
    try:
        for cell in cells:
            if cell.strip():
                float(cell)
    except ValueError:
        return "word"
    return "number"


def _plain(name: str) -> str:
    """A file's name without any folder, as every system would see it."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    path = Path(re.sub(r'[\x00-\x1f:<>"|?*]', "", last).strip(". ") or "file")
    stem = path.stem[:80].encode("utf-8", "ignore")[:150].decode("utf-8", "ignore").rstrip(". ")
    plain = stem + path.suffix
    return plain if portable(plain) else f"file-{plain}"


def _free(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path, n = folder / name, 1
    while path.exists() or path.is_symlink():
        n += 1
        path = folder / f"{Path(name).stem}-{n}{Path(name).suffix}"
    return path

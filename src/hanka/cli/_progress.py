"""Progress of training on standard error: bars on a terminal, else a plain line every few seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from hanka.cli._output import console, note
from hanka.messages import gettext as _
from hanka.messages import ngettext

if TYPE_CHECKING:
    from hanka.checkpoint import Row
    from hanka.engine import Plan
    from hanka.spec import Family

__all__ = ["announce", "duration", "follow"]

_EVERY = 5.0
_MOST_BARS = 8


def duration(seconds: float) -> str:
    """Minutes and seconds.

    >>> duration(75), duration(3675)
    ('1:15', '1:01:15')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def announce(plan: Plan, say: Callable[[str], None] = note) -> None:
    """Say before training what it will take: the groups of one compiled program, time and memory."""
    members = sum(len(group.members) for group in plan.groups)
    say(
        ngettext("{n} network", "{n} networks", members).format(n=members)
        + ngettext(" in {n} group", " in {n} groups of one compiled program each", len(plan.groups)).format(
            n=len(plan.groups)
        )
        + _(": about {time}, {memory:.1f} GB of memory").format(
            time=duration(plan.seconds), memory=plan.bytes / 1e9
        )
    )
    for group in plan.groups[:_MOST_BARS]:
        say(
            _("  {label}: {n} × {parameters:,} parameters, about {time}").format(
                label=group.label,
                n=len(group.members),
                parameters=group.parameters,
                time=duration(group.seconds),
            )
        )
    if len(plan.groups) > _MOST_BARS:
        say(_("  … and {n} more groups").format(n=len(plan.groups) - _MOST_BARS))


def follow(
    rows: Iterable[Row], plan: Plan, family: Family, done: dict[int, int], quiet: bool
) -> Iterator[Row]:
    """The rows themselves, with their progress told on the way.

    Args:
        done: member → epochs that an earlier training has finished.
    """
    if quiet:
        return iter(rows)
    return _bars(rows, plan, family, done) if sys.stderr.isatty() else _lines(rows, family, done)


def _lines(rows: Iterable[Row], family: Family, done: dict[int, int]) -> Iterator[Row]:
    total = sum(spec.epochs for spec in family)
    epochs = begun = sum(done.values())
    start = told = 0.0
    for row in rows:
        epochs += 1
        if not start:  # the first chunk's time is the compiler's
            begun, start = epochs, time.monotonic()
            told = start
        if row.get("diverged") or row.get("stopped"):
            total -= family.specs[row["member"]].epochs - row["epoch"]
        now = time.monotonic()
        if now - told >= _EVERY:
            told = now
            rate = (epochs - begun) / (now - start)
            note(
                _("{done}/{total} epochs, {rate:.2f} epochs/s, {left} left").format(
                    done=epochs, total=total, rate=rate, left=duration((total - epochs) / rate)
                )
            )
        yield row


def _bars(rows: Iterable[Row], plan: Plan, family: Family, done: dict[int, int]) -> Iterator[Row]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns: list[Any] = [TextColumn("{task.description}"), BarColumn(bar_width=30), MofNCompleteColumn()]
    columns += [TextColumn(_("epochs")), TextColumn("{task.fields[rate]}"), TimeRemainingColumn()]
    place = {member: i for i, group in enumerate(plan.groups) for member in group.members}
    began: dict[int, float] = {}
    seen: dict[int, int] = {}
    with Progress(*columns, console=console(sys.stderr)) as progress:
        tasks = []
        for i, group in enumerate(plan.groups):
            total = sum(family.specs[member].epochs for member in group.members)
            first = sum(done.get(member, 0) for member in group.members)
            label = f"{group.label} ×{len(group.members)}"
            tasks.append(
                progress.add_task(
                    label, total=total, completed=first, rate="", visible=i < _MOST_BARS, start=False
                )
            )
        start = time.monotonic()
        for row in rows:
            i = place[row["member"]]
            task = tasks[i]
            if i not in began:
                began[i] = start
                progress.start_task(task)
                progress.update(task, visible=True)
            seen[i] = seen.get(i, 0) + 1
            now = time.monotonic()
            progress.update(
                task, advance=1, rate=_("{rate:.2f}/s").format(rate=seen[i] / max(now - began[i], 1e-3))
            )
            if row.get("diverged") or row.get("stopped"):
                lost = family.specs[row["member"]].epochs - row["epoch"]
                progress.update(task, total=(progress.tasks[i].total or lost) - lost)
            start = now
            yield row

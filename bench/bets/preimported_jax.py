"""The bet on a user's own JAX: imported and started with one device before hanka, which trains the same.

python bench/bets/preimported_jax.py
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

Row = dict[str, Any]


def child(started: bool) -> None:
    """Train a small family, in a process where JAX was or was not started before."""
    if started:
        import jax

        jax.config.update("jax_num_cpu_devices", 1)
        assert len(jax.devices()) == 1 and jax.numpy.ones(3).sum() == 3
    import hanka

    spec = hanka.Spec(hidden_layer_sizes=(64,), epochs=3, train_size=3200)
    rows = list(hanka.train(hanka.vary(spec, dropout=[0, 0.2], seed=range(3)), hanka.load("mnist")))
    import jax

    print(json.dumps({"devices": len(jax.devices()), "rows": rows}))


def answer(kind: str) -> tuple[int, dict[tuple[int, int], Row]]:
    """What a child of that kind says: its number of devices, and its rows by (member, epoch)."""
    command = [sys.executable, __file__, kind]
    found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return found["devices"], {(r["member"], r["epoch"]): r | {"seconds": 0} for r in found["rows"]}


def main() -> None:
    """Compare both; exit 1 where they differ by more than 1e-5."""
    devices, expected = answer("plain")
    theirs, found = answer("started")
    largest = 0.0
    assert found.keys() == expected.keys()
    for place, row in expected.items():
        for key, value in row.items():
            if value != found[place][key]:
                largest = max(largest, abs(value - found[place][key]) / abs(value))
    same = sum(found[place] == row for place, row in expected.items())
    print(f"{len(expected)} rows; {devices} devices of hanka's own, {theirs} of the user's:", end=" ")
    print(f"{same} rows are bit-identical, the largest relative difference is {largest:.2g}")
    sys.exit(largest > 1e-5)


if __name__ == "__main__":
    if sys.argv[1:]:
        child(sys.argv[1] == "started")
    else:
        main()

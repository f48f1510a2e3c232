"""What JAX compiles for a family of one shape: `python _compiles.py MEMBERS` prints name → count as JSON."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections import Counter

import jax
import numpy as np

import hanka

compiled: Counter[str] = Counter()


class Listener(logging.Handler):
    """Counts the programs that JAX says it finished compiling."""

    def emit(self, record: logging.LogRecord) -> None:
        if found := re.match(r"Finished XLA compilation of (?:jit\()?([^ )]+)", record.getMessage()):
            compiled[found[1]] += 1


members = int(sys.argv[1])
jax.config.update("jax_log_compiles", True)
logging.getLogger("jax").addHandler(Listener())
logging.getLogger("jax").propagate = False
spec = hanka.Spec(hidden_layer_sizes=(64,), train_size=3200, epochs=2)
family = hanka.vary(spec, seed=range(members))
rates = np.logspace(-4, -2, members).tolist()
family = hanka.Family(
    tuple(hanka.Spec(**{**s.to_dict(), "learning_rate": rate}) for s, rate in zip(family, rates, strict=True))
)
rows = sum(1 for _ in hanka.train(family, hanka.load("mnist")))
print(json.dumps({"rows": rows, "compiled": compiled}))

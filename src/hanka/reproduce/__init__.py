"""The lecture, the tutorial and two experiments, trained anew and held against what is published.

>>> from hanka.reproduce import STUDIES, Settings
>>> list(STUDIES)
['lecture', 'tutorial', 'double-descent', 'techniques']
>>> len(STUDIES["tutorial"].family(Settings(seeds=2)))
14
"""

from __future__ import annotations

from hanka.reproduce._double_descent import DOUBLE_DESCENT
from hanka.reproduce._lecture import LECTURE
from hanka.reproduce._markup import cell
from hanka.reproduce._run import reproduce, take_up, write
from hanka.reproduce._study import Result, Settings, Study
from hanka.reproduce._techniques import TECHNIQUES
from hanka.reproduce._tutorial import TUTORIAL

__all__ = ["STUDIES", "Result", "Settings", "Study", "cell", "reproduce", "take_up", "write"]

STUDIES: dict[str, Study] = {study.name: study for study in (LECTURE, TUTORIAL, DOUBLE_DESCENT, TECHNIQUES)}

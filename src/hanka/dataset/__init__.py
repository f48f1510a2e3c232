"""Arrays split into training, validation and test, from the bundled sets, files or a plugin.

A data set of your own is a function that returns `Examples`, behind an entry point:

    [project.entry-points."hanka.datasets"]
    moons = "my_package:moons"

and `hanka.dataset.conformance` has the tests that it should pass.
"""

from hanka.dataset._describe import describe
from hanka.dataset._load import load
from hanka.dataset._sources import known
from hanka.dataset._teacher import Teacher
from hanka.dataset._types import Dataset, Examples, Task

__all__ = ["Dataset", "Examples", "Task", "Teacher", "describe", "known", "load"]

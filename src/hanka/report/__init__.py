"""One HTML file that needs nothing else: verdicts, curves, exemplars, capacity, errors, and the data."""

from hanka.report._page import report

__all__ = ["report"]

"""One HTML file that needs nothing else: verdicts, curves, exemplars, capacity, errors, and the data."""

from hanka.report._page import frame, report

__all__ = ["frame", "report"]

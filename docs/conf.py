"""Sphinx' settings: the pages are Markdown (MyST), the API comes from the docstrings."""

from hanka import __version__

project = "hanka"
author = "hanka contributors"
copyright = author
release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
# `[LICENSE](../LICENSE)` and the like are for readers of the repository.
suppress_warnings = ["myst.xref_missing"]

autodoc_member_order = "bysource"
autodoc_typehints = "description"
napoleon_google_docstring = True
napoleon_use_ivar = True  # attributes of a dataclass would otherwise be described twice

html_theme = "pydata_sphinx_theme"
html_title = f"hanka {release}"
html_theme_options = {"show_prev_next": False}
html_show_sourcelink = False

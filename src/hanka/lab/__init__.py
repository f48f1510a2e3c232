"""The local web application; it starts training as a process of its own."""

from hanka.lab._app import create_app
from hanka.lab._serve import serve

__all__ = ["create_app", "serve"]

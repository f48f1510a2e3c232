"""The lab's addresses: what is asked under each, and the answer."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import multiprocessing
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from sse_starlette import EventSourceResponse
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from hanka.errors import HankaError, InputError
from hanka.lab import _looks
from hanka.lab._asked import Asked, SettingError
from hanka.lab._choices import choices
from hanka.lab._entries import Entries
from hanka.lab._events import Verdicts, events
from hanka.lab._guard import Door, Guard
from hanka.lab._jobs import Jobs
from hanka.lab._judge import humble
from hanka.lab._page import FILES, page, static
from hanka.lab._runs import MissingError, Runs
from hanka.lab._uploads import MOST_BYTES, tables, take
from hanka.lab._view import Views, sources
from hanka.messages import LANGUAGES, language, speaking
from hanka.messages import gettext as _
from hanka.report import report

__all__ = ["create_app"]

_MOST_BODY = 1_000_000
_MOST_NAMES = 50

Answer = Callable[[Request], Awaitable[Response]]


class Lab:
    """What the addresses share."""

    def __init__(self, folder: Path) -> None:
        self.runs = Runs(folder.resolve())
        self.jobs = Jobs(self.runs)
        self.entries = Entries(self.runs, self.jobs)
        self.views = Views(self.runs)
        self.verdicts = Verdicts(self.runs, self._executor, lambda: self.jobs.going_on > 0)
        self._judges: ProcessPoolExecutor | None = None

    def _executor(self) -> Executor:
        """A process for verdicts; a new one where the last was killed."""
        if self._judges is None or getattr(self._judges, "_broken", False):
            spawn = multiprocessing.get_context("spawn")  # a fork would take the server's sockets along
            self._judges = ProcessPoolExecutor(1, mp_context=spawn, initializer=humble)
        return self._judges

    def read(self) -> None:
        """Read what every page shows."""
        choices(self.runs.folder.name)
        self.entries.all()

    def entry(self, name: str) -> dict[str, Any]:
        return self.entries.entry(name)

    def close(self) -> None:
        if self._judges is not None:
            for process in list(self._judges._processes.values()):
                process.kill()
            self._judges.shutdown(wait=False, cancel_futures=True)


def create_app(folder: Path, door: Door) -> ASGIApp:
    """The lab over a folder of runs.

    Args:
        folder: where experiments are, and where they go; it need not exist yet.
        door: who may ask.
    """
    lab = Lab(folder)

    @contextlib.asynccontextmanager
    async def life(_app: Starlette) -> AsyncIterator[None]:
        lab.jobs.open()
        reading = asyncio.create_task(asyncio.to_thread(lab.read))  # before the first page asks for it
        try:
            yield
        finally:
            reading.cancel()
            lab.close()
            await lab.jobs.close()

    handlers = {HankaError: _complaint, OSError: _no_access, HTTPException: _http, Exception: _fault}
    # Around all of it: what goes wrong within has its headers too.
    return Guard(Starlette(routes=_routes(lab), lifespan=life, exception_handlers=handlers), door)


def _routes(lab: Lab) -> list[Route]:
    def route(path: str, answer: Callable[[Lab, Request], Awaitable[Response]], method: str = "GET") -> Route:
        return Route(path, _in_language(partial(answer, lab)), methods=[method])

    return [
        route("/", _page),
        route("/static/{name}", _static),
        route("/api/lab", _choices),
        route("/api/experiments", _list),
        route("/api/experiments", _train, "POST"),
        route("/api/experiments/{name}", _rename, "PATCH"),
        route("/api/experiments/{name}", _delete, "DELETE"),
        route("/api/experiments/{name}/pause", _pause, "POST"),
        route("/api/experiments/{name}/resume", _resume, "POST"),
        route("/api/experiments/{name}/stop", _stop, "POST"),
        route("/api/estimate", _estimate, "POST"),
        route("/api/view", _view),
        route("/api/events", _events),
        route("/api/uploads", _upload, "POST"),
        route("/api/report", _report),
        route("/api/predict", _predict, "POST"),
        route("/api/weights", _weights),
        route("/api/errors", _errors),
    ]


async def _page(_lab: Lab, _request: Request) -> Response:
    return HTMLResponse(page())


async def _static(_lab: Lab, request: Request) -> Response:
    name = request.path_params["name"]
    if name not in FILES:
        raise HTTPException(404)
    headers = {"Cache-Control": "max-age=31536000, immutable"} if request.url.query else {}
    return Response(static(name), media_type=FILES[name], headers=headers)


async def _choices(lab: Lab, _request: Request) -> Response:
    return JSONResponse(
        {
            **await asyncio.to_thread(choices, lab.runs.folder.name),
            "tables": await asyncio.to_thread(tables, lab.runs),
        }
    )


async def _list(lab: Lab, _request: Request) -> Response:
    return JSONResponse({"experiments": await asyncio.to_thread(lab.entries.all)})


async def _estimate(lab: Lab, request: Request) -> Response:
    body = await _body(request)
    asked = await asyncio.to_thread(Asked.read, body, lab.runs)
    out = f"{lab.runs.folder.name}/{lab.runs.free(Path(asked.source).stem.partition(':')[0])}"
    answer = {
        "networks": len(asked.family()),
        "seconds": None,
        "bytes": None,
        "groups": None,
        **asked.words(out),
    }
    if not lab.jobs.ready:  # a worker that imports JAX now would take the time of what is being trained
        return JSONResponse(answer)
    try:
        found = await asyncio.wait_for(lab.jobs.ask([*asked.arguments(), "--plan", "--json"]), 20)
    except (TimeoutError, OSError):
        return JSONResponse(answer)
    if found["code"]:
        raise InputError(_said(found["err"]))
    if body.get("prepare", True):
        lab.jobs.prepare(asked.arguments())
    plan = json.loads(found["out"])
    return JSONResponse(
        answer | {"seconds": plan["seconds"], "bytes": plan["bytes"], "groups": len(plan["groups"])}
    )


async def _train(lab: Lab, request: Request) -> Response:
    body = await _body(request)
    asked = await asyncio.to_thread(Asked.read, body, lab.runs)
    name = body.get("name") or lab.runs.free(Path(asked.source).stem.partition(":")[0])
    if not isinstance(name, str):
        raise InputError(_("a name is a text"))
    out = lab.runs.new(name)
    await lab.jobs.start(name, asked.arguments(), out)
    return JSONResponse(lab.entry(name), status_code=201)


async def _pause(lab: Lab, request: Request) -> Response:
    name = request.path_params["name"]
    lab.runs.path(name)
    await lab.jobs.pause(name)
    return JSONResponse(lab.entry(name))


async def _resume(lab: Lab, request: Request) -> Response:
    name = request.path_params["name"]
    await lab.jobs.resume(name)
    return JSONResponse(lab.entry(name))


async def _stop(lab: Lab, request: Request) -> Response:
    name = request.path_params["name"]
    if lab.entry(name)["state"] not in ("paused", "failed"):
        await lab.jobs.pause(name)
    lab.runs.stop(name)
    return JSONResponse(lab.entry(name))


async def _rename(lab: Lab, request: Request) -> Response:
    body = await _body(request)
    new = body.get("name") if isinstance(body, dict) else None
    if not isinstance(new, str):
        raise InputError(_("a name is a text"))
    lab.jobs.at_rest(request.path_params["name"])
    await asyncio.to_thread(lab.runs.rename, request.path_params["name"], new)
    return JSONResponse(lab.entry(new))


async def _delete(lab: Lab, request: Request) -> Response:
    lab.jobs.at_rest(request.path_params["name"])
    await asyncio.to_thread(lab.runs.delete, request.path_params["name"])
    return Response(status_code=204)


async def _view(lab: Lab, request: Request) -> Response:
    names = _names(request)
    # States first: an event tells of one that is too old, and nothing of a view that is older than its state.
    entries = json.dumps([lab.entry(name) for name in names])
    shown = await lab.views.text(names)
    return Response(f'{{"entries":{entries},{shown[1:]}', media_type="application/json")


async def _events(lab: Lab, request: Request) -> Response:
    after = request.headers.get("last-event-id") or request.query_params.get("after", "")
    offsets = [int(n) for n in after.split("-")] if re.fullmatch(r"\d{1,18}(-\d{1,18})*", after) else []
    names = [name for name in _names(request) if lab.runs.has(name)]
    if not names:
        raise MissingError(_("these runs are no longer here; reload the list"))
    stream = events(names, offsets, lab.runs, lab.verdicts, lab.entry)
    return EventSourceResponse(stream, ping=15, send_timeout=60)


async def _upload(lab: Lab, request: Request) -> Response:
    data = await _bytes(request, MOST_BYTES)
    found = await asyncio.to_thread(take, lab.runs, request.query_params.get("name", ""), data)
    if found["kind"] == "log":
        found["entry"] = lab.entry(found.pop("name"))
    return JSONResponse(found)


async def _report(lab: Lab, request: Request) -> Response:
    names = _names(request)
    made = await asyncio.to_thread(lambda: report(*sources(lab.runs, names), title=", ".join(names)))
    file = re.sub(r"[^\w.-]+", "-", names[0], flags=re.ASCII).strip("-.") or "report"
    return HTMLResponse(made, headers={"Content-Disposition": f'attachment; filename="{file}.html"'})


async def _predict(lab: Lab, request: Request) -> Response:
    body = await _body(request)
    experiment = lab.runs.open(_names(request)[0])
    pixels = body.get("pixels") if isinstance(body, dict) else None
    return JSONResponse(await asyncio.to_thread(_looks.predict, experiment, pixels))


async def _weights(lab: Lab, request: Request) -> Response:
    experiment = lab.runs.open(_names(request)[0])
    return JSONResponse(await asyncio.to_thread(_looks.weights, experiment, _member(request)))


async def _errors(lab: Lab, request: Request) -> Response:
    experiment = lab.runs.open(_names(request)[0])
    return JSONResponse(await asyncio.to_thread(_looks.errors, experiment, _member(request)))


def _names(request: Request) -> list[str]:
    names = list(dict.fromkeys(request.query_params.getlist("name")))
    if not 0 < len(names) <= _MOST_NAMES:
        raise InputError(_("name 1 to {most} runs").format(most=_MOST_NAMES))
    return names


def _member(request: Request) -> int:
    text = request.query_params.get("member", "")
    if not re.fullmatch(r"\d{1,6}", text):
        raise InputError(_("a member is a number"))
    return int(text)


async def _body(request: Request) -> Any:
    try:
        return json.loads(await _bytes(request, _MOST_BODY))
    except (ValueError, RecursionError):
        raise InputError(_("what was sent is not JSON")) from None


async def _bytes(request: Request, most: int) -> bytes:
    """The body, refused before more of it is read than there may be."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise HTTPException(413, _("more than {most:,} bytes are not taken").format(most=most))
        parts.append(part)
    return b"".join(parts)


def _in_language(answer: Answer) -> Answer:
    """Speak the language that the page asks for."""

    async def spoken(request: Request) -> Response:
        wanted = request.headers.get("accept-language", "")[:2].lower()
        with speaking(wanted if wanted in LANGUAGES else language()):
            return await answer(request)

    return spoken


def _complain(status: int, text: str, setting: str | None = None) -> Response:
    text = text.encode("utf-8", "replace").decode()  # a name may be in it that is none
    data = {"error": {"en": text, "ja": text}, "setting": setting}
    return JSONResponse(data, status_code=status)


def _complaint(_request: Request, error: Exception) -> Response:
    status = 404 if isinstance(error, MissingError) else 400
    return _complain(status, str(error), error.setting if isinstance(error, SettingError) else None)


def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _complain(error.status_code, error.detail)


def _no_access(_request: Request, error: Exception) -> Response:
    reason = getattr(error, "strerror", None) or error
    return _complain(400, _("the folder of runs can't be read or written: {reason}").format(reason=reason))


def _fault(_request: Request, error: Exception) -> Response:
    logging.getLogger("hanka.lab").error("%s: %s", type(error).__name__, error)
    return _complain(
        500,
        _("the lab failed at this ({kind}); its own terminal says more").format(kind=type(error).__name__),
    )


def _said(text: str) -> str:
    """A command's last line, without its name."""
    lines = [line for line in text.splitlines() if line.strip()]
    return re.sub(r"^hanka( \w+)?: ", "", lines[-1]) if lines else _("it ended without a word")

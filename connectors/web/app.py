"""Puts the web's parts together."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from bot import __version__
from bot.domain.audience import Clearance
from bot.ports import Clock
from connectors.web.api import Api, Refused, api_routes, language_of_request
from connectors.web.desk import Counting, FrontDesk, Vitals
from connectors.web.guard import Guard
from connectors.web.health import health_routes
from connectors.web.markup import parser
from connectors.web.outlet import WebOutlet
from connectors.web.pages import Pages, page_routes
from connectors.web.sources import SourcePages
from connectors.web.streams import Pace, Streams
from connectors.web.views import Viewer
from connectors.web.words import STATIC, Words


@dataclass(frozen=True, slots=True)
class Site:
    """The finished site: what a server serves, and the streams to end before it stops."""

    app: ASGIApp
    streams: Streams


def build(  # noqa: PLR0913 - one argument per part that the site is built of
    desk: FrontDesk,
    *,
    outlet: WebOutlet,
    names: Collection[str],
    clearance: Clearance,
    vitals: Vitals,
    figures: Counting,
    clock: Clock,
    is_shut: Callable[[], bool],
    pace: Pace,
) -> Site:
    """The site, answering to the host names `names`, localhost and the loopback addresses."""
    words, markdown = Words(), parser()
    streams = Streams(desk, outlet, Viewer(markdown), pace)
    pages = Pages(desk, clearance, words, SourcePages(markdown, words))
    api = Api(desk, streams, clearance, clock, words, is_shut)
    app = FastAPI(
        title="supportbot",
        version=__version__,
        description="Ask the documents. A session cookie tells askers apart.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.include_router(api_routes(api))
    app.include_router(page_routes(pages))
    app.include_router(health_routes(vitals=vitals, figures=figures, is_shut=is_shut))
    app.mount("/static", StaticFiles(directory=STATIC))
    _speak(app, words, pages)
    app.add_middleware(Guard, names=frozenset(names), words=words)
    return Site(app, streams)


def _speak(app: FastAPI, words: Words, pages: Pages) -> None:
    """Say what went wrong in words, and never what was sent to us."""

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        language = language_of_request(request)
        is_own = request.url.path.startswith("/api/")
        if error.status_code == HTTPStatus.NOT_FOUND and not is_own:
            return pages.missing(language)
        # What the framework itself says is English and about itself.
        is_ours = isinstance(error, Refused)
        sentence = error.detail if is_ours else words.say("error_request", language)
        return JSONResponse({"error": sentence}, error.status_code, error.headers)

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, error: RequestValidationError) -> Response:
        language = language_of_request(request)
        where = {str(step) for problem in error.errors() for step in problem["loc"]}
        key = "error_text" if "text" in where else "error_fields"
        return JSONResponse({"error": words.say(key, language)}, 422)

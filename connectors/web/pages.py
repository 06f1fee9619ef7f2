"""What people open in a browser: the chat page and the documents."""

from __future__ import annotations

import asyncio
import unicodedata
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from bot.domain.audience import Clearance
from bot.domain.errors import ServiceError
from bot.domain.language import Language
from bot.domain.validity import ended
from connectors.web.api import Reader, language_of_request
from connectors.web.desk import FrontDesk
from connectors.web.quotes import Wanted
from connectors.web.sessions import YEAR
from connectors.web.sources import SourcePages
from connectors.web.words import LANGUAGE_COOKIE, Words, negotiated


@dataclass(frozen=True, slots=True)
class Pages:
    """What the routes need."""

    desk: FrontDesk
    clearance: Clearance
    words: Words
    sources: SourcePages

    def chat(self, language: Language) -> HTMLResponse:
        """The chat page."""
        current = {f"current_{one}": "" for one in Language}
        current[f"current_{language}"] = 'aria-current="true"'
        return HTMLResponse(self.words.page("index.html", language, **current))

    async def source(self, path: str, wanted: Wanted, language: Language) -> HTMLResponse:
        """A document, if the web may read it; of one that has ended it is said."""
        try:
            passages = await self.desk.passages(
                unicodedata.normalize("NFC", path), self.clearance
            )
        except ServiceError:
            return HTMLResponse(self.words.page("away.html", language), 503)
        if not passages:
            return self.missing(language)
        # A long document takes a second to render; nobody else has to wait for it.
        until = ended(passages[0].labels, self.desk.today())
        page = await asyncio.to_thread(
            self.sources.page, passages, wanted, language, ended=until
        )
        return HTMLResponse(page)

    def missing(self, language: Language) -> HTMLResponse:
        """There is nothing here for you."""
        return HTMLResponse(self.sources.missing(language), 404)


def page_routes(pages: Pages) -> APIRouter:
    """`/` and `/sources/…`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def chat(request: Request, language: str | None = None) -> HTMLResponse:
        chosen = negotiated(
            language,
            request.cookies.get(LANGUAGE_COOKIE),
            accepted=request.headers.get("accept-language"),
        )
        page = pages.chat(chosen)
        if language == chosen:
            page.set_cookie(LANGUAGE_COOKIE, chosen, max_age=YEAR, path="/", samesite="lax")
        return page

    @router.get("/sources/{path:path}")
    async def source(
        path: str, reader: Reader, quote: str = "", until: str = "", under: str = ""
    ) -> HTMLResponse:
        return await pages.source(path, Wanted(quote, until, under), reader)

    @router.get("/favicon.ico")
    async def icon(request: Request) -> HTMLResponse:
        return pages.missing(language_of_request(request))

    return router

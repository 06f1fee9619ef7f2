"""A real browser, for tests of the page."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.connectors.web.house import House
from tests.needs import needs

Scheme = Literal["light", "dark"]
WIDTHS = {"desktop": (1280, 800), "phone": (390, 844)}


@dataclass
class Visit:
    """A page of the door, and all that went wrong on it."""

    house: House
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Note errors, dialogs, and requests that leave the door."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", lambda request: self._request(request.url))
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))

    async def ask(self, words: str) -> None:
        """Type and press Enter."""
        await self.page.fill("#text", words)
        await self.page.keyboard.press("Enter")

    async def settled(self, count: int = 1) -> None:
        """Wait until so many questions have an outcome."""
        await self.page.locator(".exchange[aria-busy=false]").nth(count - 1).wait_for()

    def _console(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")

    def _request(self, url: str) -> None:
        if not url.startswith(self.house.url):
            self.complaints.append(f"request: {url}")


@asynccontextmanager
async def visit(
    browser: Browser,
    house: House,
    *,
    language: str = "en",
    width: str = "desktop",
    scheme: Scheme = "light",
) -> AsyncIterator[Visit]:
    """The chat page, opened by somebody new."""
    across, down = WIDTHS[width]
    context = await browser.new_context(
        viewport={"width": across, "height": down},
        locale=language,
        color_scheme=scheme,
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(30_000)
    visiting = Visit(house, context, await context.new_page())
    visiting.watch(visiting.page)
    await visiting.page.goto(house.url)
    await visiting.page.locator("#welcome").wait_for()
    yield visiting
    await context.close()


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium, without a window."""
    program = shutil.which("chromium")
    needs(program, "no browser: install chromium and fonts-noto-cjk")
    async with async_playwright() as tool:
        browser = await tool.chromium.launch(executable_path=program)
        yield browser
        await browser.close()


# For each visible element with words of its own: the least contrast of its colour against
# what lies behind it, by the formula of WCAG 2.
CONTRASTS = """() => {
  const options = { willReadFrequently: true };
  const canvas = document.createElement("canvas").getContext("2d", options);
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    const isUnseen = !element.checkVisibility() || element.closest("noscript, .hidden, .skip");
    if (!own || isUnseen) continue;
    const [a, b] = [light(rgb(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    found.push([Math.round(ratio * 100) / 100, element.tagName + "." + element.className]);
  }
  return found;
}"""

# Controls that a screen reader could not name, and images without a description.
NAMELESS = """() => [
    ...document.querySelectorAll("a, button, textarea, input, select, img, dialog")
  ].filter((one) => {
    const labelled = (one.getAttribute("aria-labelledby") ?? "").split(" ")
      .map((id) => document.getElementById(id)?.textContent ?? "").join("");
    const label = one.labels?.length ? one.labels[0].textContent : "";
    const own = one.tagName !== "IMG" ? one.textContent : one.hasAttribute("alt") ? "alt" : "";
    return !(one.getAttribute("aria-label") || labelled || label || own.trim());
  }).map((one) => one.outerHTML)"""

# Elements that reach beyond the right edge of the window.
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"

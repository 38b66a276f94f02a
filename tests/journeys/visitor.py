"""A person at a browser: logs in through the page, and remembers everything a page must never do."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.world import PASSWORD

# Where the pictures of each step go; none are taken without it.
PICTURES = os.environ.get("ECO_JOURNEY_PICTURES", "")
PATIENCE = 20_000  # milliseconds: two busy cores
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


class Visitor:
    def __init__(self, browser: Browser, address: str, **options):
        self.address = address
        self.offences: list[str] = []
        self.context = browser.new_context(
            **{"base_url": address, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": DESK} | options
        )
        self.context.set_default_timeout(PATIENCE)
        watch(self.context, self.offences)
        self.page: Page = self.context.new_page()

    def log_in(self, name: str) -> Page:
        self.page.goto("/login/")
        self.page.get_by_label("账号").fill(name)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(lambda url: "/login/" not in url)
        return self.page


def watch(context: BrowserContext, offences: list[str]) -> None:
    """Errors in the console (a breach of the content policy is one), failed answers, and calls to other hosts."""

    def on_console(message):
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            offences.append(f"console of {message.location['url']}: {message.text}")

    def on_request(request):
        place = urlsplit(request.url)
        if place.scheme in ("http", "https", "ws", "wss") and place.hostname != "127.0.0.1":
            offences.append(f"outside request: {request.url}")

    def on_response(response: Response):
        is_asset = response.request.resource_type in ("stylesheet", "script", "image", "font", "media")
        if response.status >= (400 if is_asset else 500):
            offences.append(f"{response.status}: {response.url}")

    context.on("console", on_console)
    context.on("weberror", lambda error: offences.append(f"script: {error.error}"))
    context.on("request", on_request)
    context.on("response", on_response)


def look(page: Page, name: str) -> None:
    """A picture of this step for whoever wants to see the journey."""
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True, caret="initial")


def confirm(page: Page, word: str) -> None:
    """Answer the page's own question with its yes button."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=word, exact=True).click()

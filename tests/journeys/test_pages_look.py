"""Every role's pages on a desk screen and on a phone: they fit, they can be used by everybody, they print."""

import os
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from .visitor import PHONE, look

SCENE = "busy"
GRAVE = ("serious", "critical")
AXE = {"resultTypes": ["violations"]}
A_SHEET = 5000  # bytes of a page with anything on it
ROLES = ("chief", "water_staff", "water_head", "reviewer", "leader", "city_receiver", "water_admin", "sysadmin",
         "secadmin", "auditor")
FILES = "[download], [href*='/export/'], [href*='/annexes/']"
BEYOND = f"[data-row-link], .nav-tabs a[href], .page-head .actions a:not({FILES})"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(os.environ.get("ECO_TEST_STACK") == "real", reason="pages look the same on every stack"),
]


@pytest.fixture(scope="module")
def examined() -> set[str]:
    """Kinds of pages that were examined closely; other roles see them with other buttons only."""
    return set()


@pytest.mark.parametrize("role", ROLES)
def test_pages_of(role, visit, examined):
    page = visit(role)
    faults, ways = {}, menu_of(page)
    while ways:
        address = ways.pop(0)
        faults[address] = faults_at_desk(page, address, role, examined)
        known = {kind_of(address) for address in [*faults, *ways]}
        ways += [beyond for beyond in links_beyond(page) if kind_of(beyond) not in known]
    page.set_viewport_size(PHONE)
    for address, found in faults.items():
        found += faults_on_phone(page, address, role)
    assert {address: found for address, found in faults.items() if found} == {}


def menu_of(page: Page) -> list[str]:
    return hrefs(page.get_by_role("navigation", name="主菜单").get_by_role("link"))


def links_beyond(page: Page) -> list[str]:
    """The page behind the first row of each list here, the neighbouring tabs, the pages its buttons lead to."""
    links = hrefs(page.get_by_role("main").locator(BEYOND))
    return list({kind_of(address): address for address in reversed(links) if address.startswith("/")}.values())


def hrefs(links: Locator) -> list[str]:
    return links.evaluate_all("links => links.map(link => link.getAttribute('href'))")


def kind_of(address: str) -> str:
    return re.sub(r"\d+", "N", address.partition("?")[0])


def faults_at_desk(page: Page, address: str, role: str, examined: set[str]) -> list[str]:
    answer = page.goto(address)
    look(page, f"desk-{role}-{file_name(address)}")
    found = [] if answer.ok else [f"answers {answer.status}"]
    kind = f"{kind_of(address)} {role if address == '/' else ''}"
    if kind not in examined:
        examined.add(kind)
        found += faults_closely(page)
    return found + faults_of_frame(page)


def faults_closely(page: Page) -> list[str]:
    """What keeps somebody from using it, and what keeps it from paper."""
    grave = [rule for rule in Axe().run(page, options=AXE).response["violations"] if rule["impact"] in GRAVE]
    found = [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in grave]
    return found + ([] if len(page.pdf(format="A4")) > A_SHEET else ["prints an empty sheet"])


def faults_on_phone(page: Page, address: str, role: str) -> list[str]:
    page.goto(address)
    look(page, f"phone-{role}-{file_name(address)}")
    return [f"on a phone {fault}" for fault in faults_of_frame(page)]


def faults_of_frame(page: Page) -> list[str]:
    """It fits into the window, says what it is, and has one heading."""
    width, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    found = [f"is {width - room}px too wide"] if width > room else []
    headings = [text for text in page.get_by_role("heading", level=1).all_inner_texts() if text.strip()]
    if len(headings) != 1:
        found.append(f"has headings {headings}")
    if not re.match(r"\S.* · ", page.title()):
        found.append(f"is titled “{page.title()}”")
    return found


def file_name(address: str) -> str:
    return re.sub(r"\W+", "-", address).strip("-") or "home"

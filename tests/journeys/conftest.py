import os
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from scripts.screenshot import FLAGS

from .product import Ground, ServerGround
from .visitor import PATIENCE, Visitor


@pytest.fixture(scope="session")
def ground(tmp_path_factory):
    folder = tmp_path_factory.mktemp("journeys")
    if os.environ.get("ECO_TEST_STACK") == "real":
        ground = ServerGround(folder, os.environ["DATABASE_URL"], os.environ["REDIS_URL"])
    else:
        ground = Ground(folder)
    yield ground
    ground.close()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def product(request, ground):
    """The running product of this module, laid out as its `SCENE`."""
    product = ground.product(request.module.SCENE)
    try:
        yield product.start()
    finally:
        product.crash()


@pytest.fixture(scope="package")
def chromium():
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, product):
    """`visit("water_staff")` is the page that person has just logged in with; it must behave all the way."""
    visitors = []

    def come(name, **options):
        visitors.append(Visitor(chromium, product.url, **options))
        return visitors[-1].log_in(name)

    yield come
    offences = [offence for visitor in visitors for offence in visitor.offences]
    for visitor in visitors:
        visitor.context.close()
    assert offences == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed and "product" in getattr(item, "funcargs", {}):
        report.sections.append(("what the processes said", item.funcargs["product"].said()))
    return report

"""Uploads over bad lines: nothing sent twice, nothing lost, and nobody else kept waiting."""

import base64
import hashlib
import io
import os
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

SCENE = "open"
IS_REAL = os.environ.get("ECO_TEST_STACK") == "real"
MEGABYTE = 1024 * 1024
HEAL_MILLISECONDS = 90_000
SLOW_UPLOADS, SLOW_SECONDS = 12, 10  # more than the server has threads
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def scan():
    """A picture of three pieces that no packing makes smaller."""
    buffer = io.BytesIO()
    Image.frombytes("RGB", (2100, 2000), os.urandom(2100 * 2000 * 3)).save(buffer, "PNG", compress_level=1)
    return {"name": "监测原始记录扫描件.png", "mimeType": "image/png", "buffer": buffer.getvalue()}


def test_broken_connection_is_resumed(visit, scan):
    page = visit("water_staff")
    cut = []

    def cut_once(route, request):
        if request.method == "PATCH" and request.headers.get("upload-offset") != "0" and not cut:
            cut.append(request.headers["upload-offset"])
            return route.abort("connectionreset")
        return route.continue_()

    page.route("**/uploads/**", cut_once)
    send(page, "污水处理率1", scan)
    finish(page)
    assert cut, "the connection was never cut"
    assert stored_sha256(page) == hashlib.sha256(scan["buffer"]).hexdigest()


def test_server_killed_between_pieces_and_started_again(visit, product, scan):
    page = visit("town_staff")
    crashes = []

    def crash_once(route, request):
        if request.method == "PATCH" and request.headers.get("upload-offset") != "0" and not crashes:
            product.crash()
            crashes.append(request.headers["upload-offset"])
            route.abort("connectionreset")
            product.start()
        else:
            route.continue_()

    page.route("**/uploads/**", crash_once)
    send(page, "污水处理率1", scan)
    finish(page)
    assert crashes
    assert stored_sha256(page) == hashlib.sha256(scan["buffer"]).hexdigest()


@pytest.mark.skipif(IS_REAL, reason="behind gunicorn stands nginx, which takes slow uploads in whole")
def test_slow_uploads_hold_no_page(visit, product):
    page = visit("housing_staff")
    places = [begin_upload(page, f"现场照片{number}.png") for number in range(SLOW_UPLOADS)]
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in page.context.cookies())
    with ThreadPoolExecutor(SLOW_UPLOADS) as pool:
        trickles = [pool.submit(trickle, product.port, place, cookies, token(page)) for place in places]
        waits = [seconds_of(page) for _ in range(SLOW_SECONDS - 2)]
        assert not any(trickle.done() for trickle in trickles)
        answers = [trickle.result() for trickle in trickles]
    assert max(waits) < 1, waits
    assert {answer.splitlines()[0] for answer in answers} == {"HTTP/1.1 204 No Content"}


def send(page: Page, task: str, file: dict) -> None:
    page.goto("/tasks/")
    page.get_by_role("link", name=task).click()
    page.get_by_label("选择文件").set_input_files(file)


def finish(page: Page) -> None:
    """It goes on by itself; when its patience ran out first, the person presses 续传."""
    done, resume = page.get_by_text(re.compile("^已上传")), page.get_by_role("button", name="续传")
    expect(done.or_(resume)).to_be_visible(timeout=HEAL_MILLISECONDS)
    if resume.is_visible():
        resume.click()
    expect(done).to_be_visible(timeout=HEAL_MILLISECONDS)


def stored_sha256(page: Page) -> str:
    page.locator("#evidence-panel .piece-title").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name=re.compile("下载")).first.click()
    return hashlib.sha256(coming.value.path().read_bytes()).hexdigest()


def token(page: Page) -> str:
    return next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken")


def begin_upload(page: Page, name: str) -> str:
    answer = page.request.post("/uploads/", headers={
        "Tus-Resumable": "1.0.0", "Upload-Length": str(2 * MEGABYTE), "X-CSRFToken": token(page),
        "Upload-Metadata": f"filename {base64.b64encode(name.encode()).decode()}",
    })
    assert answer.status == 201, answer.text()
    return urlsplit(answer.headers["location"]).path


def trickle(port: int, path: str, cookies: str, csrf: str) -> str:
    """One megabyte sent over SLOW_SECONDS, as from an office at the end of a thin line."""
    head = (
        f"PATCH {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookies}\r\nX-CSRFToken: {csrf}\r\n"
        f"Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n"
        f"Content-Length: {MEGABYTE}\r\nConnection: close\r\n\r\n"
    )
    piece = os.urandom(MEGABYTE // (SLOW_SECONDS * 4))
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(head.encode())
        sent = 0
        while sent < MEGABYTE:
            sent += line.send(piece[: MEGABYTE - sent])
            time.sleep(0.25)
        return line.recv(65536).decode(errors="replace")


def seconds_of(page: Page) -> float:
    """How long a page takes, asked once a second."""
    started = time.monotonic()
    assert page.request.get("/tasks/").ok
    took = time.monotonic() - started
    time.sleep(max(0, 1 - took))
    return took

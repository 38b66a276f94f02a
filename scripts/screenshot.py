"""Take a picture of a page: screenshot.py URL out.png [--width 1366 --height 768] [--login USER PASSWORD] [--full]."""

import argparse
import shutil
from urllib.parse import urljoin

from playwright.sync_api import Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("out")
    parser.add_argument("--width", type=int, default=1366)
    parser.add_argument("--height", type=int, default=768)
    parser.add_argument("--login", nargs=2, metavar=("USER", "PASSWORD"))
    parser.add_argument("--login-path", default="/login/")
    parser.add_argument("--full", action="store_true", help="the whole page, not only the first screen")
    parser.add_argument("--axe", action="store_true", help="also print accessibility violations")
    parser.add_argument("--pdf", help="also print the page to this PDF")
    return parser.parse_args()


def log_in(page: Page, url: str, path: str, user: str, password: str) -> None:
    page.goto(urljoin(url, path))
    page.fill("[name=username]", user)
    page.fill("[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_load_state("networkidle")


def report_accessibility(page: Page) -> None:
    from axe_playwright_python.sync_playwright import Axe

    results = Axe().run(page)
    print(f"axe: {results.violations_count} violations")
    if results.violations_count:
        print(results.generate_report())


def main() -> None:
    options = parse_arguments()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        # The product's own pages forbid eval; the accessibility check is brought in from outside.
        context = browser.new_context(
            viewport={"width": options.width, "height": options.height}, locale="zh-CN", bypass_csp=options.axe
        )
        page = context.new_page()
        page.on("console", lambda message: message.type == "error" and print("console:", message.text))
        page.on("pageerror", lambda error: print("page error:", error))
        if options.login:
            log_in(page, options.url, options.login_path, *options.login)
        answer = page.goto(options.url, wait_until="networkidle")
        print(answer.status, page.title())
        page.screenshot(path=options.out, full_page=options.full)
        if options.axe:
            report_accessibility(page)
        if options.pdf:
            page.pdf(path=options.pdf, format="A4", landscape=True)
        browser.close()


if __name__ == "__main__":
    main()

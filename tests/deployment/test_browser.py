"""The site behind nginx, in a real browser."""

from __future__ import annotations

from playwright.sync_api import sync_playwright

from tests.browser.browsers import launch_chromium
from tests.browser.stage import Stage
from tests.deployment.site import HOST, Site


def test_the_page_streams_by_https(site: Site) -> None:
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright, f"--host-resolver-rules=MAP {HOST} 127.0.0.1:{site.https_port}")
        page = browser.new_page(ignore_https_errors=True)  # nobody vouches for the certificate
        stage = Stage(page, f"https://{HOST}")

        stage.open().start()
        picture = stage.picture("after")
        stage.stop()
        browser.close()

    assert picture.size
    assert stage.complaints == []

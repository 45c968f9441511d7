"""What the tests of the HTML reports share: finding a browser, opening a page, watching it."""

import contextlib
import shutil

import pytest

playwright = pytest.importorskip("playwright.sync_api")

# As Debian and Ubuntu name it; playwright's own would be a download of its own.
_NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]


def browser_path():
    """The browser of this machine, or a skipped test."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if not found:
        pytest.skip("no Chromium on this machine (scripts/install_dependencies.sh --dev)")
    return found


@contextlib.contextmanager
def started_browser():
    path = browser_path()
    with playwright.sync_playwright() as starter:
        # Everything that runs here was made by the test itself.
        browser = starter.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


class OpenPage:
    """A report in a browser window, and all that went wrong in it."""

    def __init__(self, browser, path, width=1440, scheme="light", scripts=True):
        self.context = browser.new_context(viewport={"width": width, "height": 900},
                                           color_scheme=scheme, java_script_enabled=scripts)
        self.page = self.context.new_page()
        self.address = path.resolve().as_uri()
        self.errors = []
        self.requests = []
        self.page.on("console", lambda message: self.errors.append(message.text)
                     if message.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(self.address)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.context.close()

    def see_all(self):
        """Scrolls to the end, so that everything is drawn that waits for being seen."""
        self.page.evaluate(
            """async () => {
              for (let y = 0; y < document.documentElement.scrollHeight; y += 700) {
                scrollTo(0, y);
                await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20)));
              }
              scrollTo(0, 0);
            }""")

    def left_the_page(self):
        """Requests for anything but the page itself."""
        return [url for url in self.requests if url != self.address and not url.startswith("data:")]

    def is_wider_than_the_screen(self):
        return self.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth")

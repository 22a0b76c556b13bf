"""A tab that is watched: where its requests go, what its console says, and what its pages may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request, Response

PHONE = (390, 844)
DESKTOP = (1280, 800)
ASKING_MS = 30_000
"""How long a page may take on a busy machine before a test gives up waiting for it."""


@dataclass
class Watched:
    """A window of its own, without cookies or memory, and what was seen in it.

    Attributes:
        site: the address of the site, with no slash at its end.
        page: its one tab.
        requested: every address that it asked for, of other sites too.
        said: what pages said on the console, and the errors of scripts.
        policies: the content security policy of every page of the site, by address; empty where there was none.
    """

    site: str
    context: BrowserContext
    page: Page = field(init=False)
    requested: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    policies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.context.set_default_timeout(ASKING_MS)
        self.context.on("request", self._on_request)
        self.context.on("response", self._on_response)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def _on_request(self, request: Request) -> None:
        self.requested.append(request.url)

    def _on_response(self, response: Response) -> None:
        if response.headers.get("content-type", "").startswith("text/html"):
            self.policies[response.url] = response.headers.get("content-security-policy", "")

    def open(self, path: str) -> Response:
        """Go to an address of the site."""
        response = self.page.goto(f"{self.site}{path}")
        assert response is not None
        return response

    @property
    def strangers(self) -> list[str]:
        """The addresses that lie on other sites."""
        return [url for url in self.requested if not url.startswith(("data:", f"{self.site}/"))]

    @property
    def refused(self) -> list[str]:
        """What the console says was refused by a content security policy."""
        return [text for text in self.said if "Content Security Policy" in text]

    def assert_kept_to_itself(self) -> None:
        """See that no page reached for another site, or tried or was allowed what the policy is there to refuse."""
        assert self.strangers == []
        assert self.refused == []
        for url, policy in self.policies.items():
            assert policy.startswith("default-src 'none'"), (url, policy)
            assert "unsafe" not in policy, (url, policy)
            assert urlsplit(url).scheme not in policy, (url, policy)


def watched(
    browser: Browser,
    site: str,
    size: tuple[int, int] = DESKTOP,
    *,
    language: str = "it",
    is_dark: bool = False,
    has_scripts: bool = True,
) -> Watched:
    """Open a window.

    Args:
        browser: the browser.
        site: the address of the site.
        size: width and height in CSS pixels.
        language: what the reader prefers.
        is_dark: whether the reader prefers dark colours.
        has_scripts: whether scripts may run.
    """
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale=language,
        color_scheme="dark" if is_dark else "light",
        java_script_enabled=has_scripts,
        reduced_motion="reduce",
        accept_downloads=True,
    )
    return Watched(site, context)

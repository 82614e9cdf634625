#!/usr/bin/env python3
"""Every report as HTML in a real Chromium, as a phone, a desk and paper show it: nothing overflows, the console stays silent, every text has the contrast
that WCAG 2.1 asks for (4.5 to 1) in light and dark, and the pages printed on A4 and Letter are as wide as the paper.

Needs Debian's chromium, chromium-driver and python3-selenium (tools/install test); without them the test is skipped (exit code 77).
--screenshots FOLDER keeps what the browser showed, to be looked at."""

import base64
import pathlib
import re
import shutil
import sys
import tempfile

import support
import support_formats

try:
    from selenium import webdriver
except ImportError:
    webdriver = None

SKIPPED = 77
CHROMIUM, DRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
WIDTHS = (320, 375, 1280)  # the narrowest, a phone and a desk
OTHER_WIDTHS = (768, 1024, 1920)
SCREENSHOT_WIDTHS = (375, 1280)
PAPERS = {"a4": (8.27, 11.69), "letter": (8.5, 11)}  # inches
MARGIN = 0.5  # inches, as the style sheet says
POINTS, PIXELS = 72, 96  # to the inch

# Elements that end to the right of the page, or hold more than they show.
OVERFLOWING = """
const page = document.documentElement, width = page.clientWidth, found = [];
if (page.scrollWidth > width) found.push(`the page: ${page.scrollWidth} of ${width} pixels`);
const head = document.querySelector('thead'), cards = head && getComputedStyle(head).clipPath !== 'none';
for (const e of document.querySelectorAll('body *')) {
  if (e.className === 'unseen' || (cards && head.contains(e))) continue;
  const box = e.getBoundingClientRect();
  if (box.right > width + 0.5 || box.left < -0.5) found.push(`${e.tagName} ${e.textContent.slice(0, 40)}: ${box.left} to ${box.right}`);
  else if (e instanceof HTMLElement && e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1)
    found.push(`${e.tagName} ${e.textContent.slice(0, 40)}: holds ${e.scrollWidth} of ${e.clientWidth} pixels`);
}
return found.slice(0, 5);
"""

# Texts that cover each other in a chart: a name or figure that runs into the next, or a figure into its bar.
COLLIDING = """
const found = [];
for (const panel of document.querySelectorAll('svg.panel')) {
  const boxes = [...panel.querySelectorAll('text, rect.track')].map(e => [e, e.getBoundingClientRect()]);
  for (let i = 0; i < boxes.length; ++i)
    for (let j = i + 1; j < boxes.length; ++j) {
      const [a, p] = boxes[i], [b, q] = boxes[j];
      if (a.tagName === 'rect' && b.tagName === 'rect') continue;
      if (Math.min(p.right, q.right) - Math.max(p.left, q.left) > 1 && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 4)
        found.push(`${a.textContent || 'bar'} and ${b.textContent || 'bar'}`);
    }
}
return found.slice(0, 5);
"""

# Texts whose contrast is too low, each pair of colours once.
LOW_CONTRAST = """
const channels = c => c.match(/[\\d.]+/g).map(Number);
const light = c => { const [r, g, b] = channels(c).map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                     return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const transparent = c => channels(c).length === 4 && channels(c)[3] === 0;
const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (!transparent(c)) return c; } return 'rgb(255, 255, 255)'; };
const found = new Map();
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const e = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || e.closest('title, desc')) continue;
  const style = getComputedStyle(e), colour = e instanceof SVGElement ? style.fill : style.color, ground = behind(e);
  const [a, b] = [light(colour), light(ground)].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05);
  if (ratio < 4.5) found.set(colour + ground, `${walker.currentNode.data.trim().slice(0, 30)}: ${colour} on ${ground} is ${ratio.toFixed(2)}`);
}
return [...found.values()];
"""


class Browser:
    def __init__(self):
        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        service = webdriver.chrome.service.Service(DRIVER)
        self.driver = webdriver.Chrome(service=service, options=options)
        self.file = self.page = self.media = None

    def open(self, file):
        self.file = file
        self.driver.get(file.as_uri())

    def show(self, width, scheme="light", medium=""):
        """The open page, laid out anew."""
        self.page = f"{self.file.name} at {width} pixels, {scheme} {medium}"
        if self.media != (medium, scheme):  # else all styles would be computed anew
            self.command("Emulation.setEmulatedMedia", media=medium, features=[{"name": "prefers-color-scheme", "value": scheme}])
            self.media = medium, scheme
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600)

    def command(self, name, **arguments):
        return self.driver.execute_cdp_cmd(name, arguments)

    def expect_nothing(self, what, script):
        found = self.driver.execute_script(script)
        assert not found, f"{self.page}: {what}: {found}"
        return 1

    def expect_silence(self):
        messages = self.driver.get_log("browser")
        assert not messages, f"{self.page}: console: {messages}"
        return 1

    def screenshot(self, path, width):
        height = min(self.driver.execute_script("return document.documentElement.scrollHeight"), 4000)
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        path.write_bytes(base64.b64decode(self.command("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)["data"]))

    def print(self, paper):
        width, height = PAPERS[paper]
        return base64.b64decode(self.command("Page.printToPDF", paperWidth=width, paperHeight=height)["data"])


def check_screens(browser, file, widths, screenshots):
    browser.open(file)
    checks = 0
    for width in widths:
        for scheme in ("light", "dark") if width in SCREENSHOT_WIDTHS else ("light",):
            browser.show(width, scheme)
            if scheme == "light":
                checks += browser.expect_nothing("overflows", OVERFLOWING)
                checks += browser.expect_nothing("cover each other", COLLIDING)
            if width in SCREENSHOT_WIDTHS:
                checks += browser.expect_nothing("contrast", LOW_CONTRAST)
            if screenshots and width in SCREENSHOT_WIDTHS:
                browser.screenshot(screenshots / f"{file.stem}-{width}-{scheme}.png", width)
    return checks + browser.expect_silence()


def check_paper(browser, file, printed, screenshots):
    """The open page as wide as what the margins leave of each paper, and the size of the `printed` papers in the PDF."""
    lies = "size:landscape" in file.read_text()
    checks = 0
    for paper, size in PAPERS.items():
        width, height = sorted(size, reverse=True) if lies else size
        browser.show(int((width - 2 * MARGIN) * PIXELS), medium="print")
        checks += browser.expect_nothing("overflows on paper", OVERFLOWING)
        checks += browser.expect_nothing("cover each other on paper", COLLIDING)
        if paper not in printed:
            continue
        browser.show(1280)
        pdf = browser.print(paper)
        boxes = {tuple(map(float, box)) for box in re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", pdf)}
        for box in boxes:
            assert all(abs(found - wanted * POINTS) < 2 for found, wanted in zip(box, (width, height))), f"{file.name} on {paper}: {box}"
        assert boxes, f"{file.name} on {paper}: no page"
        checks += 1
        if screenshots:
            (screenshots / f"{file.stem}-{paper}.pdf").write_bytes(pdf)
    return checks


def missing():
    absent = [path for path in (CHROMIUM, DRIVER) if shutil.which(path) is None]
    return absent + (["python3-selenium"] if webdriver is None else [])


def main():
    parser = support.parser(__doc__)
    parser.add_argument("--screenshots", type=pathlib.Path, help="a folder for what the browser showed")
    options = parser.parse_args()
    if missing():
        print(f"skipped: {', '.join(missing())} not installed; tools/install test does that")
        sys.exit(SKIPPED)
    if options.screenshots:
        options.screenshots.mkdir(parents=True, exist_ok=True)
    browser, checks = Browser(), 0
    try:
        with support.demo_book(options) as program, tempfile.TemporaryDirectory(prefix="pvault-") as folder:
            support_formats.add_hostile_texts(program)
            pack = pathlib.Path(folder) / "pack"
            program.run("report", "pack", "--as-of", support_formats.AS_OF, "--format", "html", "--output", str(pack))
            pages = sorted(pack.glob("*.html"))
            assert len(pages) == len(support_formats.report_names(program)) + 1, pages
            for number, file in enumerate(pages):
                # The other widths in turn, and every second page printed, on one of the papers in turn, which takes longest; all when somebody looks.
                others, printed = [OTHER_WIDTHS[number % len(OTHER_WIDTHS)]], [list(PAPERS)[number // 2 % len(PAPERS)]] if number % 2 else []
                if options.screenshots:
                    others, printed = OTHER_WIDTHS, PAPERS
                checks += check_screens(browser, file, (*WIDTHS, *others), options.screenshots)
                checks += check_paper(browser, file, printed, options.screenshots)
    finally:
        browser.driver.quit()
    print(f"{len(pages)} pages in Chromium: {checks} checks of overflow, overlap, contrast, console and paper")


if __name__ == "__main__":
    main()

"""Stored messages as Chromium shows them: at the width of a phone and of a desktop, light and dark."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import postfix
from appliance import Appliance
from postfix import Postfix
from test_relay import parts, received

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
LINE = "It is about the mail sync we spoke about this morning. Please have the phone at hand, and its charger too."

# The message stands in a frame of the wanted width, as in a mail program; what is measured is left
# in the page's title.
PAGE = """<!doctype html><meta charset=utf-8><style>body{{margin:0}}iframe{{border:0;width:{width}px;height:760px}}</style>
<iframe src="{message}"></iframe><script>
document.querySelector('iframe').onload = event => {{
  const page = event.target.contentDocument, root = page.scrollingElement;
  const box = element => {{ const b = element.getBoundingClientRect(); return [b.left, b.right, b.top, b.bottom]; }};
  const style = element => getComputedStyle(element);
  const button = page.querySelector('a[href^="http"]');
  const ground = element => {{
    for (; element; element = element.parentElement) {{
      const colour = style(element).backgroundColor;
      if (colour !== 'rgba(0, 0, 0, 0)') return colour;
    }}
    return style(page.documentElement).colorScheme.includes('dark') && matchMedia('(prefers-color-scheme: dark)').matches
      ? 'rgb(18, 18, 18)' : 'rgb(255, 255, 255)';
  }};
  const texts = [...page.querySelectorAll('p, b, a, td')].filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()));
  document.title = JSON.stringify({{
    overflow: root.scrollWidth - root.clientWidth,
    button: box(button), height: root.scrollHeight,
    colours: texts.map(e => [e.textContent.trim().slice(0, 30), style(e).color, ground(e), parseFloat(style(e).fontSize)]),
  }});
}};
</script>"""


def luminance(colour: str) -> float:
    channels = [int(number) / 255 for number in re.findall(r"\d+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@unittest.skipIf(postfix.missing() or not CHROMIUM, postfix.missing() or "Chromium is not installed")
class Look(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory(prefix="farhand-mail-")
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = Path(temporary.name)
        cls.pictures = Path(os.environ.get("FARHAND_MAIL_PICTURES", cls.folder))
        relay = Postfix()
        cls.addClassCleanup(relay.close)
        appliance = Appliance()
        cls.addClassCleanup(appliance.close)
        appliance.mail(relay.port)
        appliance.start()
        for language in ("en", "de"):
            address = f"{language}@example.com"
            key = appliance.invite(address, language=language, line=LINE)
            appliance.until_state(key, "sent")
            _, html = parts(received(relay, address))
            (cls.folder / f"{language}.html").write_text(html)
        key = appliance.invite("plain@example.com", name=None)
        appliance.until_state(key, "sent")
        _, html = parts(received(relay, "plain@example.com"))
        (cls.folder / "plain.html").write_text(html)

    def shown(self, message: str, width: int, dark: bool) -> dict:
        page = self.folder / f"page-{message}-{width}.html"
        page.write_text(PAGE.format(width=width, message=f"{message}.html"))
        command = [
            CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            "--allow-file-access-from-files", f"--user-data-dir={self.folder / 'profile'}",
            f"--blink-settings=preferredColorScheme={0 if dark else 1}", f"--window-size={max(width, 500)},900",
            "--virtual-time-budget=2000",
        ]
        kind = "dark" if dark else "light"
        picture = self.pictures / f"{message}-{width}-{kind}.png"
        for arguments in ([f"--screenshot={picture}"], ["--dump-dom"]):
            done = subprocess.run([*command, *arguments, page.as_uri()], capture_output=True, text=True, timeout=60)
            self.assertEqual(done.returncode, 0, done.stderr)
        found = re.search(r"<title>(.*?)</title>", done.stdout, re.S)
        self.assertIsNotNone(found, done.stdout[-500:])
        return json.loads(found[1].replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"))

    def test_it_fits_and_is_legible_everywhere(self):
        for message in ("en", "de", "plain"):
            for width in (390, 800):
                for dark in (False, True):
                    with self.subTest(message=message, width=width, dark=dark):
                        self.check(self.shown(message, width, dark), width)

    def check(self, shown: dict, width: int):
        self.assertLessEqual(shown["overflow"], 0, "nothing has to be scrolled sideways")
        left, right, top, bottom = shown["button"]
        self.assertGreaterEqual(left, 0)
        self.assertLessEqual(right, width)
        self.assertGreaterEqual(bottom - top, 44, "a thumb meets the button")
        self.assertLess(bottom, 600, "the button is in sight at once")
        for text, colour, ground, size in shown["colours"]:
            self.assertGreaterEqual(contrast(colour, ground), 4.5, f"{text}: {colour} on {ground}")
            self.assertGreaterEqual(size, 14, text)

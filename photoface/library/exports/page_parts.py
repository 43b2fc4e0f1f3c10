"""The HTML of exported web pages: escaping of text, the frame of a page with its navigation and style, dates in words.

Pages are plain HTML without scripts, and load nothing but the files beside them. All text passes `text` or
`person_name`, which leave no character that HTML reads as markup.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from photoface import formatting
from photoface.catalog.ages import is_year_only

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""What no HTML document may hold (https://html.spec.whatwg.org, 13.2.3.5), and halves of characters."""

STYLE = """\
:root {
  color-scheme: light dark;
  --window: #fff; --panel: #f5f6f8; --text: #1b1d22; --muted: #5b616e; --accent: #1f5fd0; --line: #dfe2e8;
  --tile: #e9ebef;
}
@media (prefers-color-scheme: dark) {
  :root {
    --window: #17181b; --panel: #1f2125; --text: #ecedef; --muted: #a6abb5; --accent: #7fb0ff; --line: #34373d;
    --tile: #2a2d32;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--window); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
a { color: inherit; text-decoration: none; }
a:hover, p a, .around a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 16px; top: 8px; background: var(--window); padding: 4px 8px; z-index: 1; }
header { display: flex; flex-wrap: wrap; gap: 4px 24px; align-items: baseline; padding: 12px 24px;
  background: var(--panel); border-bottom: 1px solid var(--line); }
header strong { font-weight: 600; }
header a[aria-current] { color: var(--accent); }
main { padding: 24px; max-width: 1400px; margin: 0 auto; }
h1 { font-size: 22px; font-weight: 600; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 17px; font-weight: 600; margin: 32px 0 8px; position: sticky; top: 0; padding: 4px 0;
  background: var(--window); z-index: 1; }
.muted { color: var(--muted); font-size: 13px; margin: 0; }
ul { list-style: none; margin: 0; padding: 0; }
.people { display: grid; grid-template-columns: repeat(auto-fill, minmax(144px, 1fr)); gap: 24px 16px;
  margin-top: 24px; }
.people a { display: block; text-align: center; overflow-wrap: anywhere; }
.cover { display: block; width: 128px; height: 128px; border-radius: 50%; object-fit: cover; margin: 0 auto 8px;
  background: var(--tile); }
.head { display: flex; flex-wrap: wrap; gap: 16px; align-items: center; }
.head .cover { width: 96px; height: 96px; margin: 0; }
.photos { display: flex; flex-wrap: wrap; gap: 4px; }
.photos li { height: 180px; flex: 1 1 auto; max-width: 100%; }
.photos li.last { flex: 1000 1 0; height: 0; }
.photos a { display: block; height: 100%; background: var(--tile); border-radius: 2px; overflow: hidden; }
.photos img { display: block; height: 100%; width: 100%; object-fit: cover; }
.years { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 16px 0 0; }
.years a[aria-current] { color: var(--accent); font-weight: 600; }
.picture { position: relative; display: block; margin: 16px auto; width: fit-content; max-width: 100%; }
.picture img { display: block; max-width: 100%; max-height: 82vh; background: var(--tile); }
.face { position: absolute; border: 2px solid #fff; border-radius: 4px; box-shadow: 0 0 0 1px #000; opacity: 0; }
.picture:hover .face, .picture:focus-within .face { opacity: 1; }
.face span { position: absolute; left: 50%; top: 100%; transform: translateX(-50%); margin-top: 4px; padding: 0 6px;
  background: rgb(0 0 0 / .75); color: #fff; border-radius: 4px; font-size: 13px; white-space: nowrap;
  max-width: 240px; overflow: hidden; text-overflow: ellipsis; }
.around { display: flex; justify-content: space-between; gap: 16px; }
.lost { padding: 48px 24px; background: var(--panel); border-radius: 8px; color: var(--muted); text-align: center; }
footer { padding: 24px; color: var(--muted); font-size: 13px; text-align: center; }
@media (hover: none) { .face { opacity: 1; } }
@media print { header, .around, footer { display: none; } }
"""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the navigation."""

    words: str
    address: str


def text(words: object) -> str:
    """Words as HTML, also between quotes."""
    return html.escape(_CONTROLS.sub("\N{REPLACEMENT CHARACTER}", str(words)))


def person_name(name: str) -> str:
    """A name as HTML. Whatever direction it is written in, it turns nothing around it."""
    return f"<bdi>{text(name)}</bdi>"


def page(title: str, body: str, links: Iterable[Link], *, here: str = "", up: str = "") -> str:
    """A whole page.

    Args:
        body: HTML.
        links: the navigation, addressed from the top folder.
        here: the address of the entry that this page belongs to.
        up: from the page's folder to the top one, such as "../".
    """
    navigation = "\n".join(
        f'<a href="{up}{text(link.address)}"{" aria-current=page" if link.address == here else ""}>'
        f"{text(link.words)}</a>"
        for link in links
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="script-src 'none'; object-src 'none'; form-action 'none'">
<title>{text(title)}</title>
<link rel="stylesheet" href="{up}style.css">
</head>
<body>
<a class="skip" href="#content">To the content</a>
<header><nav aria-label="Pages" style="display: contents">
{navigation}
</nav></header>
<main id="content">
{body}
</main>
<footer>Made by PhotoFace. These pages work without a network.</footer>
</body>
</html>
"""


NO_DATE = "No date"
"""What stands where a photo's date would."""


def day_in_words(moment: dt.date, precision: str) -> str:
    """A date as far as it is known: `14 July 2019`, `July 2019`, `2019`; or that there is none."""
    if precision == "unknown":
        return NO_DATE
    if precision == "year":
        return str(moment.year)
    return formatting.month_in_words(moment) if precision == "month" else formatting.day_in_words(moment)


def life_day_in_words(day: dt.date, *, is_death: bool = False) -> str:
    """A day on which somebody was born or died; only its year where it stands for a year alone."""
    return day_in_words(day, "year" if is_year_only(day, last_of_year=is_death) else "day")


def month_in_words(moment: dt.date, precision: str) -> str:
    """The heading under which a photo stands."""
    if precision == "unknown":
        return NO_DATE
    return str(moment.year) if precision == "year" else formatting.month_in_words(moment)

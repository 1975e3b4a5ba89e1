"""Writes what a program printed on a terminal, read from stdin with its colours, as an SVG.

    journal digest --color always | python3 scripts/terminal_svg.py TITLE LINES

Each run of one look is a text of its own at its own column, so that the picture is right whatever font shows it.
"""

import re
import sys
import unicodedata
from xml.sax.saxutils import escape

WIDE, HIGH, EDGE, BAR = 8.43, 19, 22, 40
COLUMNS = 84
LOOKS = {"1;4": "title", "1;36": "heading", "1": "name", "33": "warm", "2": "dim"}
STYLE = """
.back{fill:#fbfaf7;stroke:#d9d5cc}.bar{fill:#efece5}.button{fill:#d0cbc0}
text{font:14px ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#2b2b2b;white-space:pre}
.said{fill:#6b675f}.title{font-weight:700;text-decoration:underline}.heading{font-weight:700;fill:#0b6470}.name{font-weight:700}
.warm{fill:#8a4b00}.dim{fill:#6b675f}
@media (prefers-color-scheme:dark){.back{fill:#1d1f21;stroke:#3a3d40}.bar{fill:#2a2d30}.button{fill:#4a4e52}text{fill:#dcdad5}
.said,.dim{fill:#a09c94}.heading{fill:#6cc7d3}.warm{fill:#e0a458}}
"""


def columns(text):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def runs(line):
    """The pieces of a line: column, look, text."""
    column, look = 0, ""
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        code = re.fullmatch(r"\x1b\[([0-9;]*)m", part)
        if code:
            look = LOOKS.get(code[1], "")
        elif part:
            if part.strip():
                start = len(part) - len(part.lstrip(" "))
                yield column + start, look, part.strip(" ")
            column += columns(part)


def main():
    title, most = sys.argv[1], int(sys.argv[2])
    lines = sys.stdin.read().rstrip("\n").split("\n")[:most]
    while lines and not lines[-1].strip():
        lines.pop()
    width, height = round(2 * EDGE + COLUMNS * WIDE), BAR + EDGE + (len(lines) + 1) * HIGH + 6
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
        f' aria-label="{escape(title)} in a terminal"><title>{escape(title)} in a terminal</title><style>{STYLE}</style>',
        f'<rect class="back" x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="9"/>',
        f'<path class="bar" d="M1 {BAR - 8}V10a9 9 0 0 1 9-9H{width - 10}a9 9 0 0 1 9 9V{BAR - 8}z"/>',
        *(f'<circle class="button" cx="{x}" cy="16" r="5.5"/>' for x in (20, 38, 56)),
        f'<text class="said" x="{EDGE}" y="{BAR + EDGE - 4}">$ {escape(title)}</text>',
    ]
    for row, line in enumerate(lines):
        y = BAR + EDGE - 4 + (row + 1) * HIGH
        for column, look, text in runs(line):
            kind = f' class="{look}"' if look else ""
            out.append(f'<text{kind} x="{EDGE + column * WIDE:.1f}" y="{y}" textLength="{columns(text) * WIDE:.1f}">{escape(text)}</text>')
    print("\n".join(out) + "\n</svg>")


main()

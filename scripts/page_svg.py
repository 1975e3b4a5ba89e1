"""Writes a picture (PNG) as an SVG in a frame, on stdout. With Pillow the picture has 64 colours and a quarter of its size.

    python3 scripts/page_svg.py page.png > page.svg
"""

import base64
import io
import struct
import sys

data = open(sys.argv[1], "rb").read()
wide, high = struct.unpack(">II", data[16:24])
try:
    from PIL import Image

    small, buffer = Image.open(io.BytesIO(data)).convert("RGB").quantize(64, dither=Image.Dither.NONE), io.BytesIO()
    small.save(buffer, "PNG", optimize=True)
    data = min(data, buffer.getvalue(), key=len)
except ImportError:
    pass
print(
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide + 2} {high + 2}" width="{wide + 2}" height="{high + 2}" role="img"'
    f' aria-label="The digest in a browser"><title>The digest in a browser</title>\n'
    f'<rect x=".5" y=".5" width="{wide + 1}" height="{high + 1}" rx="6" fill="#fff" stroke="#d9d5cc"/>\n'
    f'<image x="1" y="1" width="{wide}" height="{high}" href="data:image/png;base64,{base64.b64encode(data).decode()}"/>\n</svg>'
)

"""A chart as a PNG picture, for documents that cannot hold SVG. Labels are figures and keys, so that the face that comes
with the drawing library suffices; names in words stand in the caption and the table."""

import io
import unicodedata

from plugins.build.pages.charts import steps
from plugins.build.reports.tables import Chart

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 1500, 620, 110, 90, 30
COLOURS = ("#1f4e79", "#b45309", "#3f6212", "#6b21a8")


def picture(chart: Chart) -> bytes | None:
    """The picture, or None where there is nothing to draw or too much for a page."""
    from PIL import Image, ImageDraw, ImageFont  # only where a document is written

    values = [v for _, series in chart.series for v in series if v is not None]
    if not values or len(chart.labels) > 40 or len(chart.series) > len(COLOURS):
        return None
    ticks = steps(min(values), max(values))
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size=24)
    span = ticks[-1] - ticks[0]

    def y(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (ticks[-1] - value) / span

    for tick in ticks:
        draw.line((LEFT, y(tick), WIDTH - 20, y(tick)), fill="#57606a" if tick == 0 else "#d0d7de", width=2)
        draw.text((LEFT - 12, y(tick)), f"{tick:g}{chart.unit}", fill="black", font=font, anchor="rm")
    slot = (WIDTH - LEFT - 20) / len(chart.labels)
    longest = max(draw.textlength(_plain(label), font=font) for label in chart.labels)
    every = max(1, -(-int(longest + 14) // int(slot)))
    for at, label in enumerate(chart.labels):
        if at % every == 0:
            draw.text((LEFT + slot * (at + .5), HEIGHT - BOTTOM + 16), _plain(label), fill="black", font=font, anchor="ma")
    for number, (_, series) in enumerate(chart.series):
        points = [(LEFT + slot * (at + .5), y(value)) for at, value in enumerate(series) if value is not None]
        if chart.kind == "line":
            draw.line(points, fill=COLOURS[number], width=5)
            for px, py in points:
                draw.ellipse((px - 7, py - 7, px + 7, py + 7), fill=COLOURS[number])
        else:
            width = slot * .72 / len(chart.series)
            for at, value in enumerate(series):
                if value is not None:
                    left = LEFT + slot * (at + .14) + width * number
                    draw.rectangle((left, min(y(value), y(0)), left + width, max(y(value), y(0))), fill=COLOURS[number])
                    if len(chart.labels) * len(chart.series) <= 16:
                        draw.text((left + width / 2, min(y(value), y(0)) - 6), f"{value:g}", fill="black", font=font, anchor="mb")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _plain(label: str) -> str:
    """A label in the letters that the face has."""
    text = unicodedata.normalize("NFKD", label.replace("đ", "d").replace("Đ", "D")).encode("ascii", "ignore").decode()
    return text if len(text) <= 16 else text[:15] + "."

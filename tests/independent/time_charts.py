"""Charts over time in HTML, point by point against the figures in JSON: where a line goes is computed here again, from the marks of its scale."""

import datetime
import re
from fractions import Fraction

SVG = "{http://www.w3.org/2000/svg}"
GRID = 1000
WORDS = {"million": 10**6, "billion": 10**9}

# Of each report its charts: the column of a panel, those of its lines, the target, the one panel that is drawn.
CHARTS = {
    "trend": [
        ("mineral", ("cost_usd", "market_value_usd", "debt_usd"), None, "all"),
        ("mineral", ("coverage_days",), "target_days", None),
    ],
    "facility-trend": [("facility", ("principal_usd", "undisbursed_usd"), None, None)],
}
STROKES = ("line", "line second", "line third")


def number(value):
    return None if value is None else Fraction(str(value))


def mark(text):
    digits, *word = text.replace(",", "").split()
    return Fraction(digits) * (WORDS[word[0]] if word else 1)


def panels_of(rows, panel, lines, only):
    """The rows by panel; those panels in which a line has a figure above zero."""
    panels = {}
    for row in rows:
        if row[panel] is not None and only in (None, row[panel]):
            panels.setdefault(row[panel], []).append(row)
    return {name: of for name, of in panels.items() if any((number(row[line]) or 0) > 0 for row in of for line in lines)}


def path_of(rows, column, top):
    days = [datetime.date.fromisoformat(row["on"]) for row in rows]
    span = (days[-1] - days[0]).days
    path, goes_on = "", False
    for day, row in zip(days, rows):
        value = number(row[column])
        if value is not None:
            x = GRID if span == 0 else GRID * (day - days[0]).days // span
            y = GRID - int(min(max(value, 0), top) * GRID / top)
            path += f"L{x} {y}" if goes_on else f"M{x} {y}h0"
        goes_on = value is not None
    return path


def check_panel(where, picture, rows, lines, target):
    plot = picture.find(f"{SVG}svg")
    marks = [text.text for text in picture.findall(f"{SVG}text") if re.fullmatch(r"[\d,.]+( [mb]illion)?", text.text)]
    top, middle, bottom = (mark(text) for text in marks[-3:])
    assert (middle * 2, bottom) == (top, 0), f"{where}: marks {marks}"
    drawn = {path.get("class"): path.get("d") for path in plot.findall(f"{SVG}path")}
    for stroke, column in [*zip(STROKES, lines), *([("line goal", target)] if target else [])]:
        expected = path_of(rows, column, top)
        assert drawn.get(stroke, "") == expected, f"{where}, {column}: {drawn.get(stroke)}, expected {expected}"
    return top


def check_chart(report, pictures, chart, columns):
    panel, lines, target, only = columns
    panels = panels_of(report.json["rows"], panel, lines, only)
    names = [picture.findtext(f"{SVG}title").rsplit(", ", 1)[-1] for picture in pictures]
    assert names == list(panels), f"{report.name}: chart {chart} draws {names}, expected {list(panels)}"
    tops = {name: check_panel(f"{report.name}, {name}", picture, panels[name], lines, target) for name, picture in zip(names, pictures)}
    if target is None:
        for name, top in tops.items():
            assert all((number(row[line]) or 0) <= top for row in panels[name] for line in lines), f"{report.name}, {name}: a scale up to {top}"
    else:
        assert len(set(tops.values())) == 1, f"{report.name}: scales up to {tops}"
    return sum(len(of) * len(lines) for of in panels.values())


def check(report, page):
    """How many points are where they belong."""
    pictures = {}
    for picture in page.root.iter(f"{SVG}svg"):
        found = re.fullmatch(r"over-time-(\d+)-\d+", picture.get("aria-labelledby") or "")
        if found:
            pictures.setdefault(int(found[1]), []).append(picture)
    expected = CHARTS.get(report.name, [])
    points = sum(check_chart(report, pictures.pop(number, []), number, columns) for number, columns in enumerate(expected, 1))
    assert not pictures, f"{report.name}: charts over time that no check knows: {list(pictures)}"
    return points

#!/usr/bin/env python3
"""Every report in every format, read back by a program that is not ours, says the same, cell by cell:

JSON against CSV (Python's csv) and XLSX (openpyxl), all cells for machines; JSON against HTML (html5lib, strict), all cells that both have; HTML
against Markdown (python3-markdown) and Markdown against text, all cells for people. Totals, notes and provenance, too. HTML Tidy finds nothing to mend
in any page, and the lines of charts over time go where the figures are (time_charts.py)."""

import csv
import datetime
import io
import json
import re
import subprocess
import tempfile
from decimal import Decimal
from pathlib import Path

import html5lib
import markdown
import openpyxl
import support
import support_formats
import time_charts

FORMULA_START = re.compile(r"'| *[=+\-@\t\r\n＝＋－＠]")
NEGATIVE_NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?")
MISSING = "–"
DIGITS_OF_A_SPREADSHEET = 15
HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
# What HTML Tidy 5.6 says of pages that are right: it takes the title of an SVG picture, which may have an id (SVG 2, section 5.7), for that of the
# page; it does not know pictures within pictures, which have a place and size of their own (SVG 2, section 5.1); and it mends a table that has no
# rows yet, which HTML allows.
NOT_WRONG = re.compile(
    r'<title> proprietary attribute "id"|<svg> proprietary attribute "(class|x|y|width|height|viewbox|preserveaspectratio)"|trimming empty <tbody>'
)


def make(program, name, ending, folder):
    path = Path(folder) / f"{name}.{ending}"
    program.run("report", name, "--as-of", support_formats.AS_OF, "--output", str(path))
    return path.read_bytes()


class Report:
    """One report in all formats, as bytes."""

    def __init__(self, program, name, folder):
        self.name = name
        self.files = {ending: make(program, name, ending, folder) for ending in ("txt", "csv", "json", "md", "html", "xlsx")}
        self.json = json.loads(self.text("json"))
        self.columns = self.json["columns"]

    def text(self, ending):
        return self.files[ending].decode()

    def fail(self, where, expected, found):
        raise AssertionError(f"{self.name}, {where}: {found!r}, expected {expected!r}")

    def same(self, where, expected, found):
        if expected != found:
            self.fail(where, expected, found)
        return 1


# CSV against JSON -----------------------------------------------------------------------------------------------------


def csv_text(value, column):
    if value is None:
        return ""
    text = str(value)
    is_formula = FORMULA_START.match(text) and not NEGATIVE_NUMBER.fullmatch(text)
    return "'" + text if column["type"] in ("text", "date") and is_formula else text


def check_csv(report):
    header, *rows = list(csv.reader(io.StringIO(report.text("csv"), newline="")))
    report.same("names in CSV", [column["name"] for column in report.columns], header)
    report.same("rows in CSV", len(report.json["rows"]), len(rows))
    cells = 0
    for number, (expected, found) in enumerate(zip(report.json["rows"], rows), 1):
        for column, text in zip(report.columns, found):
            cells += report.same(f"CSV, row {number}, {column['name']}", csv_text(expected[column["name"]], column), text)
    return cells


# XLSX against JSON ----------------------------------------------------------------------------------------------------


def significant_digits(text):
    return len(text.replace(".", "").lstrip("-0").rstrip("0"))


def check_xlsx_cell(report, where, expected, column, cell):
    assert cell.data_type != "f", f"{report.name}, {where}: a formula: {cell.value!r}"
    value = cell.value
    if expected is None or expected == "":
        return report.same(where, None, value)
    if column["type"] in ("decimal", "integer"):
        text = str(expected)
        if significant_digits(text) > DIGITS_OF_A_SPREADSHEET:
            return report.same(where, text, value)
        assert isinstance(value, (int, float)), f"{report.name}, {where}: {value!r} is no number"
        assert re.fullmatch(r"#,##0(\.0+)?|0(\.0+)?", cell.number_format), f"{report.name}, {where}: {cell.number_format}"
        return report.same(where, Decimal(text), Decimal(repr(value)))
    if column["type"] == "date":
        assert isinstance(value, datetime.datetime), f"{report.name}, {where}: {value!r} is no day"
        return report.same(where, expected, value.date().isoformat())
    return report.same(where, expected, value.replace("_x005F_", "_") if isinstance(value, str) else value)


def check_xlsx(report):
    workbook = openpyxl.load_workbook(io.BytesIO(report.files["xlsx"]))
    report.same("sheets", ["Figures", "About"], workbook.sheetnames)
    sheet = workbook["Figures"]
    names = [column["name"] for column in report.columns]
    report.same("names in XLSX", names, [cell.value for cell in sheet[1]])
    report.same("frozen", "B2", sheet.freeze_panes)
    last = len(report.json["rows"]) + 1
    report.same("rows in XLSX", last, sheet.max_row)
    report.same("filter", f"A1:{openpyxl.utils.get_column_letter(len(names))}{last}", sheet.auto_filter.ref)
    cells = 0
    for number, (expected, found) in enumerate(zip(report.json["rows"], sheet.iter_rows(min_row=2)), 1):
        for column, cell in zip(report.columns, found):
            cells += check_xlsx_cell(report, f"XLSX, row {number}, {column['name']}", expected[column["name"]], column, cell)
    return cells + check_about(report, workbook["About"])


def check_about(report, sheet):
    lines = [[cell.value for cell in row] + [None] * 4 for row in sheet.iter_rows()]
    said = {line[0]: line[1] for line in lines[:7]}
    known_at = report.json["known_at"]
    expected = {"Title": report.json["title"], "Schema": report.json["schema"], "Book": report.json["book"], "As of": report.json["as_of"]}
    expected |= {"Known at entry": known_at["entry"], "Hash": known_at["hash"]}
    for name, value in expected.items():
        report.same(f"About, {name}", value, said[name])
    heads = [line[0] for line in lines]
    columns = lines[heads.index("Columns") + 1 :][: len(report.columns)]
    for column, line in zip(report.columns, columns):
        report.same("About, a column", [column["name"], column["unit"], column["type"]], [line[0], line[2], line[3]])
    if report.json["totals"]:
        begin = heads.index("Totals") + 1
        found = {line[0]: line[1] for line in lines[begin : begin + len(report.json["totals"])]}
        for name, total in report.json["totals"].items():
            report.same(f"About, total {name}", Decimal(str(total)), Decimal(str(found[name])))
    notes = [line[1] for line in lines[heads.index("Notes") + 1 :]] if report.json["notes"] else []
    report.same("About, notes", report.json["notes"], [note for note in notes if note])
    return len(report.json["totals"] or {}) + len(report.columns)


# HTML against JSON ----------------------------------------------------------------------------------------------------


def text_of(element):
    return "".join(element.itertext()).strip()


def cells_of(row):
    return [cell for cell in row if cell.tag in (HTML + "th", HTML + "td")]


class Page:
    """The table of a page of HTML."""

    def __init__(self, report):
        self.root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=True).parse(report.text("html"))
        table = self.root.find(f".//{HTML}table")
        head, body = table.find(HTML + "thead"), table.find(HTML + "tbody")
        self.headings = cells_of(head.find(HTML + "tr"))
        self.names = [heading.get("data-column") for heading in self.headings]
        self.rows = [[text_of(cell) for cell in cells_of(row)] for row in body.iter(HTML + "tr")]
        foot = table.find(HTML + "tfoot")
        self.totals = [text_of(cell) for cell in cells_of(foot.find(HTML + "tr"))] if foot is not None else None


def plain(text):
    """Of a figure for people what a machine reads: 1,500.0 is 1500."""
    return Decimal(text.replace(",", ""))


def check_html_cell(report, where, expected, column, text):
    if expected is None:
        return report.same(where, MISSING, text)
    if column["type"] in ("decimal", "integer"):
        return report.same(where, Decimal(str(expected)), plain(text))
    return report.same(where, expected.strip(), text)


def marked(element):
    """Its text with the marks that a sentence has around what HTML has as code."""
    text = (element.text or "") + "".join(marked(child) + (child.tail or "") for child in element)
    return f"`{text}`" if element.tag == HTML + "code" else text


def notes_of(page):
    return [marked(item).strip() for item in page.root.iter(HTML + "li")]


def check_html(report, page):
    report.same("rows in HTML", len(report.json["rows"]), len(page.rows))
    columns = {column["name"]: column for column in report.columns}
    shared = [(index, columns[name]) for index, name in enumerate(page.names) if name in columns]
    assert shared, f"{report.name}: HTML shares no column with JSON"
    cells = 0
    for number, (expected, found) in enumerate(zip(report.json["rows"], page.rows), 1):
        for index, column in shared:
            cells += check_html_cell(report, f"HTML, row {number}, {column['name']}", expected[column["name"]], column, found[index])
    for index, column in shared:
        total = (report.json["totals"] or {}).get(column["name"])
        if total is not None:
            cells += report.same(f"HTML, total {column['name']}", Decimal(str(total)), plain(page.totals[index]))
    said = [text_of(term) for term in page.root.iter(HTML + "dd")]
    for value in (report.json["book"], report.json["as_of"], str(report.json["known_at"]["entry"]), report.json["known_at"]["hash"]):
        assert value in said, f"{report.name}: HTML does not say {value}"
    report.same("notes in HTML", report.json["notes"], notes_of(page))
    return cells


def check_html_is_safe_and_accessible(report, page):
    assert page.root.get("lang") == "en", report.name
    levels = [int(element.tag[-1]) for element in page.root.iter() if re.fullmatch(HTML + "h[1-6]", str(element.tag))]
    assert levels[0] == 1 and levels.count(1) == 1, f"{report.name}: headings {levels}"
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:])), f"{report.name}: headings {levels}"
    for element in page.root.iter():
        tag = str(element.tag)
        assert tag.split("}")[-1] not in ("script", "iframe", "object", "img", "base", "form"), f"{report.name}: a <{tag}>"
        for name, value in element.attrib.items():
            assert not str(name).lower().startswith("on"), f"{report.name}: {name}={value}"
            assert name not in ("href", "src", "xlink:href") or value == "data:,", f"{report.name}: {name}={value}"
        if tag == HTML + "th":
            assert element.get("scope") in ("col", "row") and text_of(element), f"{report.name}: a heading without scope or text"
        if tag == SVG + "svg" and element.get("role") == "img":
            assert element.findtext(SVG + "title") and element.findtext(SVG + "desc"), f"{report.name}: a picture without words"


def check_html_is_valid(name, page):
    done = subprocess.run(["tidy", "-quiet", "-errors", "-utf8"], input=page, capture_output=True)
    wrong = [line for line in done.stderr.decode().splitlines() if not NOT_WRONG.search(line)]
    assert not wrong, f"{name}: HTML Tidy: {wrong[:5]}"


# Markdown against HTML, text against Markdown ----------------------------------------------------------------------------


def markdown_rows(report):
    """The cells of the table as another program makes HTML of them: heading, rows, totals among them."""
    page = html5lib.parse(markdown.markdown(report.text("md"), extensions=["tables"]), namespaceHTMLElements=True)
    assert not [e for e in page.iter() if str(e.tag).split("}")[-1] in ("script", "img", "a", "code", "del")], f"{report.name}: Markdown of the book"
    rows = [[text_of(cell) for cell in cells_of(row)] for row in page.iter(HTML + "tr")]
    notes = [text_of(item) for item in page.iter(HTML + "li")]
    # It gives a table of a heading alone a row of nothing.
    return [row for row in rows[1:] if any(row)], notes


def without_bar(text):
    return re.sub(r"^[█░]+ +", "", text)


def check_markdown(report, page):
    rows, notes = markdown_rows(report)
    expected = page.rows + ([page.totals] if page.totals else [])
    report.same("rows in Markdown", len(expected), len(rows))
    cells = 0
    for number, (of_html, of_markdown) in enumerate(zip(expected, rows), 1):
        report.same(f"Markdown, row {number}", of_html, [without_bar(cell) for cell in of_markdown])
        cells += len(of_html)
    report.same("notes in Markdown", notes_of(page), notes)
    return cells, rows


def squeezed(text):
    return " ".join(text.split())


def check_text(report, rows):
    """A line of text has the cells of a row in order. It is not folded, as it goes to a file."""
    lines = report.text("txt").splitlines()
    rule = next(number for number, line in enumerate(lines) if line.startswith("─"))
    lines = [line for line in lines[rule + 1 :] if not line.startswith("─") and line != "(no rows)"]
    for number, row in enumerate(rows):
        report.same(f"text, row {number + 1}", squeezed(" ".join(row)), squeezed(lines[number]))
    return sum(len(row) for row in rows)


# People get a row per mineral with a line drawn over time, machines a row per day: those formats agree among themselves.
OTHER_ROWS_FOR_PEOPLE = {"trend"}


def check_report(program, name):
    with tempfile.TemporaryDirectory(prefix="pvault-") as folder:
        report = Report(program, name, folder)
        for ending in ("md", "html", "xlsx"):
            assert make(program, name, ending, folder) == report.files[ending], f"{name}: {ending} made twice differs"
    cells = check_csv(report) + check_xlsx(report)
    page = Page(report)
    if name not in OTHER_ROWS_FOR_PEOPLE:
        cells += check_html(report, page)
    check_html_is_safe_and_accessible(report, page)
    check_html_is_valid(name, report.files["html"])
    points = time_charts.check(report, page)
    of_markdown, rows = check_markdown(report, page)
    return cells + points + of_markdown + check_text(report, rows)


def check_hostile_texts(program):
    """The texts are there, whole, in a format that anybody can read: else nothing was tested."""
    journal = program.report("journal", "--as-of", support_formats.AS_OF)["rows"]
    assert any(row["memo"] == support_formats.HOSTILE_MEMO for row in journal)
    lots = program.report("lots", "--as-of", support_formats.AS_OF)["rows"]
    assert any(row["lot"] == support_formats.HOSTILE_LOT and row["supplier"] == support_formats.HOSTILE_PARTY for row in lots)


def main():
    options = support.arguments(__doc__)
    with support.demo_book(options) as program:
        support_formats.add_hostile_texts(program)
        check_hostile_texts(program)
        names = support_formats.report_names(program)
        cells = sum(check_report(program, name) for name in names)
        for noun in ("report", "site", "mineral"):
            check_html_is_valid(f"{noun} list", program.run(noun, "list", "--format", "html").encode())
    print(f"{len(names)} reports say the same in six formats: {cells} cells and points compared")


if __name__ == "__main__":
    main()

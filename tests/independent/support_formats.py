"""What the checks of the formats share: a book with texts that mean something to each format, and all reports of it."""

import json

HOSTILE_PARTY = "=cmd|' /C calc'!A0"
HOSTILE_LOT = "@<script>alert(1)</script> | **x**"
HOSTILE_MEMO = """</td></table><script>alert("x")</script> | **bold** [link](https://example.org) _x0041_ & 'quotes' ~~gone~~ $x$ `code`"""
LONG_WORD = "SHA256-" + "0123456789abcdef" * 5
AS_OF = "2025-12-31"


def add_hostile_texts(program):
    """Names and texts that a book takes, and that a page or a workbook must not."""
    program.run("party", "add", HOSTILE_PARTY, "--name", HOSTILE_MEMO[:79], "--role", "supplier", "--on", "2025-01-01")
    program.run(
        *("purchase", "record", "--mineral", "gallium", "--mass", "0.001001 kg", "--price", "580 USD/kg", "--supplier", HOSTILE_PARTY),
        *("--site", "site-gulf", "--lot", HOSTILE_LOT, "--on", "2025-12-30", "--memo", HOSTILE_MEMO, "--reference", LONG_WORD),
    )


def report_names(program):
    listed = json.loads(program.run("report", "list", "--format", "json"))
    return [report["report"] for report in listed["reports"]]

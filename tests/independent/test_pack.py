#!/usr/bin/env python3
"""A pack of the demo's book, held against programs that are not ours and against the reports themselves: `sha256sum -c` accepts it, the manifest names
every file, two packs are equal to the byte, each file is what the report is alone, the index is valid HTML (html5lib, strict) whose links all lead
somewhere and whose figures and counts are those of the reports in JSON. A pack that is stopped or killed half-way has no folder."""

import hashlib
import json
import resource
import signal
import subprocess
import tempfile
import time
from decimal import Decimal
from pathlib import Path

import html5lib
import support
import support_formats

AS_OF = support_formats.AS_OF
HTML = "{http://www.w3.org/1999/xhtml}"
ENDINGS = {"html": ".html", "csv": ".csv", "json": ".json"}
PATIENCE = 20


def same(what, expected, found):
    assert expected == found, f"{what}: {found!r}, expected {expected!r}"


def make_pack(program, folder, *options):
    return program.run("report", "pack", "--as-of", AS_OF, "--format", "html,csv,json", "--output", str(folder), *options)


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# Files, manifest and sums ---------------------------------------------------------------------------------------------


def check_sums(folder):
    checked = subprocess.run(["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True)
    same("exit code of sha256sum", 0, checked.returncode)
    same("files of sha256sum", len(list(folder.iterdir())) - 1, len(checked.stdout.splitlines()))


def check_manifest(program, folder, manifest, files):
    same("schema", "pvault.pack/1", manifest["schema"])
    of_report = json.loads(files["cost.json"])
    same("known at", of_report["known_at"], {name: manifest["known_at"][name] for name in ("entry", "hash")})
    same("chain head", of_report["known_at"]["hash"], manifest["chain_head"])
    same("files", set(files), {file["name"] for file in manifest["files"]} | {"manifest.json", "SHA256SUMS"})
    for file in manifest["files"]:
        data = files[file["name"]]
        same(f"bytes of {file['name']}", len(data), file["bytes"])
        same(f"hash of {file['name']}", hashlib.sha256(data).hexdigest(), file["sha256"])
        if file["report"]:
            same(f"rows of {file['name']}", len(json.loads(files[f"{file['report']}.json"])["rows"]), file["rows"])
    names = support_formats.report_names(program)
    wanted = {(name, format) for name in names for format in ENDINGS}
    same("reports", wanted, {(file["report"], file["format"]) for file in manifest["files"] if file["report"]})
    for name in names[::8]:
        for format, ending in ENDINGS.items():
            alone = program.run("report", name, "--as-of", AS_OF, "--format", format).encode()
            # Text of a pipe has lost the carriage returns of CSV.
            same(f"{name}{ending} alone", alone, files[name + ending].replace(b"\r\n", b"\n"))


# The index ------------------------------------------------------------------------------------------------------------


def text_of(element):
    return "".join(element.itertext())


def check_index(files):
    """The page's figures and counts by name."""
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=True).parse(files["index.html"].decode())
    same("scripts", [], list(root.iter(f"{HTML}script")))
    links = [link.get("href") for link in root.iter(f"{HTML}a")]
    assert set(links) <= set(files), f"links to nothing: {set(links) - set(files)}"
    same("files without a link", {"index.html"}, set(files) - set(links))
    figures, counts = {}, {}
    for item in root.iter(f"{HTML}li"):
        if item.get("data-figure"):
            figures[item.get("data-figure")] = (item.get("data-value"), text_of(item.find(f"{HTML}strong")))
        if item.get("data-exception"):
            counts[item.get("data-exception")] = int(text_of(item.find(f"{HTML}strong")).replace(",", ""))
    return figures, counts


def rows(files, report, **wanted):
    found = json.loads(files[f"{report}.json"])["rows"]
    return [row for row in found if all(row[name] == value for name, value in wanted.items())]


def figures_of_reports(files):
    """The figures of the summary, read here off the reports in JSON."""
    cost = json.loads(files["cost.json"])["totals"]
    debt = json.loads(files["facilities.json"])["totals"]
    minerals = rows(files, "coverage", kind="mineral")
    with_stock = [row for row in minerals if row["coverage_days"] is not None and row["status"] != "no_stock"]
    status = {row["status"] for row in minerals}
    count = {name: sum(row["status"] == name for row in minerals) for name in status}
    headroom = [row["headroom_usd"] for row in rows(files, "borrowing-base", mineral=None)]
    return {
        "lowest_coverage_days": str(min(Decimal(row["coverage_days"]) for row in with_stock)),
        "minerals_below_target": str(count["below_target"]),
        "minerals_without_stock": str(count["no_stock"]),
        "minerals_without_demand_figure": str(count["no_demand_figure"]),
        "minerals_with_group_figure_only": str(count["group_figure_only"]),
        **{name: cost[name] for name in ("cost_usd", "all_in_cost_usd", "market_value_usd", "unrealised_gain_usd")},
        "debt_usd": debt["principal_usd"],
        "undisbursed_usd": debt["undisbursed_usd"],
        "headroom_usd": headroom[-1],
    }


def counts_of_reports(files):
    on_hand = [row for row in rows(files, "cost") if Decimal(row["on_hand_kg"]) > 0]
    return {
        "demand_figures_stale": len(rows(files, "coverage", demand_stale="yes")),
        "prices_stale": sum(row["price_stale"] == "yes" for row in on_hand),
        "prices_missing": sum(row["market_price_usd_per_kg"] is None for row in on_hand),
        "lots_expired": len(rows(files, "rotation", status="expired")),
        "lots_due_for_rotation": len(rows(files, "rotation", status="rotation_due")),
        "rotations_open": len(rows(files, "rotations", status="open")),
        "minerals_over_plan": len(rows(files, "annual-plan", status="over_plan")),
        "sales_late": len(rows(files, "sales", status="late")),
        "metal_overdue": len(rows(files, "owed-back", status="overdue")),
        "masses_differ": sum(Decimal(row["difference_kg"]) != 0 for row in rows(files, "mass-balance")),
        "carrying_not_posted": sum(Decimal(row["not_posted_usd"]) != 0 for row in rows(files, "carrying")),
        "facilities_overdue": sum(Decimal(row["overdue_usd"]) > 0 for row in rows(files, "facilities")),
        "facilities_not_posted": sum(Decimal(row["not_posted_usd"]) != 0 for row in rows(files, "facilities")),
        "borrowing_bases_breached": len(rows(files, "borrowing-base", status="breached")),
        "requests_undecided": len({row["request"] for row in rows(files, "disbursements", status="requested")}),
        "lots_without_evidence": len(rows(files, "missing-evidence")),
        "count_differences_open": len(rows(files, "count-differences", state="open")),
        "count_differences_explained": len(rows(files, "count-differences", state="explained")),
        "lots_unconfirmed": len(rows(files, "unconfirmed")),
        "duplicates": len(rows(files, "duplicates")),
    }


def part_with_prices(files):
    on_hand = [row for row in rows(files, "cost") if Decimal(row["on_hand_kg"]) > 0]
    priced = sum(row["market_price_usd_per_kg"] is not None for row in on_hand)
    return None if priced == len(on_hand) else f"of {priced} of {len(on_hand)} minerals on hand; the others have no usable price"


def check_summary(manifest, files):
    shown, counted = check_index(files)
    figures = figures_of_reports(files)
    same("figures of the index", figures, {name: value for name, (value, _) in shown.items()})
    same("figures of the manifest", figures, {figure["figure"]: figure["value"] for figure in manifest["summary"]})
    partial = part_with_prices(files)
    said = {figure["figure"]: figure["of"] for figure in manifest["summary"]}
    same("what market value and gain are of", (partial, partial), (said["market_value_usd"], said["unrealised_gain_usd"]))
    for name, (value, text) in shown.items():
        same(f"{name} as shown", Decimal(value), Decimal(text.split()[0].replace(",", "")))
    counts = counts_of_reports(files)
    same("exceptions of the manifest", counts, {of["exception"]: of["count"] for of in manifest["exceptions"]})
    same("exceptions of the index", {name: count for name, count in counts.items() if count}, counted)
    return len(figures), len(counts)


# Stopped and killed ---------------------------------------------------------------------------------------------------


def stop_half_way(program, folder, name, sent):
    """The exit code of a pack that gets the signal as soon as its third file is there, and what is left."""
    words = ["pvault", "report", "pack", "--as-of", AS_OF, "--format", "html,csv,json", "--output", str(folder / name)]
    with subprocess.Popen(words, env=program.environment, stdout=subprocess.DEVNULL) as running:
        deadline = time.monotonic() + PATIENCE
        while len(list(folder.glob(f"{name}.partial-*/*.html"))) < 3:
            assert running.poll() is None and time.monotonic() < deadline, "the pack was made before it could be stopped"
            time.sleep(0.001)
        running.send_signal(sent)
        code = running.wait(PATIENCE)
    assert not (folder / name).exists(), f"{sent.name} left a folder"
    return code, list(folder.glob(f"{name}.partial-*"))


def check_stopped(program, folder):
    # A shell has its background jobs ignore SIGINT, nohup SIGHUP; what is started here shall not.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGXCPU, signal.SIGALRM, signal.SIGPIPE):
        code, left = stop_half_way(program, folder, "stopped", sent)
        same(f"exit by {sent.name}", -sent, code)
        same(f"left by {sent.name}", [], left)
    code, left = stop_half_way(program, folder, "killed", signal.SIGKILL)
    same("exit by SIGKILL", -signal.SIGKILL, code)
    same("left by SIGKILL", 1, len(left))
    make_pack(program, folder / "killed")
    same("left after the next pack", [], list(folder.glob("killed.partial-*")))


def check_together(program, folder):
    """Packs at the same time, first where none was, then in place of that: with --replace all are made, and one of them, whole, has the name."""
    words = ["pvault", "report", "pack", "--as-of", AS_OF, "--format", "csv", "--output", str(folder / "both"), "--replace", "--reports"]
    for lists in [["cost,lots"] * 2] + [["cost", "cost,lots", "lots", "cost,position,lots"]] * 3:
        started = [subprocess.Popen([*words, names], env=program.environment, stdout=subprocess.DEVNULL) for names in lists]
        same("exit codes of packs at once", [0] * len(lists), [running.wait(PATIENCE) for running in started])
        check_sums(folder / "both")
        same("left by packs at once", [], list(folder.glob("both.partial-*")))


def check_file_limit(program, folder):
    """A limit of the size of files is trouble (3), said in words, and leaves nothing."""
    words = ["pvault", "report", "pack", "--as-of", AS_OF, "--format", "csv", "--output", str(folder / "limited")]
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_960, resource.RLIM_INFINITY))
    done = subprocess.run(words, env=program.environment, capture_output=True, text=True, preexec_fn=limit)
    same("exit code at the limit", 3, done.returncode)
    assert done.stderr.startswith("error: cannot write ") and "\nTry: allow larger files" in done.stderr, done.stderr
    same("left at the limit", [], list(folder.glob("limited*")))


def main():
    options = support.arguments(__doc__)
    with support.demo_book(options) as program, tempfile.TemporaryDirectory(prefix="pvault-") as place:
        folder = Path(place)
        support_formats.add_hostile_texts(program)
        program.run(
            *("facility", "borrowing-base", "exim", "--advance-rate", "80%", "--source", "Credit agreement, schedule 3"),
            *("--on", "2025-06-30"),
        )
        make_pack(program, folder / "one")
        make_pack(program, folder / "two")
        files = bytes_of(folder / "one")
        same("two packs", files, bytes_of(folder / "two"))
        manifest = json.loads(files["manifest.json"])
        check_sums(folder / "one")
        check_manifest(program, folder / "one", manifest, files)
        figures, counts = check_summary(manifest, files)
        make_pack(program, folder / "two", "--replace")
        same("a pack in place of one", files, bytes_of(folder / "two"))
        check_stopped(program, folder)
        check_together(program, folder)
        check_file_limit(program, folder)
        print(f"{len(files)} files; {figures} figures and {counts} counts of the summary are those of the reports")


if __name__ == "__main__":
    main()

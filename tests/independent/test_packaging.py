#!/usr/bin/env python3
"""What the package installs for schedulers is what the program takes.

Every command of the systemd units and of the cron table is run as it stands, with its folders in a temporary place; systemd-analyze verifies the units, where it
is there; and what `cmake --install` puts where is compared with what the units, the manual and Debian expect."""

import os
import re
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

import support

# What every service that runs the program keeps to.
HARDENED = {
    "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes", "PrivateDevices": "yes", "PrivateNetwork": "yes",
    "CapabilityBoundingSet": "", "SystemCallFilter": "@system-service", "UMask": "0027", "Type": "oneshot", "User": "pvault",
}
INSTALLED = [
    "bin/pvault", "share/doc/pvault/README.md", "share/doc/pvault/CHANGELOG.md", "share/doc/pvault/LICENSE", "share/doc/pvault/copyright",
    "share/doc/pvault/docs/MANUAL.md", "share/doc/pvault/examples/year-2025.sh", "share/doc/pvault/examples/pvault.cron", "share/doc/pvault/examples/orders.toml",
    "share/doc/pvault/examples/orders/morning.toml", "lib/sysusers.d/pvault.conf",
]
REPORT = "coverage"


def settings_of(unit):
    """(section, name) -> the values, in order."""
    found, section = {}, None
    for line in unit.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        if header := re.fullmatch(r"\[(\w+)\]", line):
            section = header[1]
            continue
        name, equals, value = line.partition("=")
        assert section and equals and re.fullmatch(r"[A-Za-z]+", name), f"{unit.name}: {line}"
        found.setdefault((section, name), []).append(value)
    return found


def only(settings, section, name):
    values = settings.get((section, name), [])
    assert len(values) == 1, f"[{section}] {name} is there {len(values)} times"
    return values[0]


class Machine:
    """The folders that the units name, in a temporary place, with a book and the orders that the package brings."""

    def __init__(self, pvault, folder, orders):
        self.folder = Path(folder)
        for path in ("var/lib/pvault/reports", "var/log/pvault", "etc/pvault"):
            (self.folder / path).mkdir(parents=True)
        self.pvault = pvault.resolve()
        self.environment = {"PATH": f"{self.pvault.parent}:{os.environ['PATH']}"}
        self.run(["/usr/bin/pvault", "init", "--name", "Packaged"], {"PVAULT_BOOK": "/var/lib/pvault/vault.db"})
        (self.folder / "etc/pvault/orders.toml").write_text(self.local(orders.read_text()))

    def local(self, text):
        return re.sub(r"/(var/lib|var/log|etc)/pvault", lambda match: f"{self.folder}{match[0]}", text).replace("/usr/bin/pvault", str(self.pvault))

    def run(self, words, settings, expected=0):
        environment = {**self.environment, **{name: self.local(value) for name, value in settings.items()}}
        done = subprocess.run([self.local(word) for word in words], env=environment, capture_output=True, text=True)
        assert done.returncode == expected, f"{shlex.join(words)}: exit code {done.returncode}, not {expected}: {done.stderr}"
        return done


def command_of(settings, options):
    """ExecStart= as systemd splits it, with the instance and the variable filled in."""
    line = only(settings, "Service", "ExecStart").replace("%i", REPORT)
    return [part for word in shlex.split(line) for part in (shlex.split(options) if word == "$PVAULT_OPTIONS" else [word])]


def check_orders(settings, machine, done):
    """The orders that the package brings are sound, hold a condition in an empty book, and were written."""
    assert only(settings, "Unit", "ConditionPathExists") == "/etc/pvault/orders.toml"
    assert done.stderr.startswith("fail-on: below-target: "), done.stderr
    reports = machine.folder / "var/lib/pvault/reports"
    assert len(list(reports.glob("morning-coverage-coverage-*"))) == 2 and len(list(reports.glob("month-end-*.csv"))) == 2, list(reports.iterdir())


def check_service(unit, machine):
    settings = settings_of(unit)
    for name, value in HARDENED.items():
        assert only(settings, "Service", name) == value, f"{unit.name}: {name}"
    assert only(settings, "Unit", "OnFailure") == "pvault-alert@%n.service", unit.name
    # A condition that holds is to be told, so it stays a failure.
    assert ("Service", "SuccessExitStatus") not in settings, unit.name
    environment = dict(value.split("=", 1) for value in settings["Service", "Environment"])
    is_run = unit.name == "pvault-orders.service"
    done = machine.run(command_of(settings, ""), environment, expected=4 if is_run else 0)
    if is_run:
        check_orders(settings, machine, done)
    if unit.name == "pvault-pack.service":
        pack = machine.folder / "var/lib/pvault/reports/pack"
        assert (pack / "index.html").is_file() and (pack / "SHA256SUMS").is_file(), pack
        machine.run(command_of(settings, "--reports coverage,cost --fail-on no-stock"), environment, expected=4)
        assert (pack / "cost.csv").is_file() and not (pack / "lots.csv").exists(), pack
    if unit.name == "pvault-report@.service":
        page = machine.folder / f"var/lib/pvault/reports/{REPORT}.html"
        assert page.read_text().startswith("<!DOCTYPE html>"), page
        page.unlink()
        done = machine.run(command_of(settings, "--fail-on no-stock,overdue-not"), environment, expected=2)
        assert not page.exists() and "overdue-not" in done.stderr, done.stderr
        done = machine.run(command_of(settings, "--fail-on no-stock"), environment, expected=4)
        assert page.exists() and done.stderr.startswith("fail-on: no-stock: "), done.stderr


def check_timer(unit, units):
    settings = settings_of(unit)
    service = unit.with_suffix(".service")
    assert service in units, f"{unit.name} starts no service that is there"
    assert only(settings, "Timer", "OnCalendar") and only(settings, "Timer", "Persistent") == "true", unit.name
    assert only(settings, "Install", "WantedBy") == "timers.target", unit.name


def check_cron(table, machine):
    settings, commands = {}, 0
    for line in table.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        if assigned := re.fullmatch(r"([A-Z_]+)=(.*)", line):
            settings[assigned[1]] = assigned[2]
            continue
        fields = line.split(None, 6)
        assert len(fields) == 7 and all(re.fullmatch(r"[\d*,/-]+", field) for field in fields[:5]) and fields[5] == "pvault", line
        # In cron a percent sign ends the command.
        assert "%" not in fields[6], line
        environment = {name: value for name, value in settings.items() if name.startswith("PVAULT_")}
        expected = 4 if "--fail-on" in fields[6] or "orders.toml" in fields[6] else 0
        done = machine.run(["/bin/sh", "-c", fields[6]], environment, expected)
        assert done.stdout == "" and (expected == 4) == bool(done.stderr), f"cron would mail: {done.stdout}{done.stderr}"
        commands += 1
    assert commands == 5 and settings["MAILTO"], table


def verify_with_systemd(units, pvault):
    """Whether it could be."""
    analyse = shutil.which("systemd-analyze")
    if analyse is None:
        return False
    with tempfile.TemporaryDirectory(prefix="pvault-") as folder:
        for unit in units:
            (Path(folder) / unit.name).write_text(unit.read_text().replace("/usr/bin/pvault", str(pvault.resolve())))
        names = [f"{folder}/{unit.name.replace('@', '@' + REPORT)}" for unit in units]
        done = subprocess.run([analyse, "verify", "--man=no", *names], env={**os.environ, "SYSTEMD_UNIT_PATH": f"{folder}:"}, capture_output=True, text=True)
        assert done.returncode == 0 and "pvault" not in done.stderr, done.stderr
    return True


def check_install(build, units):
    """What an installation puts below a prefix; whether it could be made."""
    if shutil.which("cmake") is None or not (build / "cmake_install.cmake").exists():
        return False
    with tempfile.TemporaryDirectory(prefix="pvault-") as prefix:
        done = subprocess.run(["cmake", "--install", str(build), "--prefix", prefix], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        wanted = INSTALLED + [f"lib/systemd/system/{unit.name}" for unit in units]
        missing = [path for path in wanted if not (Path(prefix) / path).is_file()]
        assert not missing, f"not installed: {missing}"
        version = subprocess.run([f"{prefix}/bin/pvault", "--version"], capture_output=True, text=True)
        assert version.stdout.startswith("pvault "), version
    return True


def check_scripts(folder):
    """The package's own scripts are ones that the shell can read."""
    for script in sorted(folder.iterdir()):
        assert os.access(script, os.X_OK), script
        subprocess.run(["/bin/sh", "-n", str(script)], check=True)


def main():
    options = support.arguments(__doc__)
    packaging = options.root / "packaging"
    units = sorted((packaging / "systemd").glob("*.service")) + sorted((packaging / "systemd").glob("*.timer"))
    assert len(units) == 11, units
    with tempfile.TemporaryDirectory(prefix="pvault-") as folder:
        machine = Machine(options.pvault, folder, packaging / "orders.toml")
        for unit in units:
            if unit.suffix == ".timer":
                check_timer(unit, units)
            elif unit.name != "pvault-alert@.service":
                check_service(unit, machine)
        check_cron(packaging / "cron/pvault", machine)
        runs = (machine.folder / "var/log/pvault/runs.jsonl").read_text().splitlines()
        assert len(runs) == 13, runs  # eight of the services, five of cron
    check_scripts(packaging / "debian")
    verified = verify_with_systemd(units, options.pvault)
    installed = check_install(options.pvault.resolve().parent, units)
    print("every scheduled command is one that the program takes;", "systemd-analyze verified the units;" if verified else "systemd-analyze is not there, so it verified nothing;",
          "what is installed is complete" if installed else "there is no build folder, so nothing was installed")


if __name__ == "__main__":
    main()

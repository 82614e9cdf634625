#!/usr/bin/env python3
"""Makes the book of the demo once for all checks that read it (--demo-book)."""

import pathlib
import shutil

import support


def main():
    parser = support.parser(__doc__)
    parser.add_argument("folder", type=pathlib.Path, help="where it is made anew")
    options = parser.parse_args()
    shutil.rmtree(options.folder, ignore_errors=True)
    options.folder.mkdir(parents=True)
    program = support.Program(options.pvault, options.folder / "vault.db")
    program.run_script(options.root / support.OPERATIONS)
    program.run("audit", "verify")


if __name__ == "__main__":
    main()

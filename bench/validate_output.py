#!/usr/bin/env python3
"""Check a table that `fit` or `resample` has written against the one it was made from.

    bench/validate_output.py DATA/mixed/adult.csv.gz balanced.csv --lineage lineage.csv

The measuring data's schema.tsv, in a folder above the original, says which columns are nominal and
which categories they have. Original rows must stand first, byte for byte and in their order: those
that the lineage does not name as added, of which some may be left out; without a lineage all of
them. Every cell of an added row must be one that its column can have: a category that exists; a
number within the column's bounds, whole where the column holds whole numbers; missing only where
the column misses values. With a lineage, each cell must follow from its parents, too: their
category, a number between theirs, missing only where one of them misses the value; and the class
must be theirs. With --votes (smotenc, whose categories and missing cells are votes among the
neighbours) that holds for the class and for numbers that both parents have.

Ends with 0 where all is well, else with 1 and the first faults.
"""

import argparse
import csv
import gzip
import math
import pathlib
import sys

SHOWN_FAULTS = 20


def open_text(path):
    path = pathlib.Path(path)
    opener = gzip.open if path.suffix == ".gz" else open
    return opener(path, "rt", newline="", encoding="utf-8")


def read_rows(path):
    """Header and rows, each row as cells and as text (of several lines where a cell has such)."""
    cells, texts, taken = [], [], []

    def lines(file):
        for line in file:
            taken.append(line)
            yield line

    with open_text(path) as file:
        for row in csv.reader(lines(file)):
            text = "".join(taken).removesuffix("\n").removesuffix("\r")
            taken.clear()
            if row:
                cells.append(row)
                texts.append(text)
    if not cells:
        sys.exit(f"{path}: has no header")
    return cells[0], cells[1:], texts[1:]


def read_schema(original):
    """Kind of each column of the data set, and the categories of the nominal ones."""
    original = pathlib.Path(original).resolve()
    for folder in original.parents:
        if (folder / "schema.tsv").exists():
            break
    else:
        sys.exit(f"{original}: there is no schema.tsv in the folders above it")
    name = str(original.relative_to(folder))
    schema = {}
    with open(folder / "schema.tsv", newline="", encoding="utf-8") as file:
        for entry in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if entry["file"] == name:
                schema[entry["column"]] = (entry["type"], set((entry["values"] or "").split("|")))
    if not schema:
        sys.exit(f"{folder / 'schema.tsv'}: has no columns of {name}")
    return schema


class ColumnRule:
    """What a cell of one column may be."""

    def __init__(self, kind, categories, cells):
        self.numeric = kind == "numeric"
        self.may_miss = "" in cells
        present = [cell for cell in cells if cell]
        if self.numeric:
            numbers = [float(cell) for cell in present]
            self.bounds = (min(numbers, default=math.nan), max(numbers, default=math.nan))
            self.whole = all(number.is_integer() for number in numbers)
        else:
            # Cells that the schema does not list (a label column may list none) are still real.
            self.categories = (categories - {""}) | set(present)

    def fault(self, cell):
        if cell == "":
            return None if self.may_miss else "misses a value, but the column never does"
        if not self.numeric:
            return None if cell in self.categories else f"'{cell}' is no category"
        try:
            number = float(cell)
        except ValueError:
            return f"'{cell}' is no number"
        if not self.bounds[0] <= number <= self.bounds[1]:
            return f"{cell} is outside {self.bounds[0]} to {self.bounds[1]}"
        if self.whole and not number.is_integer():
            return f"{cell} is not whole"
        return None

    def fault_of_parents(self, cell, source, neighbor, votes):
        if votes and (not self.numeric or "" in (cell, source, neighbor)):
            return None
        if "" in (source, neighbor) or not self.numeric:
            return None if cell in (source, neighbor) else f"'{cell}' is neither parent's"
        if cell == "":
            return "misses a value that both parents have"
        low, high = sorted((float(source), float(neighbor)))
        return None if low <= float(cell) <= high else f"{cell} is not between {low} and {high}"


def kept_rows(original, output):
    """How many rows of the output, from its start, are rows of the original in their order."""
    kept, position = 0, 0
    for line in output:
        try:
            position = original.index(line, position) + 1
        except ValueError:
            break
        kept += 1
    return kept


def added_rows(output, original, lineage):
    """Rows of the output that were added, each with its parents where a lineage names them; without
    a lineage all behind the number of original rows."""
    if lineage is None:
        return [(row, None) for row in range(len(original), len(output))]
    with open_text(lineage) as file:
        return [(int(entry["row"]) - 1, entry) for entry in csv.DictReader(file)]


def validate(original_path, output_path, lineage_path, target_name, ignored, votes):
    header, before, before_text = read_rows(original_path)
    out_header, after, after_text = read_rows(output_path)
    faults = []
    if out_header != header:
        return [f"header {out_header} is not {header}"], 0, 0
    if target_name not in header:
        sys.exit(f"{original_path}: there is no column '{target_name}'; "
                 "name the label's by --target")
    schema = read_schema(original_path)
    rules = [ColumnRule(*schema[name], [row[i] for row in before]) for i, name in enumerate(header)]
    added = added_rows(after_text, before_text, lineage_path)
    kept = len(after) - len(added)
    if [row for row, _ in added] != list(range(kept, len(after))):
        faults.append("added rows do not stand behind the others, one after the other")
    if lineage_path is None and kept < len(before):
        faults.append(f"{kept} rows, but the original has {len(before)}")
    if kept_rows(before_text, after_text[:kept]) != kept:
        faults.append(f"the first {kept} rows are not original rows in their order")
    target = header.index(target_name)
    for row, entry in added:
        for i, cell in enumerate(after[row]):
            if header[i] in ignored:
                continue
            fault = rules[i].fault(cell)
            if entry and fault is None and entry["lambda"] != "":
                parents = [before[int(entry[name]) - 1] for name in ("source", "neighbor")]
                if i == target:
                    same = {cell, entry["class"], *(parent[i] for parent in parents)}
                    fault = None if len(same) == 1 else f"class '{cell}' is not its parents'"
                else:
                    fault = rules[i].fault_of_parents(
                        cell, *(parent[i] for parent in parents), votes
                    )
            if fault:
                faults.append(f"row {row + 1}, column {header[i]}: {fault}")
    return faults, kept, len(added)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("original", help="table of the measuring data")
    parser.add_argument("output", help="table that was made from it")
    parser.add_argument("--lineage", help="file that was written with the output")
    parser.add_argument("--target", default="class", help="column of the label (default: class)")
    parser.add_argument("--ignore", default="", help="columns that are not checked: a,b")
    parser.add_argument("--votes", action="store_true", help="categories are votes")
    arguments = parser.parse_args()
    faults, kept, added = validate(
        arguments.original,
        arguments.output,
        arguments.lineage,
        arguments.target,
        arguments.ignore.split(","),
        arguments.votes,
    )
    for fault in faults[:SHOWN_FAULTS]:
        print(f"{arguments.output}: {fault}", file=sys.stderr)
    print(f"{arguments.output}: {kept} original and {added} added rows, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

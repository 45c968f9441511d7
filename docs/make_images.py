"""Makes the pictures of the reports in docs/images: every section, as a browser shows it.

Usage: AUTOSMOTE_DATA=FOLDER AUTOSMOTE_BIN=build/dev/bin .venv/bin/python docs/make_images.py
"""

import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path += [str(ROOT / "tests" / "cli"), str(ROOT / "tests" / "browser")]

from PIL import Image  # noqa: E402
from conftest import measuring_data, target_of, thinned_shuttle  # noqa: E402
from pages import OpenPage, started_browser  # noqa: E402
from program import run  # noqa: E402

IMAGES = ROOT / "docs" / "images"
# Report, name of the picture, the sections on it, and what differs from a light page of 900 pixels.
PICTURES = [
    ("fit", "fit-verdict", ["verdict", "scores"], {}),
    ("fit", "fit-search", ["learning", "curves"], {}),
    ("fit", "fit-probabilities", ["calibration"], {}),
    ("fit", "fit-samples", ["samples"], {"scheme": "dark"}),
    ("fit", "fit-columns", ["columns"], {}),
    ("fit", "fit-settings", ["settings"], {}),
    ("fit", "fit-phone", ["verdict"], {"width": 360}),
    ("classes", "fit-classes", ["classes", "learning", "curves"], {}),
    ("compare", "compare", ["verdict", "metric-1"], {}),
    ("compare", "compare-sets", ["sets"], {"unfolded": 1}),
    ("compare", "compare-cells", ["cells"], {"rows": 12}),
    ("inspect", "inspect", ["verdict", "classes", "columns", "rows"], {}),
]


def make_reports(folder):
    """Paths of one report of each kind."""
    wine = folder / "wine_quality.csv"  # named without a folder in the pictures
    wine.symlink_to(ROOT / "examples" / "data" / wine.name)
    run("fit", wine.name, "--target", "rating", "--seed", "0", "-o", "fit", "--quiet", cwd=folder)
    table = thinned_shuttle(folder, 60)
    run("fit", table.name, "--target", target_of(table), "--classifier", "knn", "--episodes", "20",
        "--verdict", "quick", "-o", "classes", "--quiet", cwd=folder)
    tables = measuring_data("glass1", "ecoli2", "haberman", "pima")
    run("compare", *tables, "--target", target_of(tables[0]), "--methods",
        "nothing,class-weight,threshold,smote,smote-tuned,autosmote-random,autosmote",
        "--classifiers", "svm,knn", "--metrics", "macro-f1", "--repeats", "5", "--episodes", "20",
        "-o", folder / "compare", "--quiet")
    run("inspect", wine.name, "--target", "rating", "--html", "inspect.html", cwd=folder)
    pages = {kind: folder / kind / "report.html" for kind in ("fit", "classes", "compare")}
    return {**pages, "inspect": folder / "inspect.html"}


def take(browser, page, name, sections, width=900, scheme="light", unfolded=0, rows=None):
    """`unfolded`: parts to open; `rows`: of tables to keep, the others would fill the picture."""
    with OpenPage(browser, page, width, scheme) as shown:
        shown.page.evaluate(
            """([unfolded, rows]) => {
              for (const part of [...document.querySelectorAll("details")].slice(0, unfolded))
                part.open = true;
              if (rows === null) return;
              for (const body of document.querySelectorAll("tbody"))
                for (const row of [...body.rows].slice(rows)) row.hidden = true;
            }""", [unfolded, rows])
        shown.see_all()
        boxes = [shown.page.locator(f"#{section}").bounding_box() for section in sections]
        top = 0 if sections[0] == "verdict" else boxes[0]["y"]
        bottom = boxes[-1]["y"] + boxes[-1]["height"]
        path = IMAGES / f"{name}.png"
        shown.page.screenshot(path=path, full_page=True, clip={
            "x": 0, "y": top, "width": width, "height": bottom - top})
        Image.open(path).quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def main():
    with tempfile.TemporaryDirectory() as folder, started_browser() as browser:
        pages = make_reports(pathlib.Path(folder))
        for kind, name, sections, how in PICTURES:
            take(browser, pages[kind], name, sections, **how)


if __name__ == "__main__":
    main()

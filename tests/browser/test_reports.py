"""The HTML reports in a real browser: what is drawn, what can be done, and for whom."""

import time

import pytest
from conftest import compared, fitted, inspected
from pages import OpenPage

axe_module = pytest.importorskip("axe_playwright_python.sync_playwright")

ALL = ["fit_report", "classes_report", "compare_report", "inspect_report", fitted, compared,
       inspected]
CHARTS = ["learning", "roc", "precision-recall", "calibration", "map", "difficulty", "ranks",
          "lambdas", "scale"]


@pytest.fixture(params=ALL, ids=lambda made: getattr(made, "__name__", made))
def report(request):
    """A page of the program, or what a function finds in Python."""
    if callable(request.param):
        return request.getfixturevalue("python_report")(request.param)
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_loads_nothing_fits_the_screen_and_has_no_error(browser, report, width, scheme):
    with OpenPage(browser, report, width, scheme) as shown:
        shown.see_all()
        assert shown.errors == []
        assert shown.left_the_page() == []
        assert not shown.is_wider_than_the_screen()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_accessible(browser, report, width, scheme):
    with OpenPage(browser, report, width, scheme) as shown:
        shown.see_all()
        shown.page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        # The policy of the page forbids scripts from elsewhere, not those of the test.
        response = axe_module.Axe().run(shown.page).response
        assert "color-contrast" in {rule["id"] for rule in response["passes"]}
        serious = [(rule["id"], [node["html"] for node in rule["nodes"]][:3])
                   for rule in response["violations"] if rule["impact"] in ("serious", "critical")]
        assert serious == []


def test_can_be_read_without_scripts(browser, report):
    with OpenPage(browser, report, scripts=False) as shown:
        assert shown.page.locator("h1").is_visible()
        assert shown.page.locator("main table").count() > 0
        for hidden in (".chart", ".theme", ".script-only"):
            for element in shown.page.locator(hidden).all():
                assert not element.is_visible()


def test_the_switch_changes_the_colours(browser, report):
    def paper(shown):
        return shown.page.evaluate("getComputedStyle(document.body).backgroundColor")

    with OpenPage(browser, report, scheme="light") as shown:
        light = paper(shown)
        shown.page.get_by_role("button", name="Dark").click()
        dark = paper(shown)
        assert dark != light
        assert shown.page.get_by_role("button", name="Dark").get_attribute("aria-pressed") == "true"
        shown.page.get_by_role("button", name="System").click()
        assert paper(shown) == light
    with OpenPage(browser, report, scheme="dark") as shown:
        assert paper(shown) == dark


def test_every_chart_is_drawn(browser, fit_report):
    painted = """canvas => {
      const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
      const colors = new Set();
      for (let i = 0; i < pixels.length; i += 4) {
        if (pixels[i + 3] > 0) colors.add(`${pixels[i]},${pixels[i + 1]},${pixels[i + 2]}`);
      }
      return colors.size;
    }"""
    with OpenPage(browser, fit_report) as shown:
        shown.see_all()
        for name in CHARTS:
            canvas = shown.page.locator(f"#chart-{name}")
            assert canvas.get_attribute("data-drawn") == "true", name
            assert canvas.evaluate(painted) > 10, name
        # They follow the colours.
        before = shown.page.locator("#chart-roc").evaluate("c => c.toDataURL()")
        shown.page.get_by_role("button", name="Dark").click()
        assert shown.page.locator("#chart-roc").evaluate("c => c.toDataURL()") != before


def test_the_map_shows_every_point(browser, fit_report):
    with OpenPage(browser, fit_report) as shown:
        shown.see_all()
        outside = shown.page.evaluate(
            """() => {
              const { data, scales } = Chart.getChart("chart-map");
              return data.datasets.flatMap((set) => set.data).filter((point) =>
                point.x < scales.x.min || point.x > scales.x.max ||
                point.y < scales.y.min || point.y > scales.y.max).length;
            }""")
        assert outside == 0


def place_of_synthetic(shown):
    """Where on the screen the first synthetic row of the map lies."""
    return shown.page.evaluate(
        """() => {
          const canvas = document.getElementById("chart-map");
          canvas.scrollIntoView({ block: "center" });
          const chart = Chart.getChart(canvas);
          const set = chart.data.datasets.findIndex((own) => own.label.startsWith("synthetic"));
          const { x, y } = chart.getDatasetMeta(set).data[0].getProps(["x", "y"]);
          const box = canvas.getBoundingClientRect();
          return [box.left + x, box.top + y];
        }""")


def test_pointing_at_a_synthetic_row_shows_its_parents(browser, fit_report):
    with OpenPage(browser, fit_report) as shown:
        shown.see_all()
        shown.page.mouse.move(*place_of_synthetic(shown))
        readout = shown.page.locator("[data-chart=map] .readout")
        shown.page.wait_for_function(
            "() => document.querySelector('[data-chart=map] .readout').textContent !== ''")
        assert "synthetic row" in readout.text_content()
        assert "episode" in readout.text_content()
        parents = shown.page.evaluate(
            "Chart.getChart(document.getElementById('chart-map')).data.datasets[0].data.length")
        assert parents == 2


def test_the_map_zooms_by_buttons_and_keys(browser, fit_report):
    def width(shown):
        return shown.page.evaluate(
            """() => { const { min, max } = Chart.getChart("chart-map").scales.x;
                       return max - min; }""")

    with OpenPage(browser, fit_report) as shown:
        shown.see_all()
        whole = width(shown)
        shown.page.get_by_role("button", name="Zoom in").click()
        assert width(shown) == pytest.approx(0.6 * whole, rel=0.01)
        shown.page.locator("#chart-map").focus()
        shown.page.keyboard.press("+")
        assert width(shown) == pytest.approx(0.36 * whole, rel=0.01)
        shown.page.keyboard.press("0")
        assert width(shown) == pytest.approx(whole)


def column(shown, table, index):
    return shown.page.evaluate(
        """([id, index]) => [...document.querySelectorAll(`#${id} table`)[0].tBodies[0].rows]
             .filter((row) => !row.hidden).map((row) => row.cells[index].textContent)""",
        [table, index])


def test_tables_sort_by_a_click_or_a_key(browser, compare_report):
    with OpenPage(browser, compare_report) as shown:
        head = shown.page.locator("#cells th", has_text="test score")
        button = head.get_by_role("button")
        button.click()
        assert head.get_attribute("aria-sort") == "ascending"
        scores = [float(text) for text in column(shown, "cells", 5)]
        assert len(scores) == 3 * 2 * 2 * 5 and scores == sorted(scores)
        button.focus()
        shown.page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == "descending"
        scores = [float(text) for text in column(shown, "cells", 5)]
        assert scores == sorted(scores, reverse=True)


def test_tables_filter_by_words(browser, compare_report):
    with OpenPage(browser, compare_report) as shown:
        box = shown.page.locator("#cells").get_by_role("searchbox")
        box.fill("glass1 KNN smote mcc")
        assert set(column(shown, "cells", 0)) == {"glass1"}
        assert set(column(shown, "cells", 2)) == {"knn"}
        assert column(shown, "cells", 4) == ["smote", "autosmote"]
        assert "2 of 60 rows" in shown.page.locator("#cells .filter").text_content()
        box.fill("")
        assert len(column(shown, "cells", 0)) == 60


def test_each_data_set_opens(browser, compare_report):
    with OpenPage(browser, compare_report) as shown:
        part = shown.page.locator("#sets details").first
        assert not part.locator("svg").first.is_visible()
        part.locator("summary").click()
        assert part.locator("svg.boxes").count() == 4  # two classifiers, two metrics
        assert part.locator("svg").first.is_visible()
        assert shown.page.locator("svg.ranks").count() == 2


def test_a_report_of_100000_rows_is_small_and_opens_at_once(browser, large_report):
    assert large_report.stat().st_size < 5_000_000
    start = time.monotonic()
    with OpenPage(browser, large_report) as shown:
        shown.page.wait_for_load_state("load")
        assert time.monotonic() - start < 10.0  # no stopwatch: seconds of it are another test's
        shown.see_all()
        assert shown.errors == []
        assert shown.left_the_page() == []
        # Names that are markup stay text.
        assert shown.page.locator("img, i, main b:not(.figures b)").count() == 0
        assert "</script><img src=x>" in shown.page.locator("#columns").text_content()
        words = shown.page.locator("#samples").text_content()
        assert "1,500 of" in words and "thinned at equal distances" in words


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_prints_everything_dark_on_light(browser, fit_report, scheme):
    paper = "getComputedStyle(document.body).backgroundColor"
    with OpenPage(browser, fit_report, scheme=scheme) as shown:
        on_screen = shown.page.evaluate(paper)
        shown.page.emulate_media(media="print")
        shown.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert shown.page.locator("details:not([open])").count() == 0
        assert not shown.page.locator(".theme").is_visible()
        drawn = "[...document.querySelectorAll('canvas')].every((canvas) => canvas.dataset.drawn)"
        assert shown.page.evaluate(drawn)
        assert shown.page.evaluate(paper) == "rgb(255, 255, 255)"
        shown.page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert shown.page.locator("details[open]").count() == 0
        assert shown.page.evaluate(paper) == on_screen


def test_no_table_is_cut_off_on_paper(browser, report):
    """A4 with margins of 1.5 cm has 680 pixels."""
    with OpenPage(browser, report, width=680) as shown:
        shown.page.emulate_media(media="print")
        shown.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        cut = """[...document.querySelectorAll("table")].filter((table) =>
          table.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
          .map((table) => table.caption.textContent)"""
        assert shown.page.evaluate(cut) == []


def test_several_classes_are_shown_one_by_one(browser, classes_report):
    with OpenPage(browser, classes_report) as shown:
        shown.see_all()
        assert shown.page.locator("#classes tbody tr").count() == 7
        assert "this table has 7" in shown.page.locator("#curves").text_content()
        assert "this table has 7" in shown.page.locator("#calibration").text_content()
        drawn = {canvas.get_attribute("id") for canvas in
                 shown.page.locator("canvas[data-drawn=true]").all()}
        assert drawn == {f"chart-{name}" for name in CHARTS} - {
            "chart-roc", "chart-precision-recall", "chart-calibration"}

// The charts of a fit, drawn by Chart.js from the page's data. Every chart is made when it comes
// near the screen, and again when the colours change.
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const kinds = ["safe", "borderline", "rare", "outlier"];
  const style = (name) =>
    getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const faded = (color, share) =>
    color + Math.round(255 * share).toString(16).padStart(2, "0");

  const axis = (title, more = {}) => ({
    title: { display: true, text: title, color: style("ink") },
    ticks: { color: style("soft") },
    grid: { color: style("line"), borderColor: style("line") },
    ...more,
  });
  // A dashed line is dashed in the legend, too.
  const dashed = (chart) => Chart.defaults.plugins.legend.labels.generateLabels(chart)
    .map((item) => ({ ...item, lineDash: chart.data.datasets[item.datasetIndex].borderDash || [] }));
  const labels = (more = {}) => ({ color: style("ink"), usePointStyle: true, pointStyleWidth: 20,
    generateLabels: dashed, ...more });
  const options = (x, y, more = {}) => ({
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    scales: { x, y },
    plugins: {
      legend: { labels: labels(), ...more.legend },
      tooltip: { callbacks: more.tooltip || {} },
    },
    interaction: { mode: "nearest", intersect: true },
    ...more.own,
  });
  const score = (value) => value.toFixed(4);
  const points = (rows, x = 0, y = 1) =>
    rows.filter((row) => row[y] !== null).map((row) => ({ x: row[x], y: row[y], row }));
  const line = (label, color, from, more = {}) => ({
    label, data: from, type: "line", borderColor: color, backgroundColor: color, borderWidth: 2,
    pointRadius: 0, pointHitRadius: 6, pointStyle: "line", ...more,
  });

  const charts = {
    learning() {
      const history = data.history;
      const last = history.at(-1);
      const first = history[0][0], end = last[0];
      const level = (value) => [{ x: first, y: value }, { x: end, y: value }];
      const dashes = [[6, 4], [2, 3], [10, 3], [8, 3, 2, 3], [4, 6], [1, 2]];
      const sets = [
        { label: "an episode", type: "scatter", data: points(history), pointRadius: 2,
          backgroundColor: faded(style("synthetic"), 0.55) },
        line("best so far", style("synthetic"), points(history, 0, 2), { stepped: true }),
      ];
      data.baselines.forEach((baseline, i) => sets.push(
        line(baseline.method, style(i % 2 ? "minority" : "majority"), level(baseline.validation),
          { borderDash: dashes[i % dashes.length], borderWidth: 1.5 })));
      const delivered = data.delivered !== null && level(data.delivered);
      if (data.unseen !== null) {
        sets.push(line("result on unseen rows", style("accent"), level(data.unseen)));
        if (delivered) sets.push(line("optimism", "transparent", delivered, {
          backgroundColor: faded(style("accent"), 0.18), fill: "-1", borderWidth: 0,
          pointHitRadius: 0, pointStyle: "rect" }));
      }
      if (delivered) sets.push(line("result", style("ink"), delivered));
      return {
        type: "scatter", data: { datasets: sets },
        options: options(
          axis("episode", { type: "linear", min: first, max: Math.max(end, first + 1) }),
          axis(data.metric),
          { tooltip: { label: (item) => `${item.dataset.label}: ${score(item.parsed.y)}` } }),
      };
    },
    roc() { return curve("roc", "false positive rate", "recall",
      (method) => ({ x: method.false_positive_rate, y: method.recall })); },
    "precision-recall"() { return curve("precision_recall", "recall", "precision",
      (method) => ({ x: method.recall, y: method.precision })); },
    calibration() {
      const set = (label, color, rows) => line(label, color, points(rows),
        { pointRadius: 4, borderWidth: 1.5, pointStyle: "circle" });
      const all = data.reliability;
      // Both axes end where the groups do: of a rare class no probability is large.
      const largest = Math.max(...[all.before, all.after, all.corrected].flat()
        .flatMap((bin) => bin.slice(0, 2)));
      const max = Math.min(1, Math.ceil(largest * 11) / 10);
      const sets = [
        line("right", style("majority"), [{ x: 0, y: 0 }, { x: max, y: max }],
          { borderDash: [4, 4], borderWidth: 1 }),
        set("without over-sampling", style("minority"), all.before),
        set("after over-sampling", style("synthetic"), all.after),
      ];
      if (all.corrected.length) {
        sets.push(set("with the prior correction", style("accent"), all.corrected));
      }
      return {
        type: "scatter", data: { datasets: sets },
        options: options(axis("predicted probability", { min: 0, max }),
          axis("share of minority rows", { min: 0, max }),
          { tooltip: { label: (item) => `${item.dataset.label}: ${item.raw.row
            ? `${item.raw.row[2]} rows, predicted ${item.raw.x}, found ${item.raw.y}` : ""}` } }),
      };
    },
    map() {
      const set = (label, color, rows, shape, size) => ({
        label, data: points(rows), backgroundColor: faded(color, 0.6), borderColor: color,
        borderWidth: 0.5, pointStyle: shape, pointRadius: size, pointHoverRadius: size + 3 });
      const parents = { label: "parents", data: [], type: "line", borderColor: style("ink"),
        backgroundColor: style("ink"), borderWidth: 1.5, pointRadius: 5, pointStyle: "circle" };
      return {
        type: "scatter",
        data: { datasets: [
          parents,
          set(`${data.minority} (${data.map.minority.length})`, style("minority"),
            data.map.minority, "rectRot", 4),
          set(`synthetic (${data.map.synthetic.length})`, style("synthetic"), data.map.synthetic,
            "triangle", 3.5),
          set(`${data.majority} (${data.map.majority.length})`, style("majority"),
            data.map.majority, "circle", 2),
        ] },
        options: options(axis("first component", { type: "linear" }),
          axis("second component", { type: "linear" }), {
            legend: { labels: labels({ pointStyleWidth: undefined,
              filter: (item) => item.text !== "parents" }) },
            tooltip: { label: describe },
            own: { onHover: showParents },
          }),
      };
    },
    difficulty() {
      // Side by side within a type, so that equal counts can be told apart.
      const rows = data.instances.map((row, i) => ({
        x: row[1] + ((i * 0.6180339887) % 1 - 0.5) * 0.7, y: row[3], row }));
      return {
        type: "scatter",
        data: { datasets: [{ label: "a minority row", data: rows, pointRadius: 3,
          backgroundColor: faded(style("minority"), 0.55) }] },
        options: options(
          axis("", { type: "linear", min: -0.5, max: 3.5, title: { display: false },
            grid: { display: false },
            afterBuildTicks: (own) => { own.ticks = kinds.map((kind, value) => ({ value })); },
            ticks: { color: style("ink"), callback: (value) => kinds[value] } }),
          axis("samples it is the source of", { beginAtZero: true,
            ticks: { precision: 0, color: style("soft") } }),
          { legend: { display: false },
            tooltip: { label: (item) => `row ${item.raw.row[0]}: ${kinds[item.raw.row[1]]}, `
              + `${item.raw.row[2]} rows of its class near, ${item.raw.row[3]} samples` } }),
      };
    },
    ranks() { return bars("rank", data.habits.ranks, (i) => i, "samples"); },
    lambdas() { return bars("lambda", data.habits.lambdas, (i) => i / 4, "samples"); },
    scale() {
      const all = data.habits.per_instance;
      const width = Math.max(1, Math.ceil(all.length / 24));
      const sums = [];
      all.forEach((count, i) => {
        const bin = Math.floor(i / width);
        sums[bin] = (sums[bin] || 0) + count;
      });
      return bars("samples", sums,
        (i) => width === 1 ? i : `${i * width}-${i * width + width - 1}`, "minority rows");
    },
  };

  function curve(name, x, y, chosen) {
    const colors = [style("minority"), style("synthetic")];
    const sets = [];
    data.curves.forEach((method, i) => {
      const label = i === 0 ? "without over-sampling" : method.method;
      const dot = chosen(method);
      if (dot.x !== null && dot.y !== null) {
        sets.push({ label: `${label}, chosen threshold`, type: "scatter", data: [dot],
          pointRadius: 6, backgroundColor: colors[i], borderColor: style("ink"), borderWidth: 1.5 });
      }
      sets.push(line(label, colors[i], points(method[name]), { borderDash: i ? [] : [6, 3] }));
    });
    return {
      type: "scatter", data: { datasets: sets },
      options: options(axis(x, { min: 0, max: 1 }), axis(y, { min: 0, max: 1 }), {
        legend: { labels: labels({
          filter: (item) => !item.text.endsWith("chosen threshold") }) },
        tooltip: { label: (item) => `${item.dataset.label}: ${x} ${score(item.parsed.x)}, `
          + `${y} ${score(item.parsed.y)}`
          + (item.raw.row && item.raw.row[2] !== null ? `, threshold ${item.raw.row[2]}` : "") } }),
    };
  }

  function bars(x, counts, name, y) {
    return {
      type: "bar",
      data: { labels: counts.map((count, i) => String(name(i))),
        datasets: [{ label: y, data: counts, backgroundColor: style("synthetic") }] },
      options: options(axis(x), axis(y, { beginAtZero: true, ticks: { precision: 0,
        color: style("soft") } }), { legend: { display: false } }),
    };
  }

  // What a point of the map is, in words.
  function describe(item) {
    const row = item.raw.row;
    if (!row) return "";
    if (row.length === 3) return `row ${row[2]} (${item.dataset.label.replace(/ \(\d+\)$/, "")})`;
    const parent = (i) => data.map.minority[i][2];
    return row[3] === row[4]
      ? `synthetic row ${row[2]}: a copy of row ${parent(row[3])}, episode ${row[6]}`
      : `synthetic row ${row[2]}: from row ${parent(row[3])} towards row ${parent(row[4])}, `
        + `lambda ${row[5]}, episode ${row[6]}`;
  }

  // The segment on which a synthetic row lies.
  function showParents(event, active, chart) {
    const rowOf = (item) => chart.data.datasets[item.datasetIndex].data[item.index].row;
    // A copy lies on its source: the copy is what has parents to show.
    const hit = active.find((item) => rowOf(item)?.length > 3) || active.find(rowOf);
    const row = hit && rowOf(hit);
    const ends = row && row.length > 3 ? [row[3], row[4]].map((i) => data.map.minority[i]) : [];
    const parents = chart.data.datasets[0];
    const shown = ends.map(([x, y]) => ({ x, y }));
    if (JSON.stringify(shown) === JSON.stringify(parents.data)) return;
    parents.data = shown;
    chart.update("none");
    readout(chart, hit ? describe({ raw: chart.data.datasets[hit.datasetIndex].data[hit.index],
      dataset: chart.data.datasets[hit.datasetIndex] }) : "");
  }
  function readout(chart, text) {
    const place = chart.canvas.closest("figure").querySelector(".readout");
    if (place && text) place.textContent = text;
  }

  // Zooming and moving of the map: the ranges of its axes.
  function makeZoomable(canvas) {
    const current = () => Chart.getChart(canvas);
    const ranges = (change) => {
      const chart = current();
      for (const name of ["x", "y"]) {
        const { min, max } = chart.scales[name];
        const range = change(name, min, max, chart);
        [chart.options.scales[name].min, chart.options.scales[name].max] = range;
      }
      chart.update("none");
    };
    const zoom = (factor, at) => ranges((name, min, max, chart) => {
      const center = at ? chart.scales[name].getValueForPixel(at[name]) : (min + max) / 2;
      return [center + (min - center) * factor, center + (max - center) * factor];
    });
    const move = (x, y) => ranges((name, min, max) => {
      const by = (max - min) * (name === "x" ? x : y);
      return [min + by, max + by];
    });
    const reset = () => ranges(() => [undefined, undefined]);

    const box = document.createElement("div");
    box.className = "zoom";
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "Zoom");
    for (const [text, name, action] of [["+", "Zoom in", () => zoom(0.6)],
      ["\u2212", "Zoom out", () => zoom(1 / 0.6)], ["All", "Show all", reset]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      button.setAttribute("aria-label", name);
      button.addEventListener("click", action);
      box.append(button);
    }
    canvas.parentElement.before(box);
    const place = document.createElement("p");
    place.className = "readout";
    place.setAttribute("role", "status");
    canvas.parentElement.after(place);

    canvas.tabIndex = 0;
    const keys = { "+": () => zoom(0.6), "-": () => zoom(1 / 0.6), "0": reset,
      ArrowLeft: () => move(-0.15, 0), ArrowRight: () => move(0.15, 0),
      ArrowUp: () => move(0, 0.15), ArrowDown: () => move(0, -0.15) };
    canvas.addEventListener("keydown", (event) => {
      if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      keys[event.key]();
    });
    canvas.addEventListener("wheel", (event) => {
      // The page scrolls on until the map has the focus.
      if (document.activeElement !== canvas && !event.ctrlKey) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 0.8 : 1.25, { x: event.offsetX, y: event.offsetY });
    }, { passive: false });
    let from = null;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "touch") return;
      from = [event.clientX, event.clientY];
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!from) return;
      const area = current().chartArea;
      move((from[0] - event.clientX) / (area.right - area.left),
        (event.clientY - from[1]) / (area.bottom - area.top));
      from = [event.clientX, event.clientY];
    });
    for (const end of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(end, () => { from = null; });
    }
  }

  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  const canvases = new Map();
  const draw = (canvas) => {
    Chart.getChart(canvas)?.destroy();
    new Chart(canvas, charts[canvases.get(canvas)]());
    canvas.dataset.drawn = "true";
  };
  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      draw(target);
    }
  }, { rootMargin: "600px" });
  for (const figure of document.querySelectorAll("[data-chart]")) {
    const canvas = figure.querySelector("canvas");
    canvases.set(canvas, figure.dataset.chart);
    if (figure.dataset.chart === "map") makeZoomable(canvas);
    near.observe(canvas);
  }
  document.addEventListener("theme", () => {
    for (const canvas of canvases.keys()) if (canvas.dataset.drawn) draw(canvas);
  });
  addEventListener("beforeprint", () => {
    for (const canvas of canvases.keys()) {
      if (!canvas.dataset.drawn) draw(canvas);
      Chart.getChart(canvas).resize();
    }
  });
})();

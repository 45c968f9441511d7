// Tables that can be sorted by a click on a heading, and filtered by words.
(() => {
  "use strict";
  // The number that a cell starts with, or null: "1,234", "-0.5", "12.5 %", "0.1 to 0.2".
  const numberOf = (text) => {
    const match = /^[+-]?[\d,]*\.?\d+(?:e[+-]?\d+)?/i.exec(text);
    return match ? Number(match[0].replaceAll(",", "")) : null;
  };
  const compare = (a, b) => {
    const x = numberOf(a), y = numberOf(b);
    if (x !== null && y !== null) return x - y;
    if (x !== null || y !== null) return x !== null ? -1 : 1;
    return a.localeCompare(b, "en");
  };
  const isEmpty = (text) => text === "-" || text === "";

  const sortBy = (table, column, direction) => {
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => [row.cells[column].textContent.trim(), row]);
    // What is absent stays last, whatever the direction.
    rows.sort(([a], [b]) => isEmpty(a) || isEmpty(b)
      ? Number(isEmpty(a)) - Number(isEmpty(b)) : direction * compare(a, b));
    body.append(...rows.map(([, row]) => row));
  };

  const makeSortable = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        sortBy(table, column, up ? 1 : -1);
      });
    });
  };

  const makeFilterable = (table, number) => {
    const rows = [...table.tBodies[0].rows].map((row) => [row.textContent.toLowerCase(), row]);
    if (rows.length < 8) return;
    const box = document.createElement("p");
    box.className = "filter";
    const id = `filter-${number}`;
    box.innerHTML = `<label for="${id}">Rows with</label><input id="${id}" type="search" `
      + `autocomplete="off" placeholder="words"><span role="status"></span>`;
    const status = box.querySelector("span");
    box.querySelector("input").addEventListener("input", (event) => {
      const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const [text, row] of rows) {
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) ++shown;
      }
      status.textContent = words.length ? `${shown} of ${rows.length} rows` : "";
    });
    table.closest(".scroll").before(box);
  };

  document.querySelectorAll("table[data-sortable]").forEach(makeSortable);
  document.querySelectorAll("table[data-filterable]").forEach(makeFilterable);
})();

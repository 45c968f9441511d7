// What every page has: the choice of colours, and folded parts that open for printing.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.remove("no-script");

  // A page from a file may have no storage.
  const storage = {
    read() {
      try { return localStorage.getItem("autosmote-theme") || ""; } catch { return ""; }
    },
    write(theme) {
      try { localStorage.setItem("autosmote-theme", theme); } catch { /* kept for this page */ }
    },
  };

  const group = document.querySelector(".theme");
  const buttons = [...group.querySelectorAll("button")];
  const choose = (theme) => {
    if (theme) root.dataset.theme = theme; else delete root.dataset.theme;
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
    }
    document.dispatchEvent(new Event("theme"));
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      choose(button.dataset.themeChoice);
      storage.write(button.dataset.themeChoice);
    });
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener(
    "change", () => document.dispatchEvent(new Event("theme")));
  group.hidden = false;
  choose(storage.read());

  // On paper all is unfolded, and dark on light.
  let opened = [];
  let theme;
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const part of opened) part.open = true;
    theme = root.dataset.theme;
    choose("light");
  });
  addEventListener("afterprint", () => {
    for (const part of opened) part.open = false;
    choose(theme || "");
  });
})();

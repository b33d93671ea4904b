// Plain script, no network: works from a file too.
document.addEventListener("DOMContentLoaded", () => {
  charts();
  saving();
  drawers();
  tables();
  equations();
  unfold();
  window.addEventListener("hashchange", unfold);
});

// The theme binds its drawers to the first button of each kind, which it never shows: pass the others' clicks on to it.
function drawers() {
  for (const kind of [".primary-toggle", ".secondary-toggle"]) {
    const [bound, ...shown] = document.querySelectorAll(kind);
    for (const button of shown) button.addEventListener("click", () => bound.click());
  }
}

// After each table and picture a button that saves it, by its caption: cells as CSV, a drawing as SVG.
function saving() {
  const offer = (what, told, kind, content) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "tl-save", textContent: `Save as ${kind.toUpperCase()}` });
    button.setAttribute("aria-label", `${button.textContent}: ${told}`);
    button.addEventListener("click", async () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([await content()], { type: { csv: "text/csv", svg: "image/svg+xml" }[kind] }));
      link.download = `${told.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "_").slice(0, 60)}.${kind}`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    });
    what.after(button);
  };
  for (const box of document.querySelectorAll(".bd-article .tl-table")) {
    offer(box, box.getAttribute("aria-label"), "csv", () => csv(box.querySelector("table")));
  }
  for (const figure of document.querySelectorAll(".bd-article .tl-figure")) {
    const drawing = figure.querySelector("svg");
    offer(figure, drawing.getAttribute("aria-label"), "svg", () => new XMLSerializer().serializeToString(drawing));
  }
  for (const figure of document.querySelectorAll(".bd-article .tl-live")) {
    offer(figure, figure.getAttribute("aria-label"), "svg", () => figure.view.toSVG());
  }
}

// The cells of a table, numbers as a spreadsheet reads them; the mark at the start tells Excel how signs are written.
function csv(table) {
  const plain = (text) => (/^[−+-]?[\d,]+(\.\d+)?$/.test(text) ? text.replace(/,/g, "").replace("−", "-") : text);
  const cell = ({ textContent }) => `"${plain(textContent.trim()).replace(/"/g, '""')}"`;
  return `\ufeff${[...table.rows].map((row) => [...row.cells].map(cell).join(",")).join("\r\n")}\r\n`;
}

// Call `fit` now, and again when the window or what is folded changes.
function fitting(fit) {
  fit();
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (width !== window.innerWidth) fit();
    width = window.innerWidth;
  });
  for (const fold of document.querySelectorAll("details")) fold.addEventListener("toggle", fit);
}

// A table without a caption has the name of its section for a screen reader. One that is wider than its box is set
// smaller; if that is not enough, each row becomes a card.
function tables() {
  const all = [...document.querySelectorAll(".bd-article table")].filter((table) => !table.closest(".tl-ledger"));
  for (const table of all) {
    const title = table.closest("section")?.querySelector("h1, h2, h3, h4")?.firstChild?.textContent;
    if (title && !table.caption && !table.hasAttribute("aria-labelledby")) table.setAttribute("aria-label", title);
  }
  const fits = ({ parentElement: box }) => box.scrollWidth <= box.clientWidth + 1;
  // On a phone, a column of a word to a line is no better than one that is cut.
  const crowded = ({ tBodies: [body] }) =>
    window.innerWidth < 576 && [...(body?.rows ?? [])].some((row) => row.cells.length > 2 && row.offsetHeight > 110);
  fitting(() => {
    for (const table of all) {
      table.classList.remove("tl-small", "tl-cards");
      if (fits(table) && !crowded(table)) continue;
      table.classList.add("tl-small");
      if (fits(table) && !crowded(table)) continue;
      table.classList.replace("tl-small", "tl-cards");
      name(table);
    }
  });

  // As blocks, rows and cells lose their meaning for a screen reader, and cells their heads for everybody: say them.
  function name(table) {
    if (table.role) return;
    table.role = "table";
    const heads = [...(table.tHead?.rows ?? [])].at(-1)?.cells ?? [];
    for (const row of table.rows) {
      row.role = "row";
      for (const cell of row.cells) {
        cell.role = cell.closest("thead") ? "columnheader" : cell.tagName === "TH" ? "rowheader" : "cell";
        const head = heads[cell.cellIndex]?.textContent.trim();
        if (cell.role === "cell" && head && row.cells.length === heads.length) cell.dataset.label = head;
      }
    }
  }
}

// An equation that is wider than its line is set smaller, so that it can be read without scrolling.
function equations() {
  window.MathJax?.startup?.promise?.then(() => {
    const all = [...document.querySelectorAll('mjx-container[display="true"]')];
    fitting(() => {
      for (const equation of all) equation.style.fontSize = "";
      for (const equation of all) {
        const part = equation.clientWidth / equation.scrollWidth;
        if (part < 1) equation.style.fontSize = `${Math.max(55, Math.floor(98 * part))}%`;
      }
    });
  });
}

// An address may name a claim in a folded table: open what it lies in.
function unfold() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  target?.scrollIntoView();
}

// Live charts: Vega-Lite from a script of the book, in the colours of the page's theme.
function charts() {
  const figures = [...document.querySelectorAll(".tl-live")];
  if (!figures.length) return;
  const draw = () => {
    const ink = getComputedStyle(document.body).color;
    const text = { labelColor: ink, titleColor: ink, labelFontSize: 12, titleFontSize: 12 };
    const config = {
      background: "transparent",
      axis: { ...text, domainColor: ink, tickColor: ink, gridOpacity: 0.25 },
      axisQuantitative: { labelOverlap: true, labelSeparation: 4 },
      legend: { ...text, labelFontSize: 11 },
      title: { color: ink },
      text: { color: ink, fontSize: 12 },
      view: { stroke: null },
    };
    // One drawing after the other: of two at once, the older could come last.
    for (const figure of figures) figure.drawn = Promise.resolve(figure.drawn).then(() => embed(figure, config));
  };
  const script = document.createElement("script");
  script.src = `${document.documentElement.dataset.content_root}_static/vega.js`;
  script.addEventListener("load", () => {
    draw();
    new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    // A chart takes the width of its box, but asks for it only when the window changes.
    // Its legend has one column where it is narrow, so it is drawn anew when it becomes so.
    const sized = new ResizeObserver((boxes) => {
      const other = boxes.some(({ target }) => target.view && target.columns !== columns(target));
      requestAnimationFrame(() => (other ? draw() : window.dispatchEvent(new Event("resize"))));
    });
    for (const figure of figures) sized.observe(figure);
  });
  document.head.append(script);
}

const columns = (figure) => (figure.clientWidth < 500 ? 1 : 2);

// Draw one chart; what the reader has set with its sliders, and its text alternative, stay.
async function embed(figure, config) {
  const spec = JSON.parse(figure.dataset.spec);
  const label = figure.getAttribute("aria-label");
  const names = (spec.params ?? []).filter(({ bind }) => bind).map(({ name }) => name);
  const set = figure.view ? names.map((name) => [name, figure.view.signal(name)]) : [];
  figure.columns = columns(figure);
  const own = { ...config, legend: { ...config.legend, columns: figure.columns } };
  const { view } = await window.vegaEmbed(figure, { ...spec, config: own }, { actions: false, renderer: "svg" });
  for (const [name, value] of set) view.signal(name, value);
  await view.runAsync();
  if (spec.usermeta?.caption) {
    figure.append(Object.assign(document.createElement("figcaption"), { textContent: spec.usermeta.caption }));
  }
  figure.view = view;
  figure.setAttribute("role", "group");
  figure.setAttribute("aria-label", label);
  window.dispatchEvent(new Event("resize")); // its box may have another width by now
}

// Plain script, no network: works from a file too.
document.addEventListener("DOMContentLoaded", () => {
  ledger();
  charts();
  drawers();
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
    const text = { labelColor: ink, titleColor: ink };
    const config = {
      background: "transparent",
      axis: { ...text, domainColor: ink, tickColor: ink, gridOpacity: 0.25, labelFontSize: 12, titleFontSize: 12 },
      legend: text,
      title: { color: ink },
      text: { color: ink },
      view: { stroke: null },
    };
    for (const figure of figures) embed(figure, config);
  };
  const script = document.createElement("script");
  script.src = `${document.documentElement.dataset.content_root}_static/vega.js`;
  script.addEventListener("load", () => {
    draw();
    new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    // A chart takes the width of its box, but asks for it only when the window changes.
    const sized = new ResizeObserver(() => requestAnimationFrame(() => window.dispatchEvent(new Event("resize"))));
    for (const figure of figures) sized.observe(figure);
  });
  document.head.append(script);
}

// Draw one chart; what the reader has set with its sliders, and its text alternative, stay.
async function embed(figure, config) {
  const spec = JSON.parse(figure.dataset.spec);
  const label = figure.getAttribute("aria-label");
  const names = (spec.params ?? []).filter(({ bind }) => bind).map(({ name }) => name);
  const set = figure.view ? names.map((name) => [name, figure.view.signal(name)]) : [];
  const { view } = await window.vegaEmbed(figure, { ...spec, config }, { actions: false, renderer: "svg" });
  for (const [name, value] of set) view.signal(name, value);
  await view.runAsync();
  figure.view = view;
  figure.setAttribute("role", "group");
  figure.setAttribute("aria-label", label);
}

// The ledger page: filter and sort the table in place.
function ledger() {
  const box = document.querySelector(".tl-ledger");
  if (!box) return;
  const table = box.querySelector("table");
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...body.rows].map((row) => ({ row, texts: [...row.cells].map((cell) => cell.textContent) }));

  const bar = document.createElement("form");
  bar.className = "tl-filters";
  bar.setAttribute("role", "search");
  bar.addEventListener("submit", (event) => event.preventDefault());
  const field = (text, control) => {
    const label = document.createElement("label");
    label.append(text, control);
    bar.append(label);
    control.addEventListener("input", filter);
    return control;
  };
  const words = field("Any word", Object.assign(document.createElement("input"), { type: "search" }));
  const choices = box.dataset.filters.split(" ").map((number) => {
    const column = Number(number);
    const select = document.createElement("select");
    const values = [...new Set(rows.map(({ texts }) => texts[column]))].filter(Boolean).sort();
    select.append(new Option("all", ""), ...values.map((value) => new Option(value, value)));
    return { column, select: field(heads[column].textContent, select) };
  });
  const count = document.createElement("p");
  count.setAttribute("role", "status");
  box.prepend(bar, count);

  function filter() {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { row, texts } of rows) {
      const all = texts.join(" ").toLowerCase();
      const match =
        wanted.every((word) => all.includes(word)) &&
        choices.every(({ column, select }) => !select.value || texts[column] === select.value);
      row.hidden = !match;
      shown += match;
    }
    count.textContent = `${shown} of ${rows.length} claims`;
  }

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const number = (text) => Number.parseFloat(text.replace(/[,*%]/g, ""));
      rows.sort((a, b) => {
        const [one, other] = [a.texts[column], b.texts[column]];
        const [x, y] = [number(one), number(other)];
        const order = Number.isNaN(x) || Number.isNaN(y) ? one.localeCompare(other, "en", { numeric: true }) : x - y;
        return down ? -order : order;
      });
      body.append(...rows.map(({ row }) => row));
    });
  });

  const asked = new URLSearchParams(location.search);
  for (const { column, select } of choices) {
    const value = asked.get(heads[column].textContent.toLowerCase());
    if (value) select.value = value;
  }
  filter();
}

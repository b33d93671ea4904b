function (id, formula, data) {
  const figure = document.getElementById(id);
  const form = figure.querySelector("form");
  const table = figure.querySelector("table");
  const shown = (value, digits) =>
    typeof value === "number"
      ? value
          .toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })
          .replace(/^-(?=[0.,]*$)/, "")
          .replace("-", "\u2212")
      : value;
  const element = (tag, text, attributes = {}) => {
    const made = document.createElement(tag);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const update = () => {
    const inputs = {};
    for (const field of form.querySelectorAll("input, select")) {
      inputs[field.name] = field.type === "range" ? Number(field.value) : field.value;
      if (field.type === "range") field.nextElementSibling.textContent = shown(Number(field.value), undefined);
    }
    const { columns, rows, digits, bars, sentence } = formula(inputs, data);
    figure.querySelector(".tl-calculated").textContent = (sentence ?? "").replace(/(?<![\w.,)-])-(?=\.?\d)/g, "\u2212");
    const longest = Math.max(...rows.map((row) => Math.abs(row[bars] ?? 0)), Number.MIN_VALUE);
    const head = element("tr", "");
    head.append(...columns.map((text) => element("th", text, { scope: "col" })));
    const body = rows.map((row) => {
      const line = element("tr", "");
      row.forEach((value, column) => {
        const cell = element(column ? "td" : "th", shown(value, digits?.[column]), column ? {} : { scope: "row" });
        if (typeof value === "number") cell.className = "tl-number";
        if (column === bars) {
          const length = `inline-size:${((100 * Math.abs(value)) / longest).toFixed(2)}%`;
          const sign = value < 0 ? "tl-bar tl-negative" : "tl-bar";
          cell.append(element("span", "", { class: sign, style: length, "aria-hidden": "true" }));
        }
        line.append(cell);
      });
      return line;
    });
    table.replaceChildren(element("thead", ""), element("tbody", ""));
    table.tHead.append(head);
    table.tBodies[0].append(...body);
  };
  form.addEventListener("input", update);
  form.addEventListener("reset", () => setTimeout(update));
  form.addEventListener("submit", (event) => event.preventDefault());
  figure.compute = (inputs) => formula(inputs, data);
  update();
}

// The ledger: filters that the address keeps, and what to cite a row by. Without scripts it is one long table.
document.addEventListener("DOMContentLoaded", () => {
  const box = document.querySelector(".tl-ledger");
  if (box) new Ledger(box);
});

class Ledger {
  constructor(box) {
    this.box = box;
    this.rows = [...box.querySelector("tbody").rows].map((row) => ({
      row,
      ...row.dataset,
      text: row.textContent.toLowerCase().replaceAll("\u2212", "-"),
    }));
    this.first = box.dataset.first.split(" ");
    this.bar();
    window.addEventListener("hashchange", () => this.open());
    this.open();
  }

  bar() {
    const form = document.createElement("form");
    form.className = "tl-filters";
    form.setAttribute("role", "search");
    form.addEventListener("submit", (event) => event.preventDefault());
    this.words = Object.assign(document.createElement("input"), { type: "search", placeholder: "Riker Table 5" });
    form.append(this.field("Search", this.words));
    const more = document.createElement("details");
    more.open = window.innerWidth > 700;
    more.append(Object.assign(document.createElement("summary"), { textContent: "Filters" }));
    this.choices = {};
    for (const name of ["document", "place", "chapter"]) {
      const select = document.createElement("select");
      select.append(new Option("all", ""));
      this.choices[name] = select;
      more.append(this.field(name[0].toUpperCase() + name.slice(1), select));
    }
    this.fill("document", (row) => row.document, (row) => row.row.querySelector("b").textContent.split(",")[0]);
    this.fill("chapter", (row) => row.chapter, (row) => row.chapter.replaceAll("_", " "));
    more.append(this.verdicts());
    const all = Object.assign(document.createElement("button"), { type: "button", textContent: "Every claim" });
    all.addEventListener("click", () => this.set({}));
    const wrong = Object.assign(document.createElement("button"), { type: "button", textContent: "Contradicted" });
    wrong.addEventListener("click", () => this.set({ verdict: this.first.join(",") }));
    form.append(more, wrong, all);
    this.count = document.createElement("p");
    this.count.setAttribute("role", "status");
    this.box.prepend(form, this.count);
    form.addEventListener("input", () => this.changed());
  }

  field(text, control) {
    const label = document.createElement("label");
    label.append(text, control);
    return label;
  }

  // Options of a filter: the values that rows have, in their order, with what each is called.
  fill(name, value, called, rows = this.rows) {
    const select = this.choices[name];
    const kept = select.value;
    const options = new Map(rows.filter(value).map((row) => [value(row), called(row)]));
    select.replaceChildren(new Option("all", ""), ...[...options].map(([key, text]) => new Option(text, key)));
    select.value = options.has(kept) ? kept : "";
  }

  verdicts() {
    const set = document.createElement("fieldset");
    set.append(Object.assign(document.createElement("legend"), { textContent: "Verdict" }));
    this.boxes = new Map();
    const counts = new Map();
    for (const { verdict } of this.rows) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
    for (const [verdict, number] of [...counts].sort()) {
      const box = Object.assign(document.createElement("input"), { type: "checkbox" });
      this.boxes.set(verdict, box);
      const label = document.createElement("label");
      label.append(box, ` ${verdict} (${number})`);
      set.append(label);
    }
    return set;
  }

  // What the address asks for: a row, filters, or what to open on.
  open() {
    const hash = decodeURIComponent(location.hash.slice(1));
    const row = document.getElementById(hash);
    if (row && this.box.contains(row)) {
      this.set({}, false);
      this.cite(row);
      row.scrollIntoView({ block: "center" });
      return;
    }
    const asked = Object.fromEntries(new URLSearchParams(hash.startsWith("?") ? hash : location.search));
    this.set(Object.keys(asked).length ? asked : { verdict: this.first.join(",") }, false);
  }

  set(asked, keep = true) {
    this.words.value = asked.q ?? "";
    this.choices.document.value = asked.document ?? "";
    this.places();
    for (const name of ["document", "place", "chapter"]) this.choices[name].value = asked[name] ?? "";
    const verdicts = (asked.verdict ?? "").split(",");
    for (const [verdict, box] of this.boxes) box.checked = verdicts.includes(verdict);
    this.show();
    if (keep) this.address();
  }

  changed() {
    this.places();
    this.show();
    this.address();
  }

  // Only places of the document chosen; Table 5 of all documents otherwise.
  places() {
    const document = this.choices.document.value;
    const rows = document ? this.rows.filter((row) => row.document === document) : this.rows;
    this.fill("place", (row) => row.place, (row) => row.place, rows);
  }

  asked() {
    const verdict = [...this.boxes].filter(([, box]) => box.checked).map(([name]) => name).join(",");
    const choices = Object.entries(this.choices).map(([name, select]) => [name, select.value]);
    return Object.fromEntries([["q", this.words.value.trim()], ...choices, ["verdict", verdict]].filter(([, v]) => v));
  }

  // The filters into the address; from a file only the part after # may change.
  address() {
    const text = String(new URLSearchParams(this.asked()));
    const address = location.protocol === "file:" ? `#?${text}` : `${location.pathname}${text && "?"}${text}`;
    history.replaceState(null, "", address);
  }

  show() {
    const { q = "", verdict = "", ...choices } = this.asked();
    const verdicts = verdict.split(",").filter(Boolean);
    // "Table 5" is a place, not the word table and any 5.
    const named = q.match(/\b(table|chart|equation|endnote)\s+\(?(\d+)\)?/i);
    const words = q.replace(named?.[0] ?? "", "").toLowerCase().replaceAll("\u2212", "-").split(/\s+/).filter(Boolean);
    const place = named && `${named[1]} ${named[2]}`.toLowerCase();
    let shown = 0;
    for (const { row, text, ...data } of this.rows) {
      row.hidden = !(
        (!verdicts.length || verdicts.includes(data.verdict)) &&
        Object.entries(choices).every(([name, value]) => data[name] === value) &&
        (!place || data.place.toLowerCase().replace(/[()]/g, "") === place) &&
        words.every((word) => text.includes(word))
      );
      shown += !row.hidden;
    }
    this.count.textContent = `${shown} of ${this.rows.length} claims`;
  }

  // What to cite the row by that the address names.
  cite(row) {
    this.box.querySelector(".tl-cite")?.remove();
    const cite = document.createElement("p");
    cite.className = "tl-cite";
    cite.textContent = `Cite as: ${this.box.dataset.cite}, claim ${row.id}.`;
    row.cells[4].append(cite);
  }
}

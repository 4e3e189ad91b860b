"use strict";
(() => {
  const source = document.getElementById("data");
  if (!source) return;
  const data = JSON.parse(source.textContent);
  const PAGE = 100;
  const text = (number) => data.texts[number];
  const say = (key, values) => data.says[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const count = new Intl.NumberFormat(data.language).format;
  const by = (id) => document.getElementById(id);

  const rows = data.rows.map(([anchor, label, purl, licence, key, note, scope, depth, link, ways, more, details], order) => ({
    anchor, label, purl, ways, more, details, key, order, scope: text(scope), depth: text(depth), link: text(link),
    licence: text(licence), note: text(note), open: false,
    words: [label, purl, text(licence), data.verdicts[key], text(note), text(scope), ...ways.flat()].join(" ").toLowerCase(),
  }));

  // Everything foreign enters the page here, as text and never as markup.
  const make = (tag, attributes, ...inside) => {
    const one = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
    one.append(...inside);
    return one;
  };
  const english = (look) => (look.includes("e") && data.language !== "en" ? { lang: "en" } : {});
  const line = ([says, look = ""]) => {
    const inner = look.includes("c") ? make("code", {}, says) : look.includes("b") ? make("b", {}, says) : says;
    return make("p", { ...(look.includes("m") ? { class: "minor" } : {}), ...english(look) }, inner);
  };
  const way = (steps) => {
    const root = make("ol", { class: "way" });
    let at = root;
    steps.forEach((name, depth) => {
      const step = make("button", { type: "button", class: "step", "data-step": name, "aria-label": say("find-step", { name }) }, name);
      const item = make("li", {}, depth === steps.length - 1 ? make("b", {}, name) : step);
      at.append(item);
      if (depth < steps.length - 1) at = item.appendChild(make("ol", {}));
    });
    return root;
  };
  const fill = (row, box) => {
    const list = make("dl", {}, make("dt", {}, say("package-url", {})), make("dd", {}, make("code", {}, row.purl)));
    row.ways.forEach((steps) => list.append(make("dt", {}, say("column-way", {})), make("dd", {}, way(steps))));
    if (row.more) list.append(make("dt", {}), make("dd", {}, say("more-ways", { count: count(row.more) })));
    for (const one of row.details) {
      const [term, lines] = typeof one === "number" ? data.details[one] : one;
      list.append(make("dt", {}, term), make("dd", {}, ...lines.map(line)));
    }
    box.replaceChildren(list);
  };
  const draw = (row) => {
    const box = make("div", {});
    const details = make("details", row.open ? { open: "" } : {}, make("summary", { class: "name" }, row.label), box);
    if (row.open) fill(row, box);
    details.addEventListener("toggle", () => {
      row.open = details.open;
      if (row.open && !box.firstChild) fill(row, box);
    });
    const outside = row.link.startsWith("https://") ? { rel: "noopener noreferrer" } : {};
    const licence = row.link ? make("a", { href: row.link, ...outside }, row.licence) : row.licence;
    const verdict = make("td", {}, make("span", { class: "tag " + data.keys[row.key] }, data.verdicts[row.key]));
    if (row.note) verdict.append(make("br", {}), make("span", { class: "minor" }, row.note));
    return make("tr", { id: row.anchor }, make("th", { scope: "row" }, details), make("td", {}, licence), verdict,
      make("td", { class: "side" }, row.scope), make("td", { class: "side" }, row.depth));
  };

  const find = by("find");
  const licence = by("licence");
  const boxes = [...by("filter").querySelectorAll("input[type=checkbox]")];
  const heads = [...document.querySelectorAll("#components thead button")];
  const body = document.querySelector("#components tbody");
  const compare = new Intl.Collator(data.language, { numeric: true }).compare;
  const sorted = new Map([["", rows]]);
  let order = "";
  let turned = false;
  let kept = rows;
  let first = 0;

  // Each order is worked out once; equal rows keep the order of the report.
  const inOrder = (name) => {
    if (!sorted.has(name)) {
      const ranks = new Map([...new Set(rows.map((row) => row[name]))].sort(typeof rows[0]?.[name] === "number" ? (a, b) => a - b : compare).map((value, rank) => [value, rank]));
      sorted.set(name, [...rows].sort((a, b) => ranks.get(a[name]) - ranks.get(b[name]) || a.order - b.order));
    }
    return sorted.get(name);
  };
  const show = (from) => {
    first = Math.max(0, Math.min(from, kept.length - 1));
    first -= first % PAGE;
    const last = Math.min(first + PAGE, kept.length);
    body.replaceChildren(...kept.slice(first, last).map(draw));
    if (!kept.length) body.append(make("tr", {}, make("td", { colspan: "5" }, say("no-rows", {}))));
    by("shown").textContent = say("shown-of", { count: count(kept.length), all: count(rows.length) });
    by("place").textContent = kept.length ? say("page-of", { first: count(first + 1), last: count(last), all: count(kept.length) }) : "";
    by("before").disabled = first === 0;
    by("after").disabled = last >= kept.length;
    by("pager").hidden = kept.length <= PAGE;
  };
  const apply = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = new Set(boxes.filter((one) => one.checked).map((one) => one.value));
    const all = inOrder(order);
    kept = (turned ? [...all].reverse() : all).filter((row) => verdicts.has(data.keys[row.key])
      && (!licence.value || row.licence === licence.value) && words.every((word) => row.words.includes(word)));
    show(0);
  };
  const sort = (button) => {
    const name = button.dataset.sort;
    turned = order === name && !turned;
    order = name;
    for (const one of heads) one.parentElement.setAttribute("aria-sort", one === button ? (turned ? "descending" : "ascending") : "none");
    apply();
  };
  const open = () => {
    const row = rows.find((one) => one.anchor === location.hash.slice(1));
    if (!row) return;
    if (!kept.includes(row)) {
      find.value = "";
      licence.value = "";
      for (const one of boxes) one.checked = true;
      apply();
    }
    row.open = true;
    show(kept.indexOf(row));
    by(row.anchor).scrollIntoView();
    by(row.anchor).querySelector("summary").focus({ preventScroll: true });
  };

  const tally = new Map();
  for (const row of rows) tally.set(row.licence, (tally.get(row.licence) || 0) + 1);
  licence.append(make("option", { value: "" }, say("any-licence", {})));
  for (const [name, number] of [...tally].sort((a, b) => compare(a[0], b[0]))) {
    licence.append(make("option", { value: name }, name + " (" + count(number) + ")"));
  }
  by("filter").addEventListener("input", apply);
  for (const button of heads) button.addEventListener("click", () => sort(button));
  by("before").addEventListener("click", () => show(first - PAGE));
  by("after").addEventListener("click", () => show(first + PAGE));
  body.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (!step) return;
    find.value = step.dataset.step;
    apply();
    find.focus();
  });
  addEventListener("hashchange", open);
  // On paper there is no next page to turn to: all rows that pass the filter are printed.
  addEventListener("beforeprint", () => body.replaceChildren(...kept.map(draw)));
  addEventListener("afterprint", () => show(first));
  apply();
  by("table").hidden = false;
  open();
})();

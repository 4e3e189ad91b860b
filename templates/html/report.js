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
    anchor, label, purl, ways, details, key, order, more: text(more), scope: text(scope), depth: text(depth), link: text(link),
    licence: text(licence), note: text(note), open: false, words: "",
  }));
  // What a search looks through, made when somebody first searches: opening the page need not wait for it.
  const words = (row) => {
    row.words ||= [row.label, row.purl, row.licence, data.verdicts[row.key], row.note, row.scope, ...row.ways.flat()].join(" ").toLowerCase();
    return row.words;
  };

  // Everything foreign enters the page here, as text and never as markup.
  const make = (tag, attributes, ...inside) => {
    const one = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
    one.append(...inside);
    return one;
  };
  const english = (look) => (look.includes("e") && data.language !== "en" ? { lang: "en" } : {});
  const line = (one) => {
    const [says, look] = typeof one === "number" ? data.lines[one] : one;
    const inner = look.includes("c") ? make("code", {}, says) : look.includes("b") ? make("b", {}, says) : says;
    return make("p", { ...(look.includes("m") ? { class: "minor" } : {}), ...english(look) }, inner);
  };
  // The ways from the root as one tree: what several have in common stands once.
  const tree = (ways) => {
    const tails = new Map();
    for (const [head, ...tail] of ways) tails.set(head, [...(tails.get(head) || []), ...(tail.length ? [tail] : [])]);
    return make("ol", {}, ...[...tails].map(([name, below]) => {
      if (!below.length) return make("li", {}, make("b", {}, name));
      const step = make("button", { type: "button", class: "step", "aria-label": say("report-find-step", { name }) }, name);
      step.addEventListener("click", () => look(name));
      return make("li", {}, step, tree(below));
    }));
  };
  const explain = (row) => {
    const list = make("dl", {}, make("dt", {}, say("report-package-url", {})), make("dd", {}, make("code", {}, row.purl)));
    if (row.ways.length) {
      const more = row.more ? [make("p", { class: "minor" }, row.more)] : [];
      const ways = make("dd", { class: "ways" }, tree(row.ways), ...more);
      list.append(make("dt", {}, say("report-column-way", {})), ways);
    }
    for (const one of row.details) {
      const [term, lines] = typeof one === "number" ? data.details[one] : one;
      list.append(make("dt", {}, term), make("dd", {}, ...lines.map(line)));
    }
    return make("tr", { id: row.anchor + "-more", class: "more" }, make("td", { colspan: "5" }, list));
  };
  const draw = (row) => {
    const name = make("button", { type: "button", class: "name", "aria-expanded": String(row.open), "aria-controls": row.anchor + "-more" }, row.label);
    const outside = row.link.startsWith("https://") ? { rel: "noopener noreferrer" } : {};
    const licence = row.link ? make("a", { href: row.link, ...outside }, row.licence) : row.licence;
    const verdict = make("td", {}, make("span", { class: "tag " + data.keys[row.key] }, data.verdicts[row.key]));
    if (row.note) verdict.append(make("br", {}), make("span", { class: "minor" }, row.note));
    const head = make("tr", { id: row.anchor }, make("th", { scope: "row" }, name), make("td", {}, licence), verdict,
      make("td", { class: "side" }, row.scope), make("td", { class: "side" }, row.depth));
    name.addEventListener("click", () => {
      row.open = !row.open;
      name.setAttribute("aria-expanded", String(row.open));
      if (row.open) head.after(explain(row));
      else head.nextElementSibling.remove();
    });
    return row.open ? [head, explain(row)] : [head];
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
      const values = [...new Set(rows.map((row) => row[name]))].sort(name === "key" ? (a, b) => a - b : compare);
      const ranks = new Map(values.map((value, rank) => [value, rank]));
      sorted.set(name, [...rows].sort((a, b) => ranks.get(a[name]) - ranks.get(b[name]) || a.order - b.order));
    }
    return sorted.get(name);
  };
  const put = (some) => {
    const drawn = document.createDocumentFragment();
    for (const row of some) drawn.append(...draw(row));
    body.replaceChildren(drawn);
  };
  const show = (from) => {
    first = Math.max(0, Math.min(from, kept.length - 1));
    first -= first % PAGE;
    const last = Math.min(first + PAGE, kept.length);
    put(kept.slice(first, last));
    if (!kept.length) body.append(make("tr", {}, make("td", { colspan: "5" }, say("report-no-rows", {}))));
    by("shown").textContent = say("report-shown-of", { count: count(kept.length), all: count(rows.length) });
    by("place").textContent = kept.length ? say("report-page-of", { first: count(first + 1), last: count(last), all: count(kept.length) }) : "";
    by("before").disabled = first === 0;
    by("after").disabled = last >= kept.length;
    by("pager").hidden = kept.length <= PAGE;
  };
  const apply = () => {
    const wanted = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = new Set(boxes.filter((one) => one.checked).map((one) => one.value));
    const all = inOrder(order);
    kept = (turned ? [...all].reverse() : all).filter((row) => verdicts.has(data.keys[row.key])
      && (!licence.value || row.licence === licence.value) && wanted.every((word) => words(row).includes(word)));
    show(0);
  };
  const look = (name) => {
    find.value = name;
    apply();
    find.focus();
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
    by(row.anchor).querySelector("button").focus({ preventScroll: true });
  };

  const tally = new Map();
  for (const row of rows) tally.set(row.licence, (tally.get(row.licence) || 0) + 1);
  licence.append(make("option", { value: "" }, say("report-any-licence", {})));
  for (const [name, number] of [...tally].sort((a, b) => compare(a[0], b[0]))) {
    licence.append(make("option", { value: name }, name + " (" + count(number) + ")"));
  }
  by("filter").addEventListener("input", apply);
  for (const button of heads) button.addEventListener("click", () => sort(button));
  by("before").addEventListener("click", () => show(first - PAGE));
  by("after").addEventListener("click", () => show(first + PAGE));
  addEventListener("hashchange", open);
  // On paper there is no next page to turn to: all rows that pass the filter are printed.
  addEventListener("beforeprint", () => put(kept));
  addEventListener("afterprint", () => show(first));
  apply();
  by("table").hidden = false;
  open();
})();

// Filters of a register: the page shows the newest rows; all others are fetched a year at a time when first asked for.
const form = document.querySelector("[data-register]");
const words = JSON.parse(form.dataset.words);
const table = document.getElementById("register"), body = table.tBodies[0], own = [...body.rows];
const status = document.getElementById("register-status"), more = document.getElementById("register-more");
const bare = text => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
const STEP = 50;
let rows = [], limit = STEP, loading;
const loaded = new Set();

async function load(year) {
  if (loaded.has(year)) return;
  loaded.add(year);
  const answer = await fetch(form.dataset.rows.replace("*", year));
  if (!answer.ok) throw new Error(answer.statusText);
  const found = await answer.json();
  for (const row of found.rows) {
    const facets = {};
    found.facets.forEach((facet, index) => { const at = row[5 + index]; facets[facet] = at < 0 ? "" : found.values[facet][at]; });
    rows.push({ title: row[0], url: row[1], day: row[2], shown: row[3], number: row[4], facets, text: bare(row[0] + " " + row[4]) });
  }
  rows.sort((a, b) => a.day < b.day ? 1 : a.day > b.day ? -1 : 0);
}

function options() {
  for (const select of form.querySelectorAll("select[data-facet]")) {
    const chosen = select.value, found = [...new Set(rows.map(row => row.facets[select.dataset.facet]).filter(Boolean))].sort(new Intl.Collator(document.documentElement.lang).compare);
    select.replaceChildren(new Option(words.any, ""), ...found.map(value => new Option(value, value)));
    select.value = chosen;
  }
}

const cell = (text, label, name = "td") => {
  const made = document.createElement(name);
  if (text && label) made.dataset.label = label;
  made.textContent = text || "";
  return made;
};

function draw() {
  const wanted = bare(form.elements.q.value).split(/\s+/).filter(Boolean);
  const year = form.elements.year?.value || "";
  const facets = [...form.querySelectorAll("select[data-facet]")].filter(select => select.value);
  if (!wanted.length && !year && !facets.length) { body.replaceChildren(...own); more.hidden = true; status.textContent = ""; return; }
  const found = rows.filter(row => (!year || row.day.startsWith(year)) && wanted.every(word => row.text.includes(word))
    && facets.every(select => row.facets[select.dataset.facet] === select.value));
  body.replaceChildren(...found.slice(0, limit).map(row => {
    const line = document.createElement("tr"), head = cell("", "", "th"), link = document.createElement("a");
    head.scope = "row"; link.href = form.dataset.base + row.url; link.textContent = row.title; head.append(link);
    line.append(head, ...[...table.tHead.rows[0].cells].slice(1).map(column => {
      const key = column.dataset.column;
      const made = cell(key === "number" ? row.number : key === "day" ? row.shown : row.facets[key], column.textContent.trim());
      made.dataset.column = key;
      return made;
    }));
    return line;
  }));
  more.hidden = found.length <= limit;
  status.textContent = found.length ? words.found.replace("%1", found.length) : words.none;
}

async function run() {
  const year = form.elements.year?.value;
  try {
    if (year) await load(year);
    else loading ??= (async () => { for (const each of form.dataset.years.split(" ")) { await load(each); options(); draw(); } })();
    await loading;
  } catch { status.textContent = words.failed; return; }
  options();
  draw();
}

form.closest("details").addEventListener("toggle", run, { once: true });
form.addEventListener("input", () => { limit = STEP; run(); });
form.addEventListener("submit", event => { event.preventDefault(); run(); });
form.addEventListener("reset", () => setTimeout(draw));
more.addEventListener("click", () => { limit += STEP; draw(); });

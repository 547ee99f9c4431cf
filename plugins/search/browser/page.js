// The search page: form, results, address and keyboard. What is needed later (suggestions, narrowing, spelling, help)
// is in controls.js, which is loaded once the first results stand or the reader types.
import { PAGE, open } from "./search.js";
import { fold } from "./tokenizer.js";

const root = document.querySelector("[data-search]"), data = root.dataset, words = JSON.parse(data.words);
const part = (name) => root.querySelector(`[data-part=${name}]`);
const form = root.querySelector("form"), input = form.elements.q, list = part("results"), status = part("status");
const said = (name, values = {}) => (words[name] || name).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
let index, controls, run = 0, shown = 0;

const make = (tag, values = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), values);
  element.append(...children);
  return element;
};

const opened = () => index ||= open((path) => fetch(data.index + path)).catch((error) => {
  index = undefined;
  throw error;
});

// The spelling-blind form of a word, to compare what was typed with what stands in a text.
const plain = (text, { normalise, canonical }) => fold(canonical(normalise(text)));

const address = (url) => {
  const found = new URL(/^https?:/.test(url) ? url : data.base + url, location);
  return /^https?:$/.test(found.protocol) ? found.href : "#";
};

function row(hit) {
  const facts = [controls?.label("portal", hit.portal), controls?.label("section", hit.section), hit.number, hit.agency,
    hit.date && new Date(hit.date).toLocaleDateString(data.lang, { timeZone: "UTC", dateStyle: data.dates })].filter(Boolean).join(" · ");
  return make("li", {}, make("a", { href: address(hit.url), textContent: hit.title }),
    make("p", { textContent: hit.summary }), make("p", { className: "search-facts", textContent: facts }));
}

function asked() {
  const values = new URLSearchParams(location.search), filters = {};
  for (const [name, value] of values) if (name != "q" && name != "sort" && value) filters[name] = value;
  return { query: values.get("q") || "", filters, byDate: values.get("sort") == "date" };
}

async function show(start = 0) {
  const { query, filters, byDate } = asked(), mine = ++run;
  if (!start) {
    input.value = query;
    list.replaceChildren();
  }
  part("more").hidden = part("notice").hidden = part("help").hidden = true;
  if (!query.trim()) return status.textContent = "";
  status.textContent = said("searching");
  let first;
  try {
    const found = await opened();
    const narrow = byDate || Object.keys(filters).length ? await (await more()).narrowed(found, filters, byDate) : undefined;
    const answer = await found.search(query, { narrow, start, early(hit) {
      if (mine == run && !narrow && !start) list.append(row(hit)), first = hit.id;
    } });
    if (mine != run) return;
    const kept = first == answer.hits[0]?.id; // the reader may stand on it already
    if (!start && !kept) list.replaceChildren();
    list.append(...answer.hits.slice(kept).map(row));
    shown = start + PAGE;
    const count = answer.total.toLocaleString(data.lang);
    status.textContent = said(!answer.total ? "none" : answer.more ? "many" : answer.total == 1 ? "one" : "results", { n: count, query });
    part("more").hidden = answer.total <= shown;
    part("notice").hidden = !found.missing.size;
    found.missing.clear();
    more().then((loaded) => loaded.after(answer, query)).catch(() => {});
  } catch {
    if (mine != run) return;
    status.textContent = said("failed");
    part("help").hidden = false;
  }
}

// go(changes): a new address, and its results. Values that are empty leave the address.
function go(changes) {
  const values = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) value ? values.set(name, value) : values.delete(name);
  history.pushState(null, "", "?" + values);
  return show();
}

const more = () => controls ? Promise.resolve(controls) : import(new URL(data.controls, location)).then(async (module) =>
  controls ||= await module.attach({ root, data, part, form, input, list, said, make, go, asked, opened, plain, address }));

form.addEventListener("submit", (event) => {
  event.preventDefault();
  go({ q: input.value });
});
part("more").addEventListener("click", () => show(shown));
input.addEventListener("input", more, { once: true });
form.addEventListener("toggle", more, { once: true, capture: true });
addEventListener("popstate", () => show());
addEventListener("keydown", (event) => {
  if (event.key == "/" && !event.target.matches("input,select,textarea")) {
    event.preventDefault();
    input.focus();
  }
});
show();

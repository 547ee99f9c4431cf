// The search page's second part: suggestions while typing, narrowing and sorting, spelling, help when nothing is found.
import { WORD, marked } from "./marking.js";
import { narrowed } from "./narrow.js";

const FACETS = ["portal", "section", "type", "agency", "field", "year", "status"];

export async function attach(page) {
  const { data, part, form, input, list, said, make, go, asked, opened, plain, address } = page;
  const labels = await opened().then((index) => index.manifest.tags.l ? index.table("l") : {});
  const label = (facet, value) => labels[facet]?.[value] || value;

  // Suggestions: titles that answer what is typed so far, a list box under the field.
  const box = part("suggestions");
  let current = -1, timer, turn = 0;
  const choose = (to) => {
    const options = [...box.children];
    current = to < -1 ? options.length - 1 : to >= options.length ? -1 : to;
    options.forEach((option, i) => option.setAttribute("aria-selected", i == current));
    input.setAttribute("aria-activedescendant", options[current]?.id || "");
  };
  const close = () => {
    turn++;
    clearTimeout(timer);
    box.hidden = true;
    box.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  };
  const suggest = async () => {
    const mine = ++turn, query = input.value;
    if (query.trim().length < 2) return close();
    const { hits } = await (await opened()).search(query, { quick: true, limit: 5 });
    if (mine != turn || document.activeElement != input) return;
    box.replaceChildren(...hits.map((hit, i) => {
      const option = make("li", { id: `search-option-${i}`, textContent: hit.title });
      option.setAttribute("role", "option");
      option.dataset.url = address(hit.url);
      return option;
    }));
    box.hidden = !hits.length;
    input.setAttribute("aria-expanded", String(hits.length > 0));
    choose(-1);
  };
  const typed = () => {
    clearTimeout(timer);
    timer = setTimeout(() => suggest().catch(close), 180);
  };
  input.addEventListener("input", typed);
  input.addEventListener("blur", () => setTimeout(close, 150));
  form.addEventListener("submit", close);
  box.addEventListener("mousedown", (event) => event.preventDefault());
  box.addEventListener("click", (event) => {
    const option = event.target.closest("[data-url]");
    if (option) location.href = option.dataset.url;
  });
  input.addEventListener("keydown", (event) => {
    if (box.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(current + step);
    else if (event.key == "Escape") close();
    else if (event.key == "Enter" && current >= 0) location.href = box.children[current].dataset.url;
    else return;
    event.preventDefault();
  });
  if (document.activeElement == input && input.value != asked().query) typed();

  // Narrowing and sorting: the values come with the index's table, asked for when the part is first opened.
  const filters = part("filters"), fields = part("fields");
  const fill = async () => {
    const table = await (await opened()).table("t"), state = asked();
    fields.replaceChildren(...FACETS.filter((name) => (table[name] || []).length > 1 || state.filters[name]).map((name) => {
      const select = make("select", { name: `filter-${name}`, onchange: () => go({ [name]: select.value }) },
        make("option", { value: "", textContent: said("all") }));
      const values = (table[name] || []).map(([value, count]) => [label(name, value), value, count]);
      const order = name == "year" ? (a, b) => b[1].localeCompare(a[1]) : (a, b) => a[0].localeCompare(b[0], data.lang);
      for (const [text, value, count] of values.sort(order)) {
        select.append(make("option", { value, textContent: `${text} (${count.toLocaleString(data.lang)})` }));
      }
      select.value = state.filters[name] || "";
      return make("label", {}, make("span", { textContent: said(name) }), select);
    }));
    const sort = make("select", { name: "filter-sort", onchange: () => go({ sort: sort.value }) },
      make("option", { value: "", textContent: said("relevance") }), make("option", { value: "date", textContent: said("newest") }));
    sort.value = state.byDate ? "date" : "";
    fields.append(make("label", {}, make("span", { textContent: said("sort") }), sort));
  };
  filters.addEventListener("toggle", () => filters.open && !fields.children.length && fill());
  const state = asked();
  if (state.byDate || Object.keys(state.filters).length) filters.open = true;
  if (filters.open) fill();

  // The query as the best results spell it: "thu tuc" is shown as "thủ tục".
  const spelled = (query, hits, rules) => {
    const wanted = [...query.matchAll(WORD)].map(([word]) => plain(word, rules)), found = new Map();
    for (const text of hits.flatMap((hit) => [hit.title, hit.summary])) {
      const words = [...text.matchAll(WORD)], folded = words.map(([word]) => plain(word, rules));
      for (let at = 0; at + wanted.length <= words.length; at++) {
        if (!wanted.every((word, i) => word == folded[at + i])) continue;
        const last = words[at + wanted.length - 1], phrase = text.slice(words[at].index, last.index + last[0].length).toLowerCase();
        found.set(phrase, (found.get(phrase) || 0) + 1);
      }
    }
    const typed = query.normalize("NFC").toLowerCase().trim();
    return found.has(typed) || wanted.length > 8 ? [] : [...found].sort((a, b) => b[1] - a[1]).slice(0, 2).map(([phrase]) => phrase);
  };

  const after = async (answer, query) => {
    const rules = (await opened()).tokenizer, units = [...answer.asked.units, ...answer.asked.words];
    const words = [...new Set(units.flatMap((unit) => unit.folded.split(" ")))];
    for (const text of list.querySelectorAll("a, p:not(.search-facts)")) {
      text.replaceChildren(...marked(text.textContent, words, (word) => plain(word, rules), make));
    }
    const meant = part("meant"), phrases = spelled(query, answer.hits, rules);
    meant.hidden = !phrases.length;
    meant.replaceChildren(said("meant"), ...phrases.flatMap((phrase) => [" ", make("a", {
      href: "?" + new URLSearchParams({ q: phrase }), textContent: phrase, onclick: (event) => {
        event.preventDefault();
        go({ q: phrase });
      } })]));
    part("help").hidden = answer.total > 0;
    for (const link of part("help").querySelectorAll("[data-carry]")) {
      link.href = link.href.split("?")[0] + "?" + new URLSearchParams({ q: query });
    }
    if (fields.children.length) await fill();
  };
  // Arrows walk from the field through the results; Escape empties the field.
  page.root.addEventListener("keydown", (event) => {
    const on = event.target;
    if (event.defaultPrevented) return;
    if (/^Arrow(Up|Down)$/.test(event.key) && (on == input || list.contains(on))) {
      const links = [input, ...list.querySelectorAll("a")];
      const next = links[links.indexOf(on) + (event.key == "ArrowDown" ? 1 : -1)];
      if (!next) return;
      event.preventDefault();
      next.focus();
    } else if (event.key == "Escape") {
      input.value = "";
      input.focus();
    }
  });
  return { label, after, narrowed };
}

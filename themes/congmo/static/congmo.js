// Preferences and comforts; every page works without this. Words come from the page: `data-*` holds them.
const root = document.documentElement;
const all = (selector, from = document) => [...from.querySelectorAll(selector)];

document.addEventListener("keydown", event => {
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.target.closest("input, textarea, select, [contenteditable]")) {
    const field = document.querySelector("#search-field, #home-search, #quick-search");
    if (field) { event.preventDefault(); field.focus(); }
  }
  if (event.key === "Escape") {
    for (const panel of all("details[data-panel][open]")) {
      panel.open = false;
      if (panel.contains(document.activeElement)) panel.querySelector("summary").focus();
    }
  }
});
document.addEventListener("click", event => {
  for (const panel of all("details[data-panel][open]")) if (!panel.contains(event.target)) panel.open = false;
});

// Display settings, kept in this browser only
function keep(name, value) {
  if (value) root.dataset[name] = value; else delete root.dataset[name];
  try { if (value) localStorage.setItem("congmo-" + name, value); else localStorage.removeItem("congmo-" + name); } catch { /* not kept */ }
}
for (const field of all(".settings-panel input[type=radio]")) {
  field.checked = (root.dataset[field.name] || "") === field.value;
  field.addEventListener("change", () => keep(field.name, field.value));
}
document.querySelector("[data-reset]")?.addEventListener("click", () => {
  for (const name of ["theme", "text"]) keep(name, "");
  for (const field of all(".settings-panel input[type=radio]")) field.checked = !field.value;
});

// A box that scrolls is reached by keyboard and has a name; one that does not is left alone.
function scrollers() {
  for (const box of all(".table-scroll")) {
    const wide = box.scrollWidth > box.clientWidth + 1;
    if (!wide) { for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name); continue; }
    let before = box.previousElementSibling;
    while (before && !/^H[1-6]$/.test(before.tagName)) before = before.previousElementSibling;
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", (box.querySelector("caption") || before || document.querySelector("h1")).textContent.trim());
  }
}
scrollers();
addEventListener("resize", scrollers);

// Copy, share, print
for (const button of all("[data-copy]")) button.addEventListener("click", async () => {
  const status = button.closest(".tools, .cite").querySelector("[role=status]");
  try { await navigator.clipboard.writeText(button.dataset.copy || location.href); status.textContent = button.dataset.done; }
  catch { status.textContent = button.dataset.copy || location.href; }
});
for (const button of all("[data-share]")) {
  button.hidden = !navigator.share;
  button.addEventListener("click", () => navigator.share({ title: document.title, url: location.href }).catch(() => {}));
}
for (const button of all("[data-print]")) button.addEventListener("click", () => print());

// Reading aloud with the browser's own voices: sentence by sentence, since long texts stop some engines.
for (const button of all("[data-read]")) {
  const speech = globalThis.speechSynthesis;
  if (!speech) { button.hidden = true; continue; }
  const status = button.closest(".tools").querySelector("[role=status]");
  const rest = () => { button.setAttribute("aria-pressed", "false"); button.textContent = button.dataset.read; };
  button.addEventListener("click", () => {
    if (speech.speaking) { speech.cancel(); return rest(); }
    const voice = speech.getVoices().find(v => v.lang.toLowerCase().startsWith(root.lang));
    if (!voice) { status.textContent = button.dataset.none; return; }
    const article = document.querySelector("article").cloneNode(true);
    for (const part of all(".tools, nav, svg, video, [hidden]", article)) part.remove();
    const parts = article.innerText.split(/(?<=[.!?。！？\n])\s*/u).filter(part => part.trim());
    parts.forEach((part, index) => {
      const say = new SpeechSynthesisUtterance(part);
      say.lang = root.lang; say.voice = voice;
      if (index === parts.length - 1) say.onend = rest;
      speech.speak(say);
    });
    button.setAttribute("aria-pressed", "true");
    button.textContent = button.dataset.stop;
  });
  addEventListener("pagehide", () => speech.cancel());
}

// Today, in Viet Nam's time: pages are built once and read on any day.
const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Ho_Chi_Minh" }).format(new Date());
for (const day of all(`.day[data-day="${today}"]`)) day.setAttribute("aria-current", "date");
for (const box of all("[data-today]")) {
  const days = all(".day", box);
  if (!days.some(day => day.dataset.day === today)) {
    const note = document.createElement("p");
    note.textContent = box.dataset.none;
    days[0]?.before(note);
    continue;
  }
  for (const day of days) day.hidden = day.dataset.day !== today;
  box.querySelector("h2 a").textContent = box.dataset.today;
}

// The directory's filter: by name, domain or former name, with or without diacritics
const bare = text => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
for (const field of all("[data-directory]")) {
  const rows = all(".directory li").map(row => [row, bare(row.textContent)]);
  const status = document.getElementById(field.dataset.directory);
  const run = () => {
    const wanted = bare(field.value).trim().replace(/\s+/g, " ");
    let shown = 0;
    for (const [row, text] of rows) { row.hidden = !text.includes(wanted); shown += !row.hidden; }
    for (const group of all("[data-group]")) group.hidden = !group.querySelector(".directory li:not([hidden])");
    const { some, none } = status.dataset;
    status.textContent = !wanted ? "" : shown ? some.replace("%(shown)s", shown).replace("%(total)s", rows.length) : none;
  };
  field.addEventListener("input", run);
  field.value = new URLSearchParams(location.search).get("q") || field.value; // asked for on the home page
  if (field.value) run();
}

// Photo album: the links lead to the photos; here they open one after another in a dialog.
for (const album of all(".album")) {
  const links = all("a", album), words = album.dataset;
  const viewer = document.createElement("dialog");
  viewer.className = "viewer";
  viewer.setAttribute("aria-label", words.label);
  viewer.innerHTML = '<figure><img alt=""><figcaption aria-live="polite"></figcaption></figure><div class="viewer-tools"><button type="button"></button><button type="button"></button><button type="button" class="quiet"></button></div>';
  const [previous, next, close] = all("button", viewer), image = viewer.querySelector("img"), caption = viewer.querySelector("figcaption");
  [previous.textContent, next.textContent, close.textContent] = [words.previous, words.next, words.close];
  let at = 0;
  const show = index => {
    at = (index + links.length) % links.length;
    const thumb = links[at].querySelector("img");
    image.src = links[at].href; image.alt = thumb.alt; image.width = thumb.width; image.height = thumb.height;
    caption.textContent = `${words.count.replace("%1", at + 1).replace("%2", links.length)} ${links[at].closest("figure").querySelector("figcaption")?.textContent || ""}`;
  };
  links.forEach((link, index) => link.addEventListener("click", event => { event.preventDefault(); show(index); viewer.showModal(); }));
  previous.addEventListener("click", () => show(at - 1));
  next.addEventListener("click", () => show(at + 1));
  close.addEventListener("click", () => viewer.close());
  viewer.addEventListener("keydown", event => { if (event.key === "ArrowRight") show(at + 1); if (event.key === "ArrowLeft") show(at - 1); });
  viewer.addEventListener("close", () => links[at].focus());
  document.body.append(viewer);
}

// Preferences and small comforts; every page works without this.
document.documentElement.classList.remove("no-js");
const key = event => event.key === "/" && !event.target.closest("input, textarea, select, [contenteditable]");
document.addEventListener("keydown", event => {
  if (!key(event)) return;
  const field = document.querySelector("#search-field, #quick-search");
  if (field) { event.preventDefault(); field.focus(); }
});
for (const menu of document.querySelectorAll("details[name=menu]")) {
  menu.addEventListener("keydown", event => {
    if (event.key === "Escape" && menu.open) { menu.open = false; menu.querySelector("summary").focus(); }
  });
}

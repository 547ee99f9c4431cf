// Runs before the first paint, so that a reader's choice of colours and text size never flashes the other way.
{
  const root = document.documentElement;
  root.classList.remove("no-js");
  try {
    for (const name of ["theme", "text"]) {
      const chosen = localStorage.getItem("congmo-" + name);
      if (chosen) root.dataset[name] = chosen;
    }
  } catch { /* storage is switched off: the system's own settings hold */ }
}

// Narrowing to facets and sorting by date, for `Index.search`: the rest of the twin of ../index.py.

export async function narrowed(index, filters, byDate) {
  const names = Object.keys(filters);
  if (!names.length && !byDate) return undefined;
  let allowed;
  for (const name of names) {
    const lists = (await index.groups(`:${name}:${filters[name]}`, "f")).flat();
    const slots = new Set(lists.flatMap(([, found]) => found));
    allowed = allowed ? new Set([...allowed].filter((slot) => slots.has(slot))) : slots;
  }
  return { allowed, order: byDate && ((ranked, wanted) => newestFirst(index, ranked, wanted)) };
}

// Months backwards, days inside a month by the lists' values, undated documents last.
async function newestFirst(index, ranked, wanted) {
  const waiting = new Map(ranked.map(([points, slot]) => [slot, points])), ordered = [];
  for (const [month] of (await index.table("t")).month || []) {
    if (ordered.length >= wanted || !waiting.size) break;
    const days = [];
    for (const groups of await index.groups(":month:" + month, "f")) {
      for (const [day, slots] of groups) {
        for (const slot of slots) if (waiting.has(slot)) days.push([day, waiting.get(slot), slot]);
      }
    }
    days.sort((a, b) => b[0] - a[0] || b[1] - a[1] || a[2] - b[2]);
    for (const [, points, slot] of days) {
      ordered.push([points, slot]);
      waiting.delete(slot);
    }
  }
  return [...ordered, ...ranked.filter(([, slot]) => waiting.has(slot))];
}

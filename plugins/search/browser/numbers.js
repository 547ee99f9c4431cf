// Document numbers and dates in a query: the twin of ../numbers.py.
import { fold } from "./tokenizer.js";

const DATES = [
  /(?<![0-9/])(?<d>[0-9]{1,2})[/.-](?<m>[0-9]{1,2})[/.-](?<y>[0-9]{4})(?![0-9])/g,
  /(?<![0-9])(?<y>[0-9]{4})-(?<m>[0-9]{1,2})-(?<d>[0-9]{1,2})(?![0-9])/g,
  /ngay (?<d>[0-9]{1,2}) thang (?<m>[0-9]{1,2}) nam (?<y>[0-9]{4})/g,
  /(?<y>[0-9]{4}) ?[年년] ?(?<m>[0-9]{1,2}) ?[月월] ?(?<d>[0-9]{1,2}) ?[日일]/g,
];

export const foldLatin = (normalised) => normalised.replace(/[\u00c0-\u036f\u1e00-\u1eff]+/g, fold);

export function dates(folded) {
  const found = [];
  for (const pattern of DATES) {
    for (const { groups: { d, m, y } } of folded.matchAll(pattern)) {
      if (d > 0 && d < 32 && m > 0 && m < 13) found.push(`@${y}-${(+m + "").padStart(2, "0")}-${(+d + "").padStart(2, "0")}`);
    }
  }
  return found;
}

export function queriedNumbers(folded, { kinds, codes: more }) {
  const names = Object.keys(kinds).sort((a, b) => b.length - a.length).join("|");
  const codes = new Set([...Object.values(kinds), ...more.split(" ")]);
  for (const pattern of DATES) folded = folded.replace(pattern, " ");
  const parts = folded.replace(/(?<![a-z])(so|no\.) ?(?=[0-9])/g, " ").replace(new RegExp(`(?<![a-z])(${names})(?![a-z])`, "g"), (name) => kinds[name]).match(/[a-z]+|[0-9]+/g) || [];
  const digits = (part) => /^[0-9]/.test(part);
  const at = parts.findIndex((part) => digits(part) && part.length < 7);
  if (at < 0) return [];
  const number = parts[at], rest = parts.slice(at + 1), found = [];
  const year = rest.length && /^(19|20)[0-9]{2}$/.test(rest[0]) ? rest.shift() : "";
  let symbol = [];
  if (codes.has(rest[0])) {
    while (rest.length && !digits(rest[0]) && symbol.length < 4) symbol.push(rest.shift());
  } else if (at && codes.has(parts[at - 1])) {
    symbol = [parts[at - 1]];
  }
  const bare = !year && (parts.length == 1 || symbol.length);
  for (let length = symbol.length; length >= !(year || bare); length--) {
    found.push("#" + [number, year, symbol.slice(0, length).join("-")].filter(Boolean).join("/"));
  }
  return found;
}

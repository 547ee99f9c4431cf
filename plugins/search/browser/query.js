// What a reader typed, as units to look up: the twin of ../query.py.
import { fold, isCharacter, toneless } from "./tokenizer.js";
import { dates, foldLatin, queriedNumbers } from "./numbers.js";

const LONGEST = 200, MOST = 8;
const ALIKE = 62, DROPPED = 44, TONE = 36, PLAIN = 36, WRONG = 16;

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let k = 8; k--;) n = n >>> 1 ^ (n & 1 && 0xedb88320);
  return n;
});
export function groupHash(group) {
  let crc = -1;
  for (const byte of new TextEncoder().encode(group)) crc = crc >>> 8 ^ CRC[(crc ^ byte) & 255];
  return ~crc >>> 0;
}

const start = (text, length) => Array.from(text).slice(0, length).join("");

export function group(term) {
  if (term[0] == "#") return term.split("/")[0];
  if (term[0] == "@" || term[0] == ":") return term;
  const [first, second] = fold(term).split(" ");
  return second === undefined ? start(first, 4) : first + " " + start(second, 2);
}

const unit = (words, last, marked) => ({ words, term: words.join(" "), folded: fold(words.join(" ")), last, marked });

const spread = (units) => units.length <= MOST ? units
  : Array.from({ length: MOST }, (_, i) => units[Math.floor(i * (units.length - 1) / (MOST - 1))]);

export function plan(query, { lang, normalise, tokens, stops }, rules) {
  const normalised = normalise(start(query.slice(0, 2 * LONGEST), LONGEST));
  const folded = foldLatin(normalised);
  const numbers = [...new Set([...dates(folded), ...queriedNumbers(folded, rules)])];
  const found = tokens(normalised);
  while (found.length && !found.at(-1)) found.pop();
  const marked = found.some((token) => token != fold(token));
  const maybe = new Set([...stops].map(fold));
  const end = found.at(-1);
  const kept = (token) => lang == "vi" && !marked || !stops.has(token), plain = found.filter(kept);
  const strict = tokens(normalised, true).filter((token) => kept(token) && !maybe.has(token));
  const units = new Map(), chosen = [];
  for (const reading of [plain, strict]) {
    const pairs = [];
    for (let i = 0; i + 1 < reading.length; i++) {
      const [one, two] = reading.slice(i, i + 2);
      if (one && two) pairs.push(unit([one, two], two == end, marked));
    }
    const terms = new Map(spread(pairs).map((pair) => [pair.term, pair]));
    for (const [term, pair] of terms) if (!units.has(term)) units.set(term, pair);
    if (terms.size) chosen.push([...terms.keys()]);
  }
  const singles = [...new Set(plain.length ? plain : found)].filter((token) => token && !(units.size && isCharacter(token)));
  const words = spread(singles.map((token) => unit([token], token == end, marked)));
  if (!units.size) return { units: words, readings: [2 ** words.length - 1], words, numbers };
  const order = [...units.keys()];
  const masks = chosen.map((terms) => terms.reduce((mask, term) => mask | 1 << order.indexOf(term), 0));
  return { units: [...units.values()], readings: [...new Set(masks)], words, numbers };
}

export function nearness(asked, term) {
  let near = 64;
  const words = term.split(" ");
  asked.words.forEach((typed, i) => {
    const found = words[i];
    if (typed == found || found === undefined) return;
    const plain = fold(typed), bare = toneless(typed);
    let step = bare != toneless(found) ? WRONG : typed == bare ? DROPPED : TONE;
    if (typed == plain) step = asked.marked ? DROPPED : ALIKE;
    else if (found == plain) step = PLAIN;
    near = Math.floor(near * step / 64);
  });
  return near;
}

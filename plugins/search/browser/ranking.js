// From posting lists to the order of results: the twin of ../ranking.py. All numbers are integers.
import { fold } from "./tokenizer.js";
import { nearness } from "./query.js";

const STRONG = 24, SAME = 58, PREFIX = 40, COMPLETIONS = 12;
const TITLE = [0, 18, 21, 24, 27, 30, 33, 36], BODY = [0, 3, 4, 5, 6];

export function matches(unit, shard) {
  const found = [], longer = [], pair = unit.folded.includes(" ");
  let best = 0;
  for (const [term, content] of shard) {
    const folded = fold(term);
    if (folded == unit.folded) {
      const near = nearness(unit, term);
      best = Math.max(best, near);
      found.push([near, term, content]);
    } else if (unit.last && folded.startsWith(unit.folded) && folded.includes(" ") == pair) {
      longer.push([PREFIX, term, content]);
    }
  }
  if (best < 2 * STRONG) {
    found.push(...longer.sort((a, b) => b[2].length - a[2].length).slice(0, COMPLETIONS));
  }
  return found;
}

const size = ([, , rest, groups]) => groups.reduce((sum, [, slots]) => sum + slots.length, rest);

export const frequency = (lists) => lists.reduce((sum, list) => sum + (list[0] >= STRONG ? size(list) : 0), 0);

export function settle(lists) {
  const often = {};
  let most = 0;
  for (const list of lists) {
    if (list[0] >= SAME) most = Math.max(most, often[list[1]] = (often[list[1]] || 0) + size(list));
  }
  if (most) {
    for (const list of lists) {
      if (list[0] < SAME) list[0] >>= 1;
      else if (list[0] < 64) list[0] -= often[list[1]] * 16 < most ? 16 : often[list[1]] * 4 < most ? 8 : 0;
    }
  }
}

export const rarity = (documents, count) => Math.floor(16 * Math.log2(1 + documents / (count + 1)) + 0.5);

function headWeight(value) {
  const title = TITLE[value >> 2], rest = value & 3;
  return title ? title + rest : rest & 2 ? 12 : rest ? 9 : 0;
}

export const tallyOf = (tallies, slot) => {
  let tally = tallies.get(slot);
  if (!tally) tallies.set(slot, tally = { title: 0, lead: 0, body: 0, sum: 0, number: 0 });
  return tally;
};

export function add(tallies, bit, lists, weight, body) {
  const best = new Map();
  for (const [near, , , groups] of lists) {
    for (const [value, slots] of groups) {
      const worth = near * (body ? BODY[value] || 0 : headWeight(value));
      for (const slot of slots) {
        if (!(best.get(slot)?.[0] >= worth)) best.set(slot, [worth, near, value]);
      }
    }
  }
  for (const [slot, [worth, near, value]] of best) {
    const tally = tallyOf(tallies, slot);
    tally.sum += Math.floor(weight * worth / 64);
    if (near >= STRONG) tally[body ? "body" : value > 3 ? "title" : "lead"] |= bit;
  }
}

export const bits = (mask) => {
  let count = 0;
  for (; mask; mask &= mask - 1) count++;
  return count;
};

const coverage = (mask, readings) =>
  Math.max(...readings.map((reading) => Math.floor(bits(mask & reading) * 64 / (bits(reading) || 1))));

const every = (tally) => tally.title | tally.lead | tally.body;

export function score(tally, readings) {
  const title = coverage(tally.title, readings), lead = coverage(tally.title | tally.lead, readings);
  const whole = coverage(every(tally), readings);
  const factor = 4 + (whole * whole * whole >> 12) + (lead * lead >> 6) + (title * title >> 6)
    + (title == 64 ? 96 : 0) + (lead == 64 ? 32 : 0) + (whole == 64 ? 32 : 0);
  return Math.floor(tally.sum * factor / 64) + tally.number * 1e6;
}

export function settled(tallies, readings) {
  const first = readings.length > 1 && readings.find((reading) => tallies.some((tally) => (every(tally) & reading) == reading));
  return first ? [first] : readings;
}

export const isWhole = (tally, readings, body) =>
  readings.some((reading) => (reading & (body ? every(tally) : tally.title | tally.lead)) == reading);

export const half = (tally, readings) => coverage(every(tally), readings) >= 32;

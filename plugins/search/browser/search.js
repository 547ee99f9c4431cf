// Answering from a built index: the twin of ../index.py. The same files, the same stages, the same order. Narrowing and
// sorting by date are in narrow.js, which the first answer does without.
import { group, groupHash, plan } from "./query.js";
import { decodeList, inflate, json, listing, unpack } from "./shard.js";
import { tokenizer } from "./tokenizer.js";
import { add, bits, frequency, half, isWhole, matches, rarity, score, settle, settled, tallyOf } from "./ranking.js";

export const ENGINE = "3";
export const PAGE = 10;
const LAYERS = { h: "hmr", b: "bnq", f: "fg" }, OVERFLOW = { h: "x", b: "y" }, GROUPS = 6;

export async function open(get) {
  return new Index(listing(await inflate(await get("manifest.idx"))), get);
}

export class Index {
  // get(path): a promise of a Response-like object, as `fetch` gives.
  constructor(manifest, get) {
    if (manifest.engine != ENGINE) throw Error();
    const files = new Map(manifest.recent.map((part, number) => ["r/" + number, unpack(part)]));
    Object.assign(this, { manifest, get, files, missing: new Set(), tokenizer: tokenizer(manifest.rules) });
  }

  // options: narrow {allowed, order} of narrow.js, start, limit, quick (the first stage is enough), early (called with
  // the best hit of the first stage while the next ones load). Gives {hits, total, more, asked}; `this.missing` names
  // lost files.
  async search(query, { narrow, start = 0, limit = PAGE, quick, early } = {}) {
    const asked = plan(query, this.tokenizer, this.manifest.rules), wanted = start + limit;
    const complete = !!narrow, allowed = narrow?.allowed, tallies = new Map();
    await this.numbers(asked, tallies);
    const ranked = () => this.ranked(tallies, asked, allowed);
    const enough = (body, least = wanted) => {
      const readings = settled([...tallies.values()], asked.readings);
      let count = 0;
      for (const [slot, tally] of tallies) count += (!allowed || allowed.has(slot)) && isWhole(tally, readings, body);
      return count >= least;
    };
    let more = await this.stage(tallies, asked.units, "h", complete);
    if (!quick && (complete || !enough(false))) {
      if (early) {
        const [first] = ranked();
        if (first) this.stub(first[1]).then((stub) => stub && early(stub, asked));
      }
      more = await this.stage(tallies, asked.units, "b", complete) || more;
      if (asked.words.length && asked.units != asked.words && !enough(true) && (tallies.size < wanted || !enough(true, 1))) {
        const words = new Map(), all = asked.words.length;
        more = await this.stage(words, asked.words, "h", complete) || more;
        for (const [slot, tally] of words) {
          tallyOf(tallies, slot).sum += Math.floor(tally.sum * bits(tally.title | tally.lead) / (4 * all));
        }
      }
    }
    let list = ranked();
    if (narrow?.order) list = await narrow.order(list, wanted);
    const page = await Promise.all(list.slice(start, wanted).map(async ([points, slot]) => {
      const stub = await this.stub(slot);
      return stub && { score: points, ...stub };
    }));
    const hits = page.filter(Boolean), compare = (a, b) => (a < b) - (a > b);
    if (!narrow?.order) hits.sort((a, b) => b.score - a.score || compare(a.date, b.date) || compare(a.id, b.id));
    return { hits, total: list.length, more: more && !complete, asked };
  }

  async numbers(asked, tallies) {
    await Promise.all(asked.numbers.map(async (term, rank) => {
      for (const [, slots] of (await this.groups(term, "h")).flat()) {
        for (const slot of slots) {
          const tally = tallyOf(tallies, slot);
          tally.number = Math.max(tally.number, asked.numbers.length - rank);
        }
      }
    }));
  }

  async stage(tallies, units, tier, complete) {
    let cut = false;
    const found = await Promise.all(units.map(async (unit) => {
      const lists = [], hash = groupHash(group(unit.term));
      for (const shard of await this.layers(tier, hash)) {
        for (const [near, term, content] of matches(unit, shard)) {
          const [rest, groups] = decodeList(content);
          lists.push([near, term, rest, groups]);
          cut ||= rest > 0;
          const extra = rest && complete && (await this.shard(OVERFLOW[tier], hash)).get(term);
          if (extra) lists.push([near, term, 0, decodeList(extra)[1]]);
        }
      }
      return lists;
    }));
    found.forEach((lists, number) => {
      settle(lists);
      add(tallies, 1 << number, lists, rarity(this.manifest.documents, frequency(lists)), tier == "b");
    });
    return cut;
  }

  ranked(tallies, asked, allowed) {
    const readings = settled([...tallies.values()], asked.readings), scored = [];
    let top = 0;
    for (const [slot, tally] of tallies) {
      if (allowed && !allowed.has(slot)) continue;
      const points = score(tally, readings);
      top = Math.max(top, points);
      scored.push([points, slot, tally]);
    }
    return scored.filter(([points, , tally]) => points >= Math.floor(top / 40) || half(tally, readings))
      .sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  }

  // Decoded lists of one exact term in all segments.
  async groups(term, tier) {
    return (await this.layers(tier, groupHash(group(term)))).flatMap((shard) => shard.has(term) ? [decodeList(shard.get(term))[1]] : []);
  }

  // The shards of all segments in which a term of this hash may stand.
  layers(tier, hash) {
    return Promise.all([...LAYERS[tier]].map((kind) => this.shard(kind, hash)));
  }

  shard(kind, hash) {
    const { shards } = this.manifest, none = new Map();
    return kind in shards ? this.load(kind, hash & 2 ** shards[kind] - 1, unpack, none) : none;
  }

  // The tables of facet values ("t") and of their names ("l").
  table(kind) {
    return this.load(kind, 0, json, {});
  }

  async stub(slot) {
    const { slots, shards } = this.manifest;
    const rows = await this.load("s", slot >> slots - shards.s, json, []);
    const row = rows.find((entry) => entry[0] == slot);
    return row && Object.fromEntries(this.manifest.stub.map((name, i) => [name, row[i] ?? ""]));
  }

  // A file, asked for once; what cannot be had or read counts as empty and is noted.
  load(kind, number, read, empty) {
    const name = `${kind}/${number.toString(16)}`;
    if (!this.files.has(name)) {
      const run = number >> Math.max(0, this.manifest.shards[kind] - GROUPS); // kinds of one file are not in `shards`: 0
      const tag = this.manifest.tags[kind]?.slice(run * 4, run * 4 + 4);
      this.files.set(name, this.get(`${name}.idx?v=${tag}`).then(inflate).then(read).catch(() => {
        this.missing.add(name);
        this.files.delete(name);
        return empty;
      }));
    }
    return this.files.get(name);
  }
}

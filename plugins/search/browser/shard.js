// The bytes of an index file: the twin of ../shard.py, which describes them. Both functions throw on damaged bytes.

export async function inflate(response) {
  if (!response.ok) throw new Error(response.status);
  return new Uint8Array(await new Response(response.body.pipeThrough(new DecompressionStream("deflate"))).arrayBuffer());
}

export const json = (raw) => JSON.parse(new TextDecoder().decode(raw));

function reader(raw, at = 0) {
  return {
    get at() { return at; },
    take(length) {
      if (at + length > raw.length) throw new RangeError("early end");
      return raw.subarray(at, at += length);
    },
    next() {
      for (let number = 0, scale = 1; ; scale *= 128) {
        if (at >= raw.length) throw new RangeError("early end");
        const byte = raw[at++];
        number += (byte & 127) * scale;
        if (byte < 128) return number;
      }
    },
  };
}

export function unpack(raw) {
  const input = reader(raw), lists = new Map();
  const names = new TextDecoder().decode(input.take(input.next()));
  for (const term of names ? names.split("\n") : []) lists.set(term, input.take(input.next()));
  return lists;
}

// [rest, [[value, slots], ...]]
export function decodeList(content) {
  const input = reader(content), rest = input.next(), groups = [];
  while (input.at < content.length) {
    const head = input.next(), slots = [];
    for (let count = Math.floor(head / 32), slot = 0; count--;) slots.push(slot += input.next());
    groups.push([head & 31, slots]);
  }
  return [rest, groups];
}

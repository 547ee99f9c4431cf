// The bytes of an index file: the twin of ../shard.py, which describes them. zlib's checksum
// finds damage; beyond that, reading never runs past the bytes there are.

export async function inflate(response) {
  if (!response.ok) throw Error(response.status);
  return new Uint8Array(await new Response(response.body.pipeThrough(new DecompressionStream("deflate"))).arrayBuffer());
}

export const json = (raw) => JSON.parse(new TextDecoder().decode(raw));

// What the manifest holds: a listing, and after a line's end the parts of the recent head.
export function listing(raw) {
  const end = raw.indexOf(10), input = reader(raw, end + 1), recent = [];
  while (input.left()) recent.push(input.take(input.next()));
  return { ...json(raw.subarray(0, end)), recent };
}

function reader(raw, at = 0) {
  return {
    left: () => at < raw.length,
    take: (length) => raw.subarray(at, at += length),
    next() {
      let number = 0, scale = 1, byte;
      do {
        byte = raw[at++] || 0;
        number += (byte & 127) * scale;
        scale *= 128;
      } while (byte > 127);
      return number;
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
  while (input.left()) {
    const head = input.next(), slots = [];
    for (let count = Math.floor(head / 32), slot = 0; count-- && input.left();) slots.push(slot += input.next());
    groups.push([head & 31, slots]);
  }
  return [rest, groups];
}

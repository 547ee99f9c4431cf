// Runs the browser's sources in Node, one JSON request a line on standard input, one answer a line.
import { createInterface } from "node:readline";
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const twin = await import(pathToFileURL(process.argv[2]));
const answers = {
  tokens: ({ text, rules }) => {
    const { normalise, tokens } = twin.tokenizer(rules);
    return tokens(normalise(text));
  },
  plan: ({ text, rules }) => twin.plan(text, twin.tokenizer(rules), rules),
  search: async ({ folder, text, filters = {}, byDate = false, start = 0, limit = 10 }) => {
    const get = async (path) => {
      try {
        return new Response(await readFile(`${folder}/${path.split("?")[0]}`));
      } catch {
        return new Response("", { status: 404 });
      }
    };
    const index = await twin.open(get);
    const { hits, total, more } = await index.search(text, {
      narrow: await twin.narrowed(index, filters, byDate), start, limit,
    });
    return { hits: hits.map(({ id, score }) => [id, score]), total, more, missing: [...index.missing].sort() };
  },
};
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  console.log(JSON.stringify(await answers[request.do](request)));
}

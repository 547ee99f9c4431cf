// Marks in a result what was asked for. Loaded with the page's second part: a result can be read before it is marked.
import { isCharacter } from "./tokenizer.js";

export const WORD = /[\u3005-\u9fff\uac00-\ud7af]|[\p{L}\p{M}\p{N}]+/gu;

// The text's parts, those marked as `mark` elements. words: the folded words and characters asked for; plain(text): how
// a word of the text would be asked. Of a script without spaces at least two characters beside each other are marked:
// one alone is part of many other words.
export function marked(text, words, plain, make) {
  const characters = words.filter(isCharacter).join(""), least = characters[1] ? 2 : 1, parts = [];
  let end = 0;
  for (const { 0: found, 1: run, index: at } of text.matchAll(RegExp(`([${characters}]{${least},})|${WORD.source}`, "gu"))) {
    if (!run && (isCharacter(found) || !words.includes(plain(found)))) continue;
    parts.push(text.slice(end, at), make("mark", { textContent: found }));
    end = at + found.length;
  }
  return [...parts, text.slice(end)];
}

// Text to terms: the twin of ../tokenizer.py. The rules are those of ../tokenizer.json; they come with the index, so that
// what was indexed and what is asked are always cut the same way.

const TONES = "[\u0300\u0301\u0303\u0309\u0323]", TONE = new RegExp(TONES, "g"), LAST_TONES = new RegExp(`${TONES}+$`);
const FINAL_Y = new RegExp(`^(qu|[bcdđghklmnprstvx]+)y(${TONES}*)$`);

export const fold = (term) => term.normalize("NFD").replace(/[\u0300-\u036f]/g, "").normalize("NFC").replaceAll("đ", "d");

export const isCharacter = (token) => token.codePointAt(0) > 0x2fff;

export const toneless = (term) => term.replace(LAST_TONES, "");

const split = (text) => text.split(" ").filter(Boolean);

// The rules of an index's language as functions.
export function tokenizer({ lang, allowed, invisible, word, character, hangul, letters, particles, stop, stem }) {
  const ranges = (text) => text.replace(/[0-9a-f]+/g, "\\u{$&}").replaceAll(" ", "");
  const pattern = (text) => new RegExp(text, "gu"), endings = split(particles);
  const hidden = pattern(`[${ranges(invisible)}]`), forbidden = pattern(`[^${ranges(allowed)}]`);
  const scan = pattern(`([${ranges(word)}]+)|([${ranges(character)}])|([${ranges(hangul)}]+)|([.!?;。]+(?=[ \\n]|$)|\\n)|[^ ]`);

  const normalise = (text) => text.replace(hidden, "").replace(forbidden, " ").normalize("NFKC").replaceAll("Σ", "σ")
    .toLowerCase().replace(/[^\0-,.-\x7f]/gu, (letter) => letters[letter] ?? letter);

  function stemmed(text) {
    for (const step of stem) {
      const rule = step.find(([ending, , least]) => text.endsWith(ending) && text.length - ending.length >= least);
      if (rule) text = text.slice(0, text.length - rule[0].length) + rule[1];
    }
    return text;
  }

  function canonical(text) {
    let plain = text.normalize("NFD");
    if (/[^\0-\x7f]/.test(plain)) {
      plain = plain.replace(TONE, "") + (plain.match(TONE) || []).join("");
      if (!fold(plain)) return "";
    } else if (stem.length) {
      return stemmed(plain);
    }
    return stem.length ? plain : plain.replace(FINAL_Y, "$1i$2");
  }

  function tokens(normalised, asked) {
    const found = [];
    for (let [, text, one, run, end] of normalised.matchAll(scan)) {
      if (text) {
        if (text = canonical(text)) found.push(text);
      } else if (one) {
        found.push(one);
      } else if (run) {
        const particle = asked && run.length > 2 && endings.find((ending) => run.endsWith(ending));
        found.push(...particle ? [...run.slice(0, -particle.length), ""] : run);
      } else if (end || isCharacter(found.at(-1) || " ")) {
        found.push("");
      }
    }
    return found;
  }

  return { lang, normalise, canonical, tokens, stops: new Set(split(stop).map((text) => canonical(normalise(text)))) };
}

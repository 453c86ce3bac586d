const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

/** What may come next inside a document. */
type Awaited = "value" | "first value" | "key" | "first key" | "colon" | "comma" | "nothing";

/**
 * Where a text stops being JSON: the position of what must not stand there, or the text's length where it is only cut
 * short. Node 20 tells no position of its own for most faults.
 */
export function faultOf(text: string): number {
  const open: ("{" | "[")[] = [];
  let awaited: Awaited = "value";
  let at = 0;
  for (;;) {
    while (isBlank(text.charCodeAt(at))) at += 1;
    if (at >= text.length) return text.length;
    const sign = text.charAt(at);
    const inside = open.at(-1);
    if (awaited === "nothing") return at;
    if (awaited === "colon") {
      if (sign !== ":") return at;
      awaited = "value";
      at += 1;
    } else if (closes(sign, awaited, inside)) {
      open.pop();
      awaited = open.length === 0 ? "nothing" : "comma";
      at += 1;
    } else if (awaited === "comma") {
      if (sign !== ",") return at;
      awaited = inside === "{" ? "key" : "value";
      at += 1;
    } else if (sign === '"') {
      const end = stringEnd(text, at);
      if (end.isFault) return end.at;
      at = end.at;
      awaited = awaited.endsWith("key") ? "colon" : open.length === 0 ? "nothing" : "comma";
    } else if (awaited.endsWith("key")) return at;
    else if (sign === "{" || sign === "[") {
      open.push(sign);
      awaited = sign === "{" ? "first key" : "first value";
      at += 1;
    } else {
      const length = plainLength(text, at);
      if (length === 0) return isCutWord(text.slice(at)) ? text.length : at;
      at += length;
      awaited = open.length === 0 ? "nothing" : "comma";
    }
  }
}

const isBlank = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9;

const closes = (sign: string, awaited: Awaited, inside: "{" | "[" | undefined): boolean =>
  (sign === "}" && inside === "{" && (awaited === "comma" || awaited === "first key")) ||
  (sign === "]" && inside === "[" && (awaited === "comma" || awaited === "first value"));

/** The length of the number or word that stands here; 0 where none does. */
function plainLength(text: string, at: number): number {
  for (const shape of [NUMBER, WORD]) {
    shape.lastIndex = at;
    const found = shape.exec(text)?.[0];
    if (found) return found.length;
  }
  return 0;
}

const isCutWord = (rest: string): boolean =>
  rest === "-" || ["true", "false", "null"].some((word) => word.startsWith(rest));

/** The position after a string's closing quote, or of the control character that must not stand inside. */
function stringEnd(text: string, open: number): { at: number; isFault: boolean } {
  const close = closingQuote(text, open);
  for (let at = open + 1; at < close; at += 1) if (text.charCodeAt(at) < 32) return { at, isFault: true };
  return close < text.length ? { at: close + 1, isFault: false } : { at: text.length, isFault: true };
}

/** The position of the quote that ends a string; the text's length where none does. */
export function closingQuote(text: string, open: number): number {
  for (let at = open + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return text.length;
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === 92) slashes += 1;
    if (slashes % 2 === 0) return quote;
    at = quote + 1;
  }
}

import { compile, type Node, runs, Unreadable } from "./automaton";

/** A regular expression that is looked for anywhere in a text, in time that grows with the text alone. */
export type Pattern = Readonly<{ test: (text: string) => boolean }>;
export type ParsedPattern = { ok: true; value: Pattern } | { ok: false; reason: string };

const LENGTH_MAX = 200;
const REPEATS_MAX = 100;

/**
 * Reads a regular expression: characters, ".", "[a-z]", "[^…]", \d \w \s and their opposites, groups, "|", "^", "$",
 * "?", "*", "+" and "{2,5}". All ways through it are followed side by side, so no pattern can run away here; one that
 * would elsewhere (a repetition of a repetition) is refused all the same, since rules files are read by other tools too.
 */
export function parsePattern(text: string): ParsedPattern {
  if (text === "")
    return { ok: false, reason: "An empty pattern matches every value: leave the condition out instead." };
  if (text.length > LENGTH_MAX)
    return { ok: false, reason: `A pattern has at most ${LENGTH_MAX} characters.` };
  try {
    const states = compile(new Reader(text).read());
    return { ok: true, value: { test: (value) => runs(states, value) } };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { ok: false, reason: `“${text}” cannot be used as a pattern: ${error.message}` };
  }
}

/** How every value begins in which a pattern is found; null where it does not say so plainly. */
export function beginningOf(text: string): string | null {
  if (text.includes("|")) return null;
  const [, plain = "", next = ""] = /^\^([A-Za-z0-9 _:/@-]*)(.?)/su.exec(text) ?? [];
  // What may be repeated may be missing.
  return (/[?*{]/.test(next) ? plain.slice(0, -1) : plain) || null;
}

const isBetween = (low: number, high: number) => (point: number) => point >= low && point <= high;
const isDigit = isBetween(48, 57);
const isWord = (p: number) => isDigit(p) || isBetween(65, 90)(p) || isBetween(97, 122)(p) || p === 95;
const isSpace = (p: number) => /\s/u.test(String.fromCodePoint(p));
const isLineEnd = (p: number) => p === 10 || p === 13 || p === 0x2028 || p === 0x2029;
const not = (takes: (p: number) => boolean) => (p: number) => !takes(p);
const CLASSES: Readonly<Record<string, (p: number) => boolean>> = {
  d: isDigit,
  D: not(isDigit),
  w: isWord,
  W: not(isWord),
  s: isSpace,
  S: not(isSpace),
};
const CONTROLS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

class Reader {
  private readonly points: readonly string[];
  private at = 0;
  constructor(text: string) {
    this.points = [...text];
  }

  read(): Node {
    const node = this.alternatives();
    if (this.at < this.points.length) throw new Unreadable("it closes a group that it never opens.");
    return node;
  }

  private alternatives(): Node {
    const of = [this.sequence()];
    while (this.points[this.at] === "|") {
      this.at += 1;
      of.push(this.sequence());
    }
    return of.length === 1 && of[0] ? of[0] : { kind: "any", of };
  }

  private sequence(): Node {
    const of: Node[] = [];
    while (this.at < this.points.length && this.points[this.at] !== "|" && this.points[this.at] !== ")")
      of.push(this.repeated(this.one()));
    return { kind: "all", of };
  }

  private repeated(node: Node): Node {
    const range = this.range();
    if (range === null) return node;
    if (node.kind === "start" || node.kind === "end") throw new Unreadable("it repeats “^” or “$”.");
    const varies = isOpen(range);
    if (varies && repeats(node))
      throw new Unreadable("it repeats a repetition, as in (a+)+, which can run away. Repeat once: a+.");
    if (varies && node.kind === "any" && mayOverlap(node))
      throw new Unreadable("it repeats a choice that can begin alike, as in (a|ab)+, which can run away.");
    const next = this.points[this.at] ?? "";
    // “a+?” finds the same texts as “a+”.
    if (next === "?") this.at += 1;
    else if (next === "*" || next === "+" || next === "{")
      throw new Unreadable("it repeats a repetition. Repeat once.");
    return { kind: "repeat", of: node, ...range };
  }

  private range(): { min: number; max: number } | null {
    const sign = this.points[this.at];
    const known = {
      "?": [0, 1],
      "*": [0, Number.POSITIVE_INFINITY],
      "+": [1, Number.POSITIVE_INFINITY],
    } as const;
    if (sign === "?" || sign === "*" || sign === "+") {
      this.at += 1;
      const [min, max] = known[sign];
      return { min, max };
    }
    if (sign !== "{") return null;
    const found = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(this.points.slice(this.at, this.at + 12).join(""));
    if (!found) throw new Unreadable("a “{” that counts nothing is written \\{.");
    this.at += found[0].length;
    const min = Number(found[1]);
    const max = found[2] === undefined ? min : found[3] ? Number(found[3]) : Number.POSITIVE_INFINITY;
    if (min > REPEATS_MAX || (max > REPEATS_MAX && max !== Number.POSITIVE_INFINITY))
      throw new Unreadable(`it counts beyond ${REPEATS_MAX}.`);
    if (max < min) throw new Unreadable(`${found[0]} ends before it begins.`);
    return { min, max };
  }

  private one(): Node {
    const char = this.points[this.at] ?? "";
    this.at += 1;
    if (char === "^") return { kind: "start" };
    if (char === "$") return { kind: "end" };
    if (char === ".") return { kind: "char", takes: not(isLineEnd) };
    if (char === "(") return this.group();
    if (char === "[") return { kind: "char", takes: this.set() };
    if (char === "\\") return { kind: "char", takes: this.escaped() };
    if ("*+?{".includes(char)) throw new Unreadable(`there is nothing before “${char}” to repeat.`);
    if (char === "]" || char === "}") throw new Unreadable(`a “${char}” of its own is written \\${char}.`);
    return { kind: "char", takes: is(char) };
  }

  private group(): Node {
    if (this.points[this.at] === "?") {
      if (this.points[this.at + 1] !== ":")
        throw new Unreadable("it looks ahead or behind or names a group, which rules cannot.");
      this.at += 2;
    }
    const node = this.alternatives();
    if (this.points[this.at] !== ")") throw new Unreadable("a group is not closed.");
    this.at += 1;
    return node;
  }

  private set(): (point: number) => boolean {
    const isNegated = this.points[this.at] === "^";
    if (isNegated) this.at += 1;
    const parts: ((point: number) => boolean)[] = [];
    while (this.points[this.at] !== "]") {
      if (this.at >= this.points.length) throw new Unreadable("a “[” is not closed.");
      parts.push(this.member());
    }
    this.at += 1;
    const holds = (point: number) => parts.some((part) => part(point));
    return isNegated ? not(holds) : holds;
  }

  private member(): (point: number) => boolean {
    const low = this.memberChar();
    if (typeof low === "function") return low;
    if (this.points[this.at] !== "-" || this.points[this.at + 1] === "]") return is(low);
    this.at += 1;
    const high = this.memberChar();
    if (typeof high === "function" || pointOf(high) < pointOf(low))
      throw new Unreadable("a range in “[…]” ends before it begins.");
    return isBetween(pointOf(low), pointOf(high));
  }

  private memberChar(): string | ((point: number) => boolean) {
    const char = this.points[this.at] ?? "";
    this.at += 1;
    if (char !== "\\") return char;
    const next = this.points[this.at] ?? "";
    this.at += 1;
    return CLASSES[next] ?? CONTROLS[next] ?? this.literal(next);
  }

  private escaped(): (point: number) => boolean {
    const next = this.points[this.at] ?? "";
    this.at += 1;
    return CLASSES[next] ?? is(CONTROLS[next] ?? this.literal(next));
  }

  private literal(char: string): string {
    if (char === "") throw new Unreadable("it ends with “\\”.");
    if (/[a-z0-9]/i.test(char)) throw new Unreadable(`“\\${char}” is not known here.`);
    return char;
  }
}

const pointOf = (char: string) => char.codePointAt(0) ?? 0;
const is = (char: string) => {
  const wanted = pointOf(char);
  return (point: number) => point === wanted;
};

/** A repetition that may stop at more than one place, which is what lets a pattern run away. */
const isOpen = ({ min, max }: { min: number; max: number }) => max > 1 && max !== min;

/** True where such a repetition is inside. */
function repeats(node: Node): boolean {
  if (node.kind === "repeat") return isOpen(node) || repeats(node.of);
  return (node.kind === "all" || node.kind === "any") && node.of.some(repeats);
}

/** True unless every branch of a choice begins with a character of its own. */
function mayOverlap(node: { readonly of: readonly Node[] }): boolean {
  const firsts = node.of.map(firstOf);
  if (firsts.some((first) => first === null)) return true;
  return PROBES.some((p) => firsts.filter((takes) => takes?.(p)).length > 1);
}

/** Characters that tell the classes of a pattern apart: all of ASCII, and a few beyond. */
const PROBES = [...Array(256).keys(), 0x2028, 0x20ac, 0x4e00, 0x1f600];

function firstOf(node: Node): ((point: number) => boolean) | null {
  switch (node.kind) {
    case "char":
      return node.takes;
    case "repeat":
      return node.min > 0 ? firstOf(node.of) : null;
    case "all":
      return node.of[0] ? firstOf(node.of[0]) : null;
    case "any": {
      const firsts = node.of.map(firstOf);
      return firsts.includes(null) ? null : (p) => firsts.some((takes) => takes?.(p));
    }
    default:
      return null;
  }
}

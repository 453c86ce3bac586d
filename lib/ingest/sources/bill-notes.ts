import { type Money, plus, ZERO } from "@/lib/money/money";
import { usdText } from "@/lib/money/quotient";
import { type Notes, rows } from "./notes";
import { storableText } from "./values";

const NAMES_MAX = 5;
const KNOWN_MAX = 1000;

/** Lines of a bill that are about other things than inference: counted and named, never dropped in silence. */
export class LeftOut {
  private readonly names = new Map<string, number>();
  private readonly notes: Notes;
  private readonly words: (count: number) => string;

  /** `what`: "other AWS products". */
  constructor(notes: Notes, what: string) {
    this.notes = notes;
    this.words = (count) => {
      const most = [...this.names]
        .sort(([, a], [, b]) => b - a)
        .map(([name]) => storableText(name.slice(0, 60)));
      const more = most.length > NAMES_MAX ? ", …" : "";
      return `${rows(count)} of ${what} left out: ${most.slice(0, NAMES_MAX).join(", ")}${more}.`;
    };
  }

  add(name: string | null): void {
    const known = name ?? "no name";
    if (this.names.has(known) || this.names.size < KNOWN_MAX)
      this.names.set(known, (this.names.get(known) ?? 0) + 1);
    this.notes.count("other-products", this.words);
  }
}

/** A sum that a message tells at the end. */
export class Told {
  private sum: Money = ZERO;

  add(amount: Money | null): void {
    if (amount !== null) this.sum = plus(this.sum, amount);
  }

  get text(): string {
    return usdText(this.sum);
  }
}

export const notWhole = (count: number): string =>
  `${count === 1 ? "1 line counts" : `${count} lines count`} tokens in a quantity that is no whole number from 0 on ` +
  "(corrections take some back): the amount counts, as a charge, and its tokens do not.";

export const unknownMeter = (count: number): string =>
  `${count === 1 ? "1 line is" : `${count} lines are`} for tokens of a kind the name of the meter does not tell: ` +
  "the amount counts, as a charge, and its tokens do not.";

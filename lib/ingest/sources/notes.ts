import { storableText } from "./values";

const NAMES_MAX = 50;

/**
 * What a person should know about the file as a whole. Sources count events under a stable code; the words are made
 * once at the end.
 */
export class Notes {
  private readonly counts = new Map<string, { count: number; words: (count: number) => string }>();
  private readonly states = new Map<string, string | null>();
  private readonly unread = new Set<string>();

  /** One more row of this kind; `words` is used once, with the final count. */
  count(code: string, words: (count: number) => string): void {
    const known = this.counts.get(code);
    if (known) known.count += 1;
    else this.counts.set(code, { count: 1, words });
  }

  /** A state of the file that a later row may change or clear ("more pages follow"). */
  latest(code: string, text: string | null): void {
    this.states.set(code, text);
  }

  /** A column no source reads: named once per import, kept in the stored file (ledger rule 22). */
  unknownColumn(name: string): void {
    if (this.unread.size <= NAMES_MAX) this.unread.add(storableText(name.slice(0, 60)));
  }

  /** Figures by code, for callers that act on them. */
  tally(): Record<string, number> {
    return Object.fromEntries([...this.counts].map(([code, { count }]) => [code, count]));
  }

  messages(): string[] {
    const lines = [...this.counts.values()].map(({ count, words }) => words(count));
    for (const text of this.states.values()) if (text !== null) lines.push(text);
    if (this.unread.size > 0) {
      const names = [...this.unread].slice(0, NAMES_MAX).map((name) => `“${name}”`);
      const more = this.unread.size > NAMES_MAX ? " and more" : "";
      lines.push(
        `Not read, but kept in the stored file: ${names.length === 1 ? "column" : "columns"} ${names.join(", ")}${more}.`,
      );
    }
    return lines;
  }
}

/** "1 row" or "12 rows". */
export const rows = (count: number): string => (count === 1 ? "1 row" : `${count} rows`);

import { FileRefusal } from "./sources/refusal";

const QUOTE = 34;
const NEWLINE = 10;
const RETURN = 13;
/** A quoted cell may hold line breaks; a row longer than this has lost its closing quote. */
const ROW_CHARS_MAX = 1024 ** 2;
/** Each lost quote is looked for up to the limit above; this many in one file are no slip of the pen. */
const RESCANNED_CHARS_MAX = 256 * 1024 ** 2;

/**
 * Splits CSV text into rows, block by block. After `next()` returned true, `cells[0 … count-1]` is the row (unquoted),
 * `line` its physical line, `problem` what is wrong with it. The array is used again for the next row. A row whose quotes
 * do not close is given up alone: reading goes on at the line after the one it began on (ledger rule 21).
 */
export class CsvRows {
  readonly cells: string[] = [];
  count = 0;
  line = 0;
  problem: string | null = null;

  /** Its character code. */
  readonly delimiter: number;
  private text = "";
  private at = 0;
  private nextLine = 1;
  private isLast = false;
  private rowStart = 0;
  private rowEnd = 0;
  private rescanned = 0;

  constructor(delimiter: string) {
    this.delimiter = delimiter.charCodeAt(0);
  }

  /** Adds text. All but the last call must end with a line break. */
  push(text: string, isLast: boolean): void {
    this.text = this.at < this.text.length ? this.text.slice(this.at) + text : text;
    this.at = 0;
    this.isLast = isLast;
  }

  /** True once the last text has been given and read. */
  get isDone(): boolean {
    return this.isLast && this.at >= this.text.length;
  }

  /** The row's own text. */
  rowText(): string {
    return this.text.slice(this.rowStart, this.rowEnd);
  }

  /** Reads one row; false where more text is needed, or none is left. */
  next(): boolean {
    if (this.at >= this.text.length) return false;
    this.line = this.nextLine;
    this.problem = null;
    const { text, cells, delimiter } = this;
    let at = this.at;
    let start = at;
    let count = 0;
    for (; ; at += 1) {
      const code = text.charCodeAt(at);
      if (code > 59) continue;
      if (code === delimiter) {
        cells[count++] = at === start ? "" : text.substring(start, at);
        start = at + 1;
      } else if (code === NEWLINE || Number.isNaN(code)) {
        const end = at > start && text.charCodeAt(at - 1) === RETURN ? at - 1 : at;
        cells[count++] = end === start ? "" : text.substring(start, end);
        return this.finish(count, at, 1);
      } else if (code === QUOTE && at === start) return this.nextQuoted(start, count);
    }
  }

  private finish(count: number, end: number, lines: number): true {
    this.count = count;
    if (this.cells.length !== count) this.cells.length = count;
    this.rowStart = this.at;
    this.rowEnd = end > this.at && this.text.charCodeAt(end - 1) === RETURN ? end - 1 : end;
    this.at = end + 1;
    this.nextLine += lines;
    return true;
  }

  /** The rest of a row from its first quoted cell on. */
  private nextQuoted(from: number, before: number): boolean {
    const { text, cells, delimiter } = this;
    let at = from;
    let count = before;
    let lines = 1;
    for (;;) {
      if (text.charCodeAt(at) === QUOTE) {
        const close = this.closingQuote(at + 1);
        if (close < 0) return this.lostQuote();
        const inner = text.substring(at + 1, close);
        cells[count++] = inner.includes('"') ? inner.replaceAll('""', '"') : inner;
        if (inner.includes("\n")) lines += inner.split("\n").length - 1;
        at = this.skipBlanks(close + 1);
      } else {
        let end = at;
        while (end < text.length && text.charCodeAt(end) !== delimiter && text.charCodeAt(end) !== NEWLINE)
          end += 1;
        const isRowEnd = end >= text.length || text.charCodeAt(end) === NEWLINE;
        const cut = isRowEnd && end > at && text.charCodeAt(end - 1) === RETURN ? end - 1 : end;
        cells[count++] = text.substring(at, cut);
        at = end;
      }
      const code = text.charCodeAt(at);
      if (code === delimiter) at += 1;
      else if (at >= text.length || code === NEWLINE) return this.finish(count, at, lines);
      else
        return this.giveUp(
          "The row has text after a closing quote. Double a quote that stands inside a quoted cell.",
        );
    }
  }

  private closingQuote(from: number): number {
    for (let at = from; ; ) {
      const quote = this.text.indexOf('"', at);
      if (quote < 0) return -1;
      if (this.text.charCodeAt(quote + 1) !== QUOTE) return quote;
      at = quote + 2;
    }
  }

  /** Blanks, and the return of a line's end, may stand between a closing quote and what ends the cell. */
  private skipBlanks(from: number): number {
    let at = from;
    for (let code = this.text.charCodeAt(at); code === 32 || code === RETURN; code = this.text.charCodeAt(at))
      at += 1;
    return at;
  }

  private lostQuote(): boolean {
    const length = this.text.length - this.at;
    if (!this.isLast && length <= ROW_CHARS_MAX) return false;
    this.rescanned += length;
    if (this.rescanned > RESCANNED_CHARS_MAX)
      throw new FileRefusal("broken-container", {
        reason: "Too many rows have a quote that is never closed.",
        fix: "Check that the file is CSV with quotes doubled inside quoted cells, and export it again.",
        line: this.line,
      });
    return this.giveUp("A quote is opened in this row and never closed.");
  }

  private giveUp(problem: string): true {
    const newline = this.text.indexOf("\n", this.at);
    this.problem = problem;
    return this.finish(0, newline < 0 ? this.text.length : newline, 1);
  }
}

/** The delimiter of a header line: the one of comma, semicolon and tab that gives the most cells outside quotes. */
export function delimiterOf(line: string): string {
  const unquoted = line.replace(/"(?:[^"]|"")*"/g, "");
  const count = (delimiter: string): number => unquoted.split(delimiter).length;
  return [",", ";", "\t"].reduce((best, each) => (count(each) > count(best) ? each : best));
}

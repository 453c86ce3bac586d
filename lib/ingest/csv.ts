const QUOTE = 34;
const NEWLINE = 10;
const RETURN = 13;
const BLANK = 32;
/** A quoted cell may hold line breaks; a row longer than this has lost its closing quote. */
const ROW_CHARS_MAX = 1024 ** 2;

/**
 * Splits CSV text into rows, block by block. After `next()` returned true, `cells[0 … count-1]` is the row (unquoted),
 * `line` its physical line, `problem` what is wrong with it. The array is used again for the next row. A row whose quotes
 * do not close is given up alone: reading goes on at the line after the one it began on (ledger rule 21). Lines end with
 * LF, CRLF or CR alone, in one file too.
 */
export class CsvRows {
  readonly cells: string[] = [];
  count = 0;
  line = 0;
  problem: string | null = null;

  /** Its character code. */
  readonly delimiter: number;
  private readonly separator: string;
  private text = "";
  private at = 0;
  private nextLine = 1;
  private isLast = false;
  private rowStart = 0;
  private rowEnd = 0;
  /** Where the next of each stands: looked for once, not in every row. */
  private quoteAt = -1;
  private returnAt = -1;
  private separatorAt = -1;

  constructor(delimiter: string) {
    this.delimiter = delimiter.charCodeAt(0);
    this.separator = delimiter;
  }

  /** Adds text. All but the last call must end with a line break. */
  push(text: string, isLast: boolean): void {
    this.text = this.at < this.text.length ? this.text.slice(this.at) + text : text;
    this.at = 0;
    this.isLast = isLast;
    this.quoteAt = -1;
    this.returnAt = -1;
    this.separatorAt = -1;
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
    const { text, cells, separator, at } = this;
    const end = this.lineEnd(at);
    if (this.quoteAt < at) this.quoteAt = indexOrEnd(text, '"', at);
    if (this.quoteAt < end) return this.nextQuoted(end);
    // Searching finds the cells twice as fast as looking at each character does.
    let count = 0;
    let start = at;
    let found = this.separatorFrom(at);
    while (found < end) {
      cells[count] = text.slice(start, found);
      count += 1;
      start = found + 1;
      found = indexOrEnd(text, separator, start);
    }
    this.separatorAt = found;
    cells[count] = text.slice(start, end);
    return this.finish(count + 1, end, 1);
  }

  /** Where the line that holds this position ends: the place of its break, or the end of the text. */
  private lineEnd(from: number): number {
    const { text } = this;
    const newline = indexOrEnd(text, "\n", from);
    if (this.returnAt < from) this.returnAt = indexOrEnd(text, "\r", from);
    return Math.min(newline, this.returnAt);
  }

  private separatorFrom(at: number): number {
    if (this.separatorAt < at) this.separatorAt = indexOrEnd(this.text, this.separator, at);
    return this.separatorAt;
  }

  /** The position after the line break that begins here. Several returns before a newline are one break. */
  private afterBreak(end: number): number {
    let at = end;
    while (this.text.charCodeAt(at) === RETURN) at += 1;
    if (this.text.charCodeAt(at) === NEWLINE) return at + 1;
    return end + 1;
  }

  private finish(count: number, end: number, lines: number): true {
    this.count = count;
    if (this.cells.length !== count) this.cells.length = count;
    this.rowStart = this.at;
    this.rowEnd = end;
    this.at = this.text.charCodeAt(end) === RETURN ? this.afterBreak(end) : end + 1;
    this.nextLine += lines;
    return true;
  }

  /** A row that has a quote somewhere in its first line, which ends at `lineEnd`. */
  private nextQuoted(lineEnd: number): boolean {
    const { text, cells, at: rowStart, returnAt, separatorAt } = this;
    let at = rowStart;
    let end = lineEnd;
    let count = 0;
    let lines = 1;
    let problem: string | null = null;
    for (;;) {
      if (text.charCodeAt(at) === QUOTE) {
        const close = this.closingQuote(at + 1);
        if (close < 0) {
          problem = this.lostQuote();
          if (problem === null) return false;
          break;
        }
        const inner = text.slice(at + 1, close);
        cells[count] = inner.includes('"') ? inner.replaceAll('""', '"') : inner;
        if (close > end) {
          lines += inner.split(/\r+\n|\r|\n/).length - 1;
          end = this.lineEnd(close);
        }
        at = close + 1;
        while (at < end && text.charCodeAt(at) === BLANK) at += 1;
      } else {
        const cut = Math.min(this.separatorFrom(at), end);
        cells[count] = text.slice(at, cut);
        at = cut;
      }
      count += 1;
      if (at >= end) return this.finish(count, end, lines);
      if (text.charCodeAt(at) !== this.delimiter) {
        problem = "The row has text after a closing quote. Double a quote that stands inside a quoted cell.";
        break;
      }
      at += 1;
    }
    // Read on behind its first line: what was looked for beyond it counts no more.
    this.returnAt = returnAt;
    this.separatorAt = separatorAt;
    return this.giveUp(problem, lineEnd);
  }

  private closingQuote(from: number): number {
    for (let at = from; ; ) {
      const quote = this.text.indexOf('"', at);
      if (quote < 0) return -1;
      if (this.text.charCodeAt(quote + 1) !== QUOTE) return quote;
      at = quote + 2;
    }
  }

  /** What is wrong with a row whose quote does not close in the text so far; null where more text may close it. */
  private lostQuote(): string | null {
    const isLong = this.text.length - this.at > ROW_CHARS_MAX;
    if (isLong) return "A quote is opened in this row and not closed within a million characters.";
    return this.isLast ? "A quote is opened in this row and never closed." : null;
  }

  /** The next quote that is no pair ends any search, so that no part of a file is searched for ever more rows. */
  private giveUp(problem: string, lineEnd: number): true {
    this.problem = problem;
    return this.finish(0, lineEnd, 1);
  }
}

function indexOrEnd(text: string, character: string, from: number): number {
  const found = text.indexOf(character, from);
  return found < 0 ? text.length : found;
}

/** The delimiter of a header line: the one of comma, semicolon and tab that gives the most cells outside quotes. */
export function delimiterOf(line: string): string {
  const unquoted = line.replace(/"(?:[^"]|"")*"/g, "");
  const count = (delimiter: string): number => unquoted.split(delimiter).length;
  return [",", ";", "\t"].reduce((best, each) => (count(each) > count(best) ? each : best));
}

import { textBlocks } from "./blocks";
import { CsvRows, delimiterOf } from "./csv";
import { chosen, csvHead, detect } from "./detect";
import { type ReadContext, type Reading, wholeInput } from "./reading";
import type { ReadBatch } from "./records";
import { RowsOut } from "./rows-out";
import { genericSource } from "./sources/generic-csv";
import { parseMapping } from "./sources/mapping";
import { BoundFile } from "./sources/open-file";
import { FileRefusal } from "./sources/refusal";
import type { Source } from "./sources/source";

const BATCH_ROWS = 1000;

/** Reads CSV: the header tells the format, each further row is a record or a rejection. */
export async function readCsv(context: ReadContext): Promise<Reading> {
  const { options } = context;
  const blocks = textBlocks(wholeInput(context), { atReturns: true });
  const rows = await headerOf(blocks);
  const columns = [...rows.cells];
  const { source, zone } = sourceOf(context, columns);
  const file = new BoundFile({ shape: "csv", columns, now: options.now, zone });
  const out = new RowsOut(source, file);
  const take = rowTaker(rows, file, out, source.shortEmptyRows === true);
  return {
    source: { id: source.id, title: source.title, shape: "csv", kind: source.kind },
    batches: batches(),
    summary: () => out.summary(context.progress),
  };

  async function* batches(): AsyncGenerator<ReadBatch> {
    for (;;) {
      while (rows.next()) {
        take();
        if (out.size >= BATCH_ROWS) yield { ...out.flush(), bytesRead: context.progress.packed };
      }
      if (rows.isDone) break;
      const next = await blocks.next();
      rows.push(next.done ? "" : next.value.text, next.done === true || next.value.isLast);
    }
    yield { ...out.finish(), bytesRead: context.progress.packed };
  }
}

/** Reads up to and including the header, the first row that is not blank. */
export async function headerOf(blocks: AsyncIterator<{ text: string; isLast: boolean }>): Promise<CsvRows> {
  const first = await blocks.next();
  let text: string = first.done ? "" : first.value.text;
  let isLast = first.done === true || first.value.isLast;
  while (!isLast && text.trim() === "") {
    const next = await blocks.next();
    text += next.done ? "" : next.value.text;
    isLast = next.done === true || next.value.isLast;
  }
  const lines = text
    .slice(0, 200_000)
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== "");
  const announced = /^sep=(.)$/.exec(lines[0] ?? "")?.[1];
  const rows = new CsvRows(announced ?? delimiterOf(lines[0] ?? ""));
  rows.push(text, isLast);
  let skip = announced === undefined ? 0 : 1;
  for (;;) {
    while (rows.next()) {
      if (rows.problem) throw brokenHeader(rows.problem, rows.line);
      if (rows.cells.every((cell) => cell.trim() === "")) continue;
      if (skip === 0) return rows;
      skip -= 1;
    }
    if (rows.isDone) throw brokenHeader("The header is not complete.", 1);
    const next = await blocks.next();
    rows.push(next.done ? "" : next.value.text, next.done === true || next.value.isLast);
  }
}

const brokenHeader = (reason: string, line: number): FileRefusal =>
  new FileRefusal("unknown-format", {
    reason: `The header row cannot be read. ${reason}`,
    fix: "The first row must name the columns, separated by commas, semicolons or tabs.",
    line,
  });

function sourceOf(context: ReadContext, columns: readonly string[]): { source: Source; zone: string } {
  const { options, sources } = context;
  const head = csvHead(columns);
  if (options.mapping !== undefined) {
    const mapping = parseMapping(options.mapping);
    return { source: genericSource(mapping), zone: mapping.zone };
  }
  if (options.as === "generic-csv")
    throw new FileRefusal("bad-mapping", {
      reason: "generic-csv needs a column mapping: which column is the time, the model, the tokens.",
      fix: "Map the columns on the imports page once; the mapping is remembered for this header.",
    });
  const source = options.as === undefined ? detect(head, sources) : chosen(head, options.as, sources);
  return { source, zone: "UTC" };
}

/** Takes the rows of one file; made once, so that no row makes a closure. */
function rowTaker(rows: CsvRows, file: BoundFile, out: RowsOut, takesShort: boolean): () => void {
  const { row, width } = file;
  const { cells } = rows;
  const text = (): string => rows.rowText();
  row.cells = cells;
  return () => {
    row.line = rows.line;
    if (rows.problem !== null) out.reject(rows.problem, null, text());
    else if (isBlank(cells)) return;
    else if (rows.count === width) out.take(text);
    else {
      const reason = widthProblem(cells, width);
      if (reason === null) out.take(text);
      else if (takesShort && rows.count < width) out.takeShort(text, reason);
      else out.reject(reason, null, text());
    }
  };
}

const isBlank = (cells: readonly string[]): boolean =>
  (cells[0] === "" || cells.length === 1) && cells.every((cell) => cell.trim() === "");

/** What is wrong with the number of cells; null where the extra ones are empty. */
function widthProblem(cells: readonly string[], width: number): string | null {
  if (cells.length < width)
    return `The row has ${cells.length} cells where the header has ${width}: it is cut short.`;
  const filled = cells.findLastIndex((cell) => cell.trim() !== "") + 1;
  return filled > width
    ? `The row has ${filled} cells where the header has ${width}. Quote cells that contain the delimiter.`
    : null;
}

import { textBlocks } from "./blocks";
import { type ByteProgress, textBytes } from "./bytes";
import { headerOf } from "./read-csv";

/** The header of a CSV and its first rows as text: what a person maps columns by. */
export type Peek = Readonly<{
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  delimiter: string;
}>;

/** Throws FileRefusal where the input is no CSV with a header. */
export async function peekCsv(input: AsyncIterable<Uint8Array>, rowsMax = 5): Promise<Peek> {
  const progress: ByteProgress = { packed: 0, unpacked: 0 };
  const blocks = textBlocks(textBytes(input, progress, {}), { atReturns: true });
  const rows = await headerOf(blocks);
  const columns = rows.cells.slice(0, rows.count);
  const first: string[][] = [];
  while (first.length < rowsMax) {
    if (rows.next()) {
      if (!rows.problem) first.push(rows.cells.slice(0, rows.count));
      continue;
    }
    if (rows.isDone) break;
    const next = await blocks.next();
    rows.push(next.done ? "" : next.value.text, next.done === true || next.value.isLast);
  }
  return { columns, rows: first, delimiter: String.fromCharCode(rows.delimiter) };
}

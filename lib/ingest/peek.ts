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
  const rows = await headerOf(textBlocks(textBytes(input, progress, {})));
  const columns = rows.cells.slice(0, rows.count);
  const first: string[][] = [];
  while (first.length < rowsMax && rows.next()) {
    if (!rows.problem) first.push(rows.cells.slice(0, rows.count));
  }
  return { columns, rows: first, delimiter: String.fromCharCode(rows.delimiter) };
}

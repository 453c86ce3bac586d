import { countedBytes, kindOf, peek } from "./bytes";
import { randomAccess } from "./random-access";
import { readParquet } from "./read-parquet";
import { readText } from "./read-text";
import { readZip } from "./read-zip";
import type { Reading, ReadOptions } from "./reading";

export type { Reading, ReadingSource, ReadOptions, ReadSummary } from "./reading";
export { FileRefusal } from "./sources/refusal";

/** What is spooled to a temporary file at most. */
const UPLOAD_BYTES_MAX = 8 * 1024 ** 3;

/**
 * Reads one uploaded file: unpacks it, recognises its format from its content alone, and gives its rows in file order.
 * An archive or a Parquet file needs random access: a stream of a whole file on our own disk is opened again by its
 * path, anything else goes through a temporary file. Throws FileRefusal at once where the format is unknown, or from
 * `batches` where the file breaks later on.
 */
export async function readFile(input: AsyncIterable<Uint8Array>, options: ReadOptions): Promise<Reading> {
  const [start, rest] = await peek(countedBytes(input, { packed: 0, unpacked: 0 }, {}), 4);
  const kind = kindOf(start);
  if (kind !== "zip" && kind !== "parquet") return readText(rest, options);
  const access = await randomAccess(input, rest, UPLOAD_BYTES_MAX);
  return kind === "zip" ? readZip(access, options) : readParquet(access, options);
}

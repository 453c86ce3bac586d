import { type ByteProgress, textBytes } from "./bytes";
import { readCsv } from "./read-csv";
import { readJson } from "./read-json";
import { isMetrics, readLines } from "./read-lines";
import { type ReadContext, type Reading, type ReadOptions, wholeInput } from "./reading";
import { sources } from "./sources";
import { FileRefusal } from "./sources/refusal";
import { isStamped, withoutStamps } from "./stamped-lines";

const NEWLINE = 10;
const BLANK = 32;
const OBJECT = 123;
const ARRAY = 91;
const HEAD_BYTES = 64 * 1024;
/** A page of a report on one line can be long. */
const HEAD_BYTES_MAX = 64 * 1024 ** 2;

/** Reads text, plain or packed by gzip or zstd: CSV, JSON, lines of metrics. Throws FileRefusal as `readFile` does. */
export async function readText(input: AsyncIterable<Uint8Array>, options: ReadOptions): Promise<Reading> {
  const progress: ByteProgress = { packed: 0, unpacked: 0 };
  const bytes = textBytes(input, progress, options)[Symbol.asyncIterator]();
  try {
    const start = await headBytes(bytes);
    const code = start[visible(start)];
    if (code === undefined)
      throw new FileRefusal("empty-file", {
        reason: "The file is empty.",
        fix: "Export it again and upload the whole file.",
      });
    const context: ReadContext = {
      input: { start, rest: remaining(bytes) },
      progress,
      options,
      sources: options.sources ?? sources,
    };
    if (code === OBJECT || code === ARRAY) return await readJson(context);
    if (isStamped(start)) return await readJson(await unstampedContext(context));
    return await (isMetrics(start) ? readLines(context) : readCsv(context));
  } catch (error) {
    await bytes.return?.(undefined);
    throw error;
  }
}

/** The same input without the time that CloudWatch writes before the object of each line. */
async function unstampedContext(context: ReadContext): Promise<ReadContext> {
  const lines = withoutStamps(wholeInput(context))[Symbol.asyncIterator]();
  return { ...context, input: { start: await headBytes(lines), rest: remaining(lines) } };
}

/** Enough of the beginning to tell the format: a whole first line, unless it is longer than any. */
async function headBytes(bytes: AsyncIterator<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  let hasLine = false;
  while (size < HEAD_BYTES || (!hasLine && size < HEAD_BYTES_MAX)) {
    const next = await bytes.next();
    if (next.done) break;
    chunks.push(next.value);
    size += next.value.length;
    hasLine ||= next.value.includes(NEWLINE);
  }
  return Buffer.concat(chunks);
}

/** The position of the first byte that is not blank; the length if there is none. */
function visible(bytes: Buffer): number {
  const at = bytes.findIndex((byte) => byte > BLANK);
  return at < 0 ? bytes.length : at;
}

async function* remaining(bytes: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    for (;;) {
      const next = await bytes.next();
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await bytes.return?.(undefined);
  }
}

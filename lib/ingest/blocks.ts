import { FileRefusal } from "./sources/refusal";

const NEWLINE = 10;
const RETURN = 13;
/** No row or page is longer; a line without end would otherwise fill the memory. */
const LINE_BYTES_MAX = 64 * 1024 ** 2;

/** A piece of text that ends with a line break, except where it is the last. */
export type Block = { text: string; isLast: boolean };

/**
 * Cuts bytes into text at line breaks, so that no character and no line is torn. The last block may be empty. With
 * `atReturns` a return alone is a line break too, as old spreadsheets write it: for CSV, never for JSON.
 */
export async function* textBlocks(
  input: AsyncIterable<Buffer>,
  { atReturns = false }: { atReturns?: boolean } = {},
): AsyncGenerator<Block> {
  let carried: Buffer[] = [];
  let carriedBytes = 0;
  for await (const chunk of input) {
    const end = chunk.lastIndexOf(NEWLINE) + 1 || (atReturns ? lastReturnEnd(chunk) : 0);
    if (end === 0) {
      carried.push(chunk);
      carriedBytes += chunk.length;
      if (carriedBytes > LINE_BYTES_MAX) throw longLine();
      continue;
    }
    const whole = chunk.subarray(0, end);
    const block = carried.length === 0 ? whole : Buffer.concat([...carried, whole]);
    carried = end < chunk.length ? [chunk.subarray(end)] : [];
    carriedBytes = chunk.length - end;
    yield { text: block.toString("utf8"), isLast: false };
  }
  yield { text: Buffer.concat(carried).toString("utf8"), isLast: true };
}

/** Where the text up to the last return ends; one at the very end may be the first half of CRLF. */
const lastReturnEnd = (chunk: Buffer): number =>
  chunk.length < 2 ? 0 : chunk.lastIndexOf(RETURN, chunk.length - 2) + 1;

const longLine = (): FileRefusal =>
  new FileRefusal("too-large", {
    reason: `A line is longer than ${LINE_BYTES_MAX / 1024 ** 2} MB.`,
    fix: "Check that the file is a usage export; a JSON document must be one array or one page.",
  });

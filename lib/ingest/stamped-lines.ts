const NEWLINE = 10;
const BRACE = 123;
/** “2026-10-05T10:00:00.000Z {”: how CloudWatch Logs begins each line of an export to S3. */
const STAMP = /^\s*\d{4}-\d{2}-\d{2}T[\d:.]{8,12}Z?\s+\{/;
const STAMP_BYTES_MAX = 40;

/** True where a text begins with a time and then an object of JSON on the same line. */
export const isStamped = (start: Buffer): boolean =>
  STAMP.test(start.toString("latin1", 0, STAMP_BYTES_MAX + 8));

/**
 * Lines without the time before each: JSON lines, of as many lines as before. What does not begin so stays as it is, to
 * be rejected with its line.
 */
export async function* withoutStamps(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  /** The beginning of a line that is not all there yet. */
  let begun: Buffer = Buffer.alloc(0);
  let isInside = false;
  for await (const chunk of input) {
    const bytes = begun.length > 0 ? Buffer.concat([begun, chunk]) : chunk;
    begun = Buffer.alloc(0);
    const parts: Buffer[] = [];
    for (let at = 0; at < bytes.length; ) {
      const newline = bytes.indexOf(NEWLINE, at);
      const end = newline < 0 ? bytes.length : newline + 1;
      if (!isInside && newline < 0 && end - at < STAMP_BYTES_MAX) {
        begun = bytes.subarray(at);
        break;
      }
      parts.push(isInside ? bytes.subarray(at, end) : unstamped(bytes.subarray(at, end)));
      isInside = newline < 0;
      at = end;
    }
    if (parts.length > 0) yield Buffer.concat(parts);
  }
  if (begun.length > 0) yield unstamped(begun);
}

function unstamped(line: Buffer): Buffer {
  const brace = line.subarray(0, STAMP_BYTES_MAX).indexOf(BRACE);
  return brace > 0 && STAMP.test(line.toString("latin1", 0, brace + 1)) ? line.subarray(brace) : line;
}

import { once } from "node:events";
import { createGunzip } from "node:zlib";
import { FileRefusal } from "./sources/refusal";

/** How much one file may unpack to; a packed bomb is stopped by the ratio long before. */
export const UNPACKED_BYTES_MAX = 64 * 1024 ** 3;
const RATIO_MAX = 200;
const RATIO_FREE_BYTES = 64 * 1024 ** 2;
const GUNZIP_CHUNK = 64 * 1024;

export type ByteProgress = { packed: number; unpacked: number };
export type ByteOptions = Readonly<{
  signal?: AbortSignal | undefined;
  onBytes?: ((packed: number) => void) | undefined;
  unpackedBytesMax?: number | undefined;
}>;

/**
 * The file's text as UTF-8 bytes: gzip (several members, zero padding) unpacked, a byte order mark taken off, UTF-16
 * turned to UTF-8. `progress` is kept current. Throws FileRefusal where the container does not end cleanly.
 */
export async function* textBytes(
  input: AsyncIterable<Uint8Array>,
  progress: ByteProgress,
  options: ByteOptions,
): AsyncGenerator<Buffer> {
  const counted = countedBytes(input, progress, options);
  const [start, packed] = await peek(counted, 4);
  refuseForeign(start);
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  yield* withoutMark(isGzip ? gunzipped(packed, progress, options) : plain(packed, progress));
}

async function* countedBytes(
  input: AsyncIterable<Uint8Array>,
  progress: ByteProgress,
  { signal, onBytes }: ByteOptions,
): AsyncGenerator<Buffer> {
  for await (const chunk of input) {
    signal?.throwIfAborted();
    progress.packed += chunk.length;
    onBytes?.(progress.packed);
    if (chunk.length > 0) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
  }
}

async function* plain(input: AsyncIterable<Buffer>, progress: ByteProgress): AsyncGenerator<Buffer> {
  for await (const chunk of input) {
    progress.unpacked += chunk.length;
    yield chunk;
  }
}

/** The first bytes of a stream, at least `count` unless it is shorter, and the stream with them still in front. */
async function peek(input: AsyncIterable<Buffer>, count: number): Promise<[Buffer, AsyncGenerator<Buffer>]> {
  const iterator = input[Symbol.asyncIterator]();
  let start: Buffer = Buffer.alloc(0);
  while (start.length < count) {
    const next = await iterator.next();
    if (next.done) break;
    start = start.length === 0 ? next.value : Buffer.concat([start, next.value]);
  }
  const first = start;
  async function* whole(): AsyncGenerator<Buffer> {
    try {
      if (first.length > 0) yield first;
      for (;;) {
        const next = await iterator.next();
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.(undefined);
    }
  }
  return [first, whole()];
}

/** Containers known by their first bytes that are not read. */
function refuseForeign(start: Buffer): void {
  const text = start.toString("latin1", 0, 4);
  const kind =
    text === "PK\x03\x04"
      ? "a zip archive or an Excel workbook. Unpack it, or save the sheet as CSV,"
      : text === "PAR1"
        ? "a Parquet file. Export CSV or JSON"
        : text === "\x28\xb5\x2f\xfd"
          ? "packed with zstd. Unpack it, or pack it with gzip,"
          : text.startsWith("%PDF")
            ? "a PDF document. Export CSV or JSON"
            : null;
  if (kind)
    throw new FileRefusal("unknown-format", {
      reason: `The file is ${kind.slice(0, kind.indexOf(". "))}.`,
      fix: `${kind.slice(kind.indexOf(". ") + 2)} and upload that.`.replace(",  and", " and"),
    });
}

/**
 * Unpacks gzip. Node stops quietly at the first zero byte after a member, so what follows is checked here: zero padding
 * is fine, anything else refuses the file (ledger rule 21).
 */
async function* gunzipped(
  input: AsyncIterable<Buffer>,
  progress: ByteProgress,
  options: ByteOptions,
): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: GUNZIP_CHUNK });
  const fed = new Fed(gunzip);
  const pumped = fed.pump(input).catch((error: unknown) => {
    gunzip.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  const unpackedMax = options.unpackedBytesMax ?? UNPACKED_BYTES_MAX;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      progress.unpacked += chunk.length;
      refuseBomb(progress, unpackedMax);
      yield chunk;
    }
    await pumped;
  } catch (error) {
    throw error instanceof Error && "code" in error && String(error.code).startsWith("Z_")
      ? brokenGzip(error.message)
      : error;
  } finally {
    gunzip.destroy();
  }
  if (fed.failure) throw fed.failure;
  if (!fed.restIsZero()) throw brokenGzip("bytes follow the end of the packed data");
}

function refuseBomb({ packed, unpacked }: ByteProgress, unpackedMax: number): void {
  const isBomb = unpacked > RATIO_FREE_BYTES && unpacked > packed * RATIO_MAX;
  if (!isBomb && unpacked <= unpackedMax) return;
  throw new FileRefusal("too-large", {
    reason: isBomb
      ? `The file unpacks to more than ${RATIO_MAX} times its size, which no usage export does.`
      : `The file unpacks to more than ${unpackedMax} bytes.`,
    fix: "Split the export into shorter periods and upload those.",
  });
}

const brokenGzip = (detail: string): FileRefusal =>
  new FileRefusal("broken-container", {
    reason: `The gzip file is damaged or cut short (${detail}). Nothing of it was taken.`,
    fix: "Download or pack it again and upload the whole file.",
  });

/** Feeds the unpacker and keeps the last chunks, to know what it left unread. */
class Fed {
  failure: Error | null = null;
  private total = 0;
  private ended = false;
  private zeroTail = true;
  private recent: { end: number; chunk: Buffer }[] = [];
  private readonly gunzip: ReturnType<typeof createGunzip>;

  constructor(gunzip: ReturnType<typeof createGunzip>) {
    this.gunzip = gunzip;
    gunzip.once("end", () => {
      this.ended = true;
    });
  }

  async pump(input: AsyncIterable<Buffer>): Promise<void> {
    try {
      for await (const chunk of input) await this.feed(chunk);
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
    if (!this.ended && !this.gunzip.destroyed) this.gunzip.end();
  }

  private async feed(chunk: Buffer): Promise<void> {
    if (this.ended || this.gunzip.destroyed) {
      this.zeroTail &&= isZero(chunk);
      return;
    }
    this.total += chunk.length;
    this.recent.push({ end: this.total, chunk });
    const read = this.gunzip.bytesWritten;
    while (this.recent.length > 1 && (this.recent[0]?.end ?? 0) <= read) this.recent.shift();
    if (this.gunzip.write(chunk)) return;
    const stop = new AbortController();
    const wait = { signal: stop.signal };
    await Promise.race([once(this.gunzip, "drain", wait), once(this.gunzip, "close", wait)]).catch(
      () => undefined,
    );
    stop.abort();
  }

  restIsZero(): boolean {
    const read = this.gunzip.bytesWritten;
    return (
      this.zeroTail &&
      this.recent.every(({ end, chunk }) =>
        isZero(chunk.subarray(Math.max(0, chunk.length - Math.max(0, end - read)))),
      )
    );
  }
}

const isZero = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0);

/** Takes a byte order mark off; UTF-16 becomes UTF-8. */
async function* withoutMark(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const [start, whole] = await peek(input, 3);
  const utf16 =
    start[0] === 0xff && start[1] === 0xfe
      ? "utf-16le"
      : start[0] === 0xfe && start[1] === 0xff
        ? "utf-16be"
        : null;
  if (utf16) {
    const decoder = new TextDecoder(utf16);
    for await (const chunk of whole) yield Buffer.from(decoder.decode(chunk, { stream: true }), "utf8");
    yield Buffer.from(decoder.decode(), "utf8");
    return;
  }
  let skip = start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? 3 : 0;
  for await (const chunk of whole) {
    const rest = chunk.subarray(Math.min(skip, chunk.length));
    skip = Math.max(0, skip - chunk.length);
    if (rest.length > 0) yield rest;
  }
}

import { type ByteProgress, refuseBomb, UNPACKED_BYTES_MAX } from "./bounds";
import { gunzipped } from "./gunzip";
import { FileRefusal } from "./sources/refusal";
import { unzstd } from "./zstd";

export type { ByteProgress } from "./bounds";

export type ByteOptions = Readonly<{
  signal?: AbortSignal | undefined;
  onBytes?: ((packed: number) => void) | undefined;
  unpackedBytesMax?: number | undefined;
}>;

/**
 * The file's text as UTF-8 bytes: gzip and zstd (several members or frames, zero padding) unpacked, a byte order mark taken off, UTF-16
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
  const kind = kindOf(start);
  const unpacked = kind === "gzip" ? gunzipped(packed) : kind === "zstd" ? unzstd(packed) : null;
  yield* withoutMark(unpacked ? bounded(unpacked, progress, options) : plain(packed, progress));
}

/** The bytes of an input, counted as they are read; ends where the signal says so. */
export async function* countedBytes(
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
export async function peek(
  input: AsyncIterable<Buffer>,
  count: number,
): Promise<[Buffer, AsyncGenerator<Buffer>]> {
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

/** What the first four bytes say a file is. */
export function kindOf(start: Buffer): "zip" | "parquet" | "gzip" | "zstd" | "plain" {
  const text = start.toString("latin1", 0, 4);
  if (ZIP.has(text)) return "zip";
  if (text === "PAR1" || text === "PARE") return "parquet";
  if (start[0] === 0x1f && start[1] === 0x8b) return "gzip";
  const isSkippable = start.length >= 4 && (start.readUInt32LE(0) & 0xfffffff0) >>> 0 === 0x184d2a50;
  return text === "(\xb5/\xfd" || isSkippable ? "zstd" : "plain";
}

/** A file, none, and what tools write that may split an archive. */
const ZIP: ReadonlySet<string> = new Set(["PK\x03\x04", "PK\x05\x06", "PK\x07\x08"]);

function refuseForeign(start: Buffer): void {
  const kind = kindOf(start);
  if (kind === "zip" || kind === "parquet")
    throw new FileRefusal("unknown-format", {
      reason: `The file is ${kind === "zip" ? "a zip archive" : "a Parquet file"} inside another container.`,
      fix: "Unpack it once and upload that.",
    });
  if (start.toString("latin1", 0, 4) === "%PDF")
    throw new FileRefusal("unknown-format", {
      reason: "The file is a PDF document.",
      fix: "Export CSV or JSON and upload that.",
    });
}

async function* bounded(
  input: AsyncIterable<Buffer>,
  progress: ByteProgress,
  options: ByteOptions,
): AsyncGenerator<Buffer> {
  const unpackedMax = options.unpackedBytesMax ?? UNPACKED_BYTES_MAX;
  for await (const chunk of input) {
    progress.unpacked += chunk.length;
    refuseBomb(progress, unpackedMax);
    yield chunk;
  }
}

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

import { Decompress } from "fzstd";
import xxhash from "xxhash-wasm";
import { FileRefusal } from "./sources/refusal";

const FRAME = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const BLOCK_BYTES_MAX = 128 * 1024;
/** More than `zstd -19` makes; what is packed with `--long` or `--ultra` would need as much memory as it looks back. */
const WINDOW_BYTES_MAX = 32 * 1024 ** 2;

const xxh = xxhash();

type FrameHeader = { bytes: number; contentBytes: number | null; hasChecksum: boolean };

/**
 * Unpacks zstd: frames one after the other, skippable ones, zero padding. The frames are walked here, block by block, so
 * that their end, their length and their checksum are known to be right; the unpacker looks at none of them.
 * @throws FileRefusal where a frame is damaged, cut short, or needs a dictionary or too large a window
 */
export async function* unzstd(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const bytes = new Bytes(input);
  try {
    for (;;) {
      if (!(await bytes.has(1))) return;
      if (bytes.peek(1)[0] === 0) {
        if (!(await bytes.restIsZero())) throw brokenZstd("bytes follow the end of the packed data");
        return;
      }
      if (!(await bytes.has(8))) throw brokenZstd("unexpected end");
      const magic = bytes.peek(4).readUInt32LE(0);
      if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) await skip(bytes);
      else if (magic === FRAME) yield* frame(bytes);
      else throw brokenZstd("bytes follow the end of the packed data");
    }
  } finally {
    await bytes.close();
  }
}

const brokenZstd = (detail: string): FileRefusal =>
  new FileRefusal("broken-container", {
    reason: `The zstd file is damaged or cut short (${detail}). Nothing of it was taken.`,
    fix: "Download or pack it again and upload the whole file.",
  });

async function skip(bytes: Bytes): Promise<void> {
  for (let left = bytes.take(8).readUInt32LE(4); left > 0; ) {
    const length = Math.min(left, BLOCK_BYTES_MAX);
    if (!(await bytes.has(length))) throw brokenZstd("unexpected end");
    bytes.take(length);
    left -= length;
  }
}

async function* frame(bytes: Bytes): AsyncGenerator<Buffer> {
  const header = await headerOf(bytes);
  const hash = (await xxh).create64();
  const pieces: Buffer[] = [];
  const unpacker = new Decompress((piece) => {
    if (piece.length > 0) pieces.push(Buffer.from(piece));
  });
  let contentBytes = 0;
  feed(unpacker, bytes.take(header.bytes));
  for (let isLast = false; !isLast; ) {
    if (!(await bytes.has(3))) throw brokenZstd("unexpected end");
    const block = bytes.peek(3).readUIntLE(0, 3);
    isLast = (block & 1) === 1;
    const type = (block >> 1) & 3;
    const size = block >> 3;
    if (type === 3 || size > BLOCK_BYTES_MAX) throw brokenZstd("a block is no block");
    const length = 3 + (type === 1 ? 1 : size);
    if (!(await bytes.has(length))) throw brokenZstd("unexpected end");
    feed(unpacker, bytes.take(length));
    for (const piece of pieces.splice(0)) {
      contentBytes += piece.length;
      if (header.hasChecksum) hash.update(piece);
      yield piece;
    }
  }
  if (header.contentBytes !== null && header.contentBytes !== contentBytes)
    throw brokenZstd("its length is not what it says");
  if (!header.hasChecksum) return;
  if (!(await bytes.has(4))) throw brokenZstd("unexpected end");
  if (bytes.take(4).readUInt32LE(0) !== Number(hash.digest() & 0xffffffffn))
    throw brokenZstd("its checksum does not match");
}

function feed(unpacker: Decompress, chunk: Uint8Array): void {
  try {
    unpacker.push(chunk);
  } catch (error) {
    throw brokenZstd(error instanceof Error ? error.message : String(error));
  }
}

async function headerOf(bytes: Bytes): Promise<FrameHeader> {
  await bytes.has(18);
  const start = bytes.peek(18);
  const flags = start[4] ?? 0;
  const isSingle = (flags & 0x20) !== 0;
  const sizeFlag = flags >> 6;
  const dictionaryBytes = [0, 1, 2, 4][flags & 3] ?? 0;
  const contentSizeBytes = sizeFlag === 0 ? (isSingle ? 1 : 0) : 1 << sizeFlag;
  const at = 5 + (isSingle ? 0 : 1);
  const length = at + dictionaryBytes + contentSizeBytes;
  if (start.length < length) throw brokenZstd("unexpected end");
  if (start.subarray(at, at + dictionaryBytes).some((byte) => byte !== 0))
    throw new FileRefusal("broken-container", {
      reason: "The zstd file was packed with a dictionary, which is not part of it.",
      fix: "Pack it without one and upload that.",
    });
  const stated = numberAt(start, length - contentSizeBytes, contentSizeBytes);
  const contentBytes = contentSizeBytes === 0 ? null : stated + (contentSizeBytes === 2 ? 256 : 0);
  const descriptor = start[5] ?? 0;
  const base = 2 ** (10 + (descriptor >> 3));
  const window = isSingle ? (contentBytes ?? 0) : base + (base / 8) * (descriptor & 7);
  if (window > WINDOW_BYTES_MAX)
    throw new FileRefusal("too-large", {
      reason: `The zstd file looks back ${Math.ceil(window / 1024 ** 2)} MB; ${WINDOW_BYTES_MAX / 1024 ** 2} MB is the most.`,
      fix: "Pack it without --long and --ultra (zstd -19 at most) and upload that.",
    });
  return { bytes: length, contentBytes, hasChecksum: (flags & 4) !== 0 };
}

const numberAt = (bytes: Buffer, at: number, length: number): number =>
  length === 8 ? Number(bytes.readBigUInt64LE(at)) : length === 0 ? 0 : bytes.readUIntLE(at, length);

/** Takes bytes off a stream by number. */
class Bytes {
  private readonly input: AsyncIterator<Buffer>;
  private chunks: Buffer[] = [];
  private length = 0;

  constructor(input: AsyncIterable<Buffer>) {
    this.input = input[Symbol.asyncIterator]();
  }

  /** Reads on until there are this many; false where the stream ends before. */
  async has(count: number): Promise<boolean> {
    while (this.length < count) {
      const next = await this.input.next();
      if (next.done) return false;
      this.chunks.push(next.value);
      this.length += next.value.length;
    }
    return true;
  }

  /** The next bytes, as many as are there, which stay. */
  peek(count: number): Buffer {
    const [first = Buffer.alloc(0)] = this.chunks;
    if (first.length < count && this.chunks.length > 1) this.chunks = [Buffer.concat(this.chunks)];
    return (this.chunks[0] ?? first).subarray(0, count);
  }

  take(count: number): Buffer {
    const taken = this.peek(count);
    const [first = taken] = this.chunks;
    if (first.length > taken.length) this.chunks[0] = first.subarray(taken.length);
    else this.chunks.shift();
    this.length -= taken.length;
    return taken;
  }

  async restIsZero(): Promise<boolean> {
    for (;;) {
      if (this.take(this.length).some((byte) => byte !== 0)) return false;
      if (!(await this.has(1))) return true;
    }
  }

  async close(): Promise<void> {
    await this.input.return?.(undefined);
  }
}

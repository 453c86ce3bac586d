import { pipeline, Readable } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";
import { type ByteProgress, refuseBomb, UNPACKED_BYTES_MAX } from "./bounds";
import { type RandomAccess, rangeOf } from "./random-access";
import { FileRefusal } from "./sources/refusal";
import { shown } from "./sources/values";
import { brokenZip, dataStart, type ZipEntry } from "./zip-directory";
import { unzstd } from "./zstd";

const STORED = 0;
const DEFLATED = 8;
const ZSTD = 93;
const CHUNK = 64 * 1024;

/**
 * The bytes of one file of an archive, unpacked. Its length and checksum are held against the directory at its end.
 * @param onPacked told the number of packed bytes with each piece that is read
 * @throws FileRefusal
 */
export async function* zipMember(
  access: RandomAccess,
  entry: ZipEntry,
  {
    onPacked,
    unpackedBytesMax = UNPACKED_BYTES_MAX,
  }: { onPacked: (bytes: number) => void; unpackedBytesMax?: number | undefined },
): AsyncGenerator<Buffer> {
  const name = shown(entry.name);
  if (entry.isEncrypted)
    throw new FileRefusal("broken-container", {
      reason: `“${name}” in the archive is encrypted.`,
      fix: "Unpack it with its password and upload it as it is.",
    });
  const progress: ByteProgress = { packed: 0, unpacked: 0 };
  const start = await dataStart(access, entry);
  let crc = 0;
  for await (const chunk of unpacked(packed(), entry, progress)) {
    progress.unpacked += chunk.length;
    refuseBomb(progress, unpackedBytesMax);
    if (progress.unpacked > entry.bytes) throw brokenZip(`“${name}” is longer than the directory says`);
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (progress.unpacked !== entry.bytes) throw brokenZip(`“${name}” is shorter than the directory says`);
  if (crc !== entry.crc) throw brokenZip(`“${name}” does not match its checksum`);

  async function* packed(): AsyncGenerator<Buffer> {
    for await (const chunk of rangeOf(access, start, entry.packedBytes)) {
      progress.packed += chunk.length;
      onPacked(chunk.length);
      yield chunk;
    }
  }
}

function unpacked(
  packed: AsyncGenerator<Buffer>,
  entry: ZipEntry,
  progress: ByteProgress,
): AsyncIterable<Buffer> {
  if (entry.method === STORED) return packed;
  if (entry.method === DEFLATED) return inflated(packed, entry, progress);
  if (entry.method === ZSTD) return unzstd(packed);
  throw new FileRefusal("broken-container", {
    reason: `“${shown(entry.name)}” is packed by a method that is not read (number ${entry.method}).`,
    fix: "Pack it as an ordinary zip archive (deflate) and upload that.",
  });
}

async function* inflated(
  packed: AsyncGenerator<Buffer>,
  entry: ZipEntry,
  progress: ByteProgress,
): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw({ chunkSize: CHUNK });
  const input = Readable.from(packed, { objectMode: true, highWaterMark: 1 });
  pipeline(input, inflate, () => {});
  try {
    for await (const chunk of inflate as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    throw error instanceof Error && "code" in error && String(error.code).startsWith("Z_")
      ? brokenZip(`“${shown(entry.name)}”: ${error.message}`)
      : error;
  } finally {
    inflate.destroy();
    input.destroy();
  }
  if (inflate.bytesWritten !== progress.packed || progress.packed !== entry.packedBytes)
    throw brokenZip(`bytes follow the end of “${shown(entry.name)}”`);
}

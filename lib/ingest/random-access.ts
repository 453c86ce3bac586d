import { randomUUID } from "node:crypto";
import { ReadStream } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileRefusal } from "./sources/refusal";

const CHUNK = 256 * 1024;

/** Bytes that can be read from any place, as archives and Parquet need it. */
export type RandomAccess = Readonly<{
  size: number;
  /** As many bytes as there are from here on, at most `length`. */
  read(from: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}>;

/**
 * Random access to an input: a stream of a whole file of our own disk is opened again by its path; anything else is
 * spooled to a temporary file of a random name, which has no name any more once it is open.
 * @param rest the stream from its beginning; it is read or ended here
 * @throws FileRefusal where more than `bytesMax` bytes come
 */
export async function randomAccess(
  input: AsyncIterable<Uint8Array>,
  rest: AsyncGenerator<Buffer>,
  bytesMax: number,
): Promise<RandomAccess> {
  if (
    !(input instanceof ReadStream) ||
    typeof input.path !== "string" ||
    ("start" in input && input.start !== undefined)
  )
    return spooled(rest, bytesMax);
  await rest.return(undefined);
  return accessOf(await open(input.path, "r"));
}

/** Random access to what a stream brings, through a temporary file. */
export async function spooled(input: AsyncIterable<Buffer>, bytesMax: number): Promise<RandomAccess> {
  const path = join(tmpdir(), `costcurve-${randomUUID()}`);
  const file = await open(path, "wx+", 0o600);
  try {
    // Its bytes live until it is closed, whatever becomes of the process.
    await rm(path);
    let size = 0;
    for await (const chunk of input) {
      size += chunk.length;
      if (size > bytesMax)
        throw new FileRefusal("too-large", {
          reason: `The file is larger than ${bytesMax} bytes.`,
          fix: "Split the export into shorter periods and upload those.",
        });
      await file.writeFile(chunk);
    }
    return await accessOf(file);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function accessOf(file: FileHandle): Promise<RandomAccess> {
  const { size } = await file.stat();
  let isOpen = true;
  return {
    size,
    async read(from, length) {
      const buffer = Buffer.allocUnsafeSlow(Math.max(0, Math.min(length, size - from)));
      let filled = 0;
      while (filled < buffer.length) {
        const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, from + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await file.close();
    },
  };
}

/** The bytes of a range, piece by piece. */
export async function* rangeOf(access: RandomAccess, from: number, length: number): AsyncGenerator<Buffer> {
  for (let at = from; at < from + length; at += CHUNK)
    yield await access.read(at, Math.min(CHUNK, from + length - at));
}

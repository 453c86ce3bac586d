import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { UserError } from "@/lib/commands/errors";

/**
 * A request's body, held in memory.
 * @throws UserError too_large (413) with `fix` as soon as it exceeds `bytesMax`.
 */
export async function bodyUpTo(request: Request, bytesMax: number, fix: string): Promise<Buffer> {
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) throw tooLarge(bytesMax, fix);
  if (!request.body) return Buffer.alloc(0);
  return bytesUpTo(Readable.fromWeb(request.body as ReadableStream<Uint8Array>), bytesMax, fix);
}

/** The same for any stream of bytes. */
export async function bytesUpTo(input: Readable, bytesMax: number, fix: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of input as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw tooLarge(bytesMax, fix);
    chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
  }
  return Buffer.concat(chunks);
}

const tooLarge = (bytesMax: number, fix: string): UserError =>
  new UserError({
    code: "too_large",
    message: `The body is larger than ${bytesMax / 1024 ** 2} MB; nothing of it was kept.`,
    fix,
    status: 413,
  });

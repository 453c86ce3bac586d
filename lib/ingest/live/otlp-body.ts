import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { createGunzip } from "node:zlib";
import { UserError } from "@/lib/commands/errors";
import { requestOf } from "./otlp-protobuf";

export type Encoding = "json" | "protobuf";

/** More than a Collector sends at once by default, and little enough to be held in memory several times. */
export const OTLP_BYTES_MAX = 16 * 1024 ** 2;
const UNPACKED_BYTES_MAX = 64 * 1024 ** 2;

/** The encoding of a request, which is also that of its answer; null where it is neither of the two. */
export function encodingOf(request: Request): Encoding | null {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type === "application/json") return "json";
  return type === "application/x-protobuf" || type === "application/protobuf" ? "protobuf" : null;
}

/**
 * The export request in a body, unpacked, as the objects of OTLP's JSON.
 * @throws UserError 400 (not to be read; sending it again changes nothing), 413, 415.
 */
export async function exportRequest(request: Request, encoding: Encoding): Promise<Record<string, unknown>> {
  const bytes = await bodyBytes(request);
  const value = parse(bytes, encoding);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw unreadable("The body is no export request: an object with resourceSpans is expected.");
  return value as Record<string, unknown>;
}

function parse(bytes: Buffer, encoding: Encoding): unknown {
  try {
    return encoding === "json" ? JSON.parse(bytes.toString("utf8")) : requestOf(bytes);
  } catch {
    throw unreadable(
      encoding === "json" ? "The body is not JSON." : "The body is no ExportTraceServiceRequest in protobuf.",
    );
  }
}

async function bodyBytes(request: Request): Promise<Buffer> {
  const packing = (request.headers.get("content-encoding") ?? "identity").trim().toLowerCase();
  if (packing !== "gzip" && packing !== "identity" && packing !== "")
    throw new UserError({
      code: "unsupported",
      message: `The body is packed with “${packing.slice(0, 40)}”.`,
      fix: "Use gzip, or no compression.",
      status: 415,
    });
  if (!request.body) return Buffer.alloc(0);
  const packed = await collected(
    Readable.fromWeb(request.body as ReadableStream<Uint8Array>),
    OTLP_BYTES_MAX,
  );
  if (packing !== "gzip") return packed;
  const gunzip = createGunzip();
  gunzip.end(packed);
  try {
    return await collected(gunzip, UNPACKED_BYTES_MAX);
  } catch (error) {
    throw error instanceof UserError ? error : unreadable("The body is not gzip, or is cut short.");
  }
}

async function collected(input: Readable, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of input as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw tooLarge(bytesMax);
    chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
  }
  return Buffer.concat(chunks);
}

const tooLarge = (bytesMax: number): UserError =>
  new UserError({
    code: "too_large",
    message: `The request is larger than ${bytesMax / 1024 ** 2} MB${bytesMax === UNPACKED_BYTES_MAX ? " unpacked" : ""}.`,
    fix: "Send fewer spans at once, for example with max_export_batch_size or the Collector's batch processor.",
    status: 413,
  });

const unreadable = (message: string): UserError =>
  new UserError({ code: "unreadable", message, fix: "Send OTLP as JSON or protobuf.", status: 400 });

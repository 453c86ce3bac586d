import { createGunzip } from "node:zlib";
import { UserError } from "@/lib/commands/errors";
import { bodyUpTo, bytesUpTo } from "./limited-body";
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
  const packed = await bodyUpTo(request, OTLP_BYTES_MAX, SEND_LESS);
  if (packing !== "gzip") return packed;
  const gunzip = createGunzip();
  gunzip.end(packed);
  try {
    return await bytesUpTo(gunzip, UNPACKED_BYTES_MAX, SEND_LESS);
  } catch (error) {
    throw error instanceof UserError ? error : unreadable("The body is not gzip, or is cut short.");
  }
}

const SEND_LESS =
  "Send fewer spans at once, for example with max_export_batch_size or the Collector's batch processor.";

const unreadable = (message: string): UserError =>
  new UserError({ code: "unreadable", message, fix: "Send OTLP as JSON or protobuf.", status: 400 });

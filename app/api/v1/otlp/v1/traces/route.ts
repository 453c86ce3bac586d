import { actorWhoMay, failureOf, PRIVATE_HEADERS } from "@/lib/auth";
import { parseInput } from "@/lib/commands/command";
import { UserError } from "@/lib/commands/errors";
import { type Encoding, encodingOf, exportRequest } from "@/lib/ingest/live/otlp-body";
import { type Partial, responseBytes, statusBytes } from "@/lib/ingest/live/otlp-protobuf";
import { receiveSpans } from "@/lib/ingest/live/otlp-receive";
import { spansQuery } from "@/lib/reports/otlp-schemas";

export const dynamic = "force-dynamic";

const RETRY_SECONDS = 10;
const TYPES: Record<Encoding, string> = { json: "application/json", protobuf: "application/x-protobuf" };
/** google.rpc.Code by status: an exporter may read either. */
const CODES: Readonly<Record<number, number>> = { 400: 3, 401: 16, 403: 7, 413: 8, 415: 3, 429: 8, 503: 14 };

/** OTLP over HTTP: spans in, told in the encoding they came in. */
export async function POST(request: Request): Promise<Response> {
  const encoding = encodingOf(request);
  try {
    const actor = await actorWhoMay(request, "import:create");
    if (encoding === null)
      throw new UserError({
        code: "unsupported",
        message: "The Content-Type is neither application/x-protobuf nor application/json.",
        fix: "Send OTLP over HTTP: http/protobuf or http/json.",
        status: 415,
      });
    const query = parseInput(spansQuery, Object.fromEntries(new URL(request.url).searchParams));
    const partial = await receiveSpans(actor, await exportRequest(request, encoding), query);
    return answer(encoding, { status: 200, json: successOf(partial), bytes: responseBytes(partial) });
  } catch (error) {
    return refused(encoding ?? "json", error);
  }
}

/** 64-bit integers are text in protobuf's JSON. */
const successOf = (partial: Partial | null): object =>
  partial === null
    ? {}
    : {
        partialSuccess: {
          rejectedSpans: String(partial.rejectedSpans),
          errorMessage: partial.errorMessage,
        },
      };

/** A google.rpc.Status. An exporter gives up at 4xx, and comes back after 503. */
function refused(encoding: Encoding, error: unknown): Response {
  const failure = failureOf(error, "/api/v1/otlp/v1/traces");
  // What fails on our side may well succeed later, and a span has its key: it counts once.
  const status = failure.status === 500 ? 503 : failure.status;
  const message = `${failure.message} ${failure.fix}`.trim();
  const code = CODES[status] ?? 2;
  const out = answer(encoding, { status, json: { code, message }, bytes: statusBytes(code, message) });
  if (status === 503) out.headers.set("retry-after", String(RETRY_SECONDS));
  if (status === 401) out.headers.set("www-authenticate", 'Bearer realm="Costcurve"');
  return out;
}

const answer = (
  encoding: Encoding,
  { status, json, bytes }: { status: number; json: object; bytes: Uint8Array },
): Response =>
  new Response(encoding === "json" ? JSON.stringify(json) : new Uint8Array(bytes), {
    status,
    headers: { ...PRIVATE_HEADERS, "content-type": TYPES[encoding] },
  });

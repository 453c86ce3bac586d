import type { Actor } from "@/lib/access/actor";
import { log } from "@/lib/auth/log";
import { UserError } from "@/lib/commands/errors";
import { readFile } from "../read";
import { keptOf } from "../sources/otlp-kept";
import { gather, isCrowded } from "./gather";
import type { Partial } from "./otlp-protobuf";

const RETRY_MESSAGE = "The spans could not be put on the disk. Nothing of the request was kept.";

/** Whose usage it is where the spans do not say, and which counts where the same usage is here in another form. */
export type SpanOptions = Readonly<{ account?: string | undefined; overlap: "keep" | "replace" }>;

/**
 * Takes one export request: what is read of it is on the disk when this resolves, and gets into the ledger with the
 * requests around it. A span sent again has its key again, and counts once.
 * @returns what was not taken, null where all was (formats §10). Rejected spans are listed with the import.
 * @throws UserError 503 where the exporter should come back.
 */
export async function receiveSpans(
  actor: Actor,
  request: Record<string, unknown>,
  { account, overlap }: SpanOptions,
): Promise<Partial | null> {
  if (isCrowded()) throw busy("More spans are coming in than the disk takes.");
  const kept = keptOf(request);
  if (kept === null) return null;
  const line = JSON.stringify(kept);
  const { calls, problems } = await readingOf(line);
  if (calls + problems.length === 0) return null;
  const destination = { organizationId: actor.organizationId, account: account ?? null, overlap };
  await gather(destination, line).catch((error: unknown) => {
    log().error({ err: error }, "spans not kept");
    throw busy(RETRY_MESSAGE);
  });
  const [first] = problems;
  if (first === undefined) return null;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  return { rejectedSpans: problems.length, errorMessage: `${first}${more}` };
}

/** What the import will make of a line: how many calls count, and why spans are rejected. */
async function readingOf(line: string): Promise<{ calls: number; problems: string[] }> {
  const problems: string[] = [];
  let calls = 0;
  const reading = await readFile(once(Buffer.from(line)), { now: Date.now(), as: "otlp-traces" });
  for await (const { records } of reading.batches)
    for (const record of records) {
      if (record.kind === "rejection") problems.push(`${record.path ?? ""}: ${record.reason}`);
      else calls += 1;
    }
  return { calls, problems };
}

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const busy = (message: string): UserError =>
  new UserError({ code: "busy", message, fix: "Send the request again later.", status: 503 });

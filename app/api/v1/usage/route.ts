import { route } from "@/lib/auth";
import { parseInput } from "@/lib/commands/command";
import { bodyUpTo } from "@/lib/ingest/live/limited-body";
import { usageQuery } from "@/lib/reports/api-schemas";
import { receiveImport } from "../receive";

export const dynamic = "force-dynamic";

const BYTES_MAX = 16 * 1024 ** 2;
const SEND_FILE = "Send less at once, or send it as a file to POST /api/v1/imports, which takes 8 GB.";

/** Rows of Costcurve's own form: a JSON array, JSON lines or a CSV. They take the path of every file. */
export const POST = route({ needs: "import:create" }, async ({ actor, request }) => {
  const { account, overlap, wait } = parseInput(
    usageQuery,
    Object.fromEntries(new URL(request.url).searchParams),
  );
  const body = await bodyUpTo(request, BYTES_MAX, SEND_FILE);
  const { url, method, headers } = request;
  const held = new Request(url, {
    method,
    headers,
    ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
  });
  return receiveImport(actor, held, {
    fileName: `api-usage.${endingOf(body)}`,
    as: "costcurve-usage",
    account,
    overlap,
    waitSeconds: wait,
  });
});

/** For people only, who may want to open it: the format is told from the content. */
function endingOf(body: Buffer): string {
  if (body[0] === 0x1f && body[1] === 0x8b) return "gz";
  const first = body.toString("utf8", 0, 200).trimStart();
  if (first.startsWith("[")) return "json";
  return first.startsWith("{") ? "jsonl" : "csv";
}

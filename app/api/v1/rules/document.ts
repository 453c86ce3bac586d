import { invalidInput } from "@/lib/commands/errors";
import { bodyUpTo } from "@/lib/ingest/live/limited-body";

const BYTES_MAX = 8 * 1024 ** 2;

/** The rules document in a request's body. @throws UserError where it is not JSON or larger than 8 MB */
export async function documentOf(request: Request): Promise<unknown> {
  const body = await bodyUpTo(request, BYTES_MAX, "A set of rules has at most 8 MB.");
  try {
    return JSON.parse(body.toString("utf8").replace(/^\uFEFF/, ""));
  } catch (error) {
    const detail = error instanceof Error ? error.message : "";
    throw invalidInput(`The body is not JSON: ${detail}.`, "Send {“products”: […], “rules”: […]}.");
  }
}

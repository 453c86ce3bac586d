import { jsonAnswer } from "@/lib/auth";
import { isReady } from "@/lib/db/ready";

export const dynamic = "force-dynamic";

/** The database answers and holds our tables: requests can be served. */
export async function GET(): Promise<Response> {
  return (await isReady())
    ? jsonAnswer({ status: "ready" }, 200)
    : jsonAnswer({ status: "unavailable", reason: "The database does not answer." }, 503);
}

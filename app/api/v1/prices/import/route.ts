import { route } from "@/lib/auth";
import { importPrices } from "@/lib/commands/import-prices";
import { bodyUpTo } from "@/lib/ingest/live/limited-body";

export const dynamic = "force-dynamic";

const BYTES_MAX = 5 * 1024 ** 2;

/** A CSV of own prices, all of it or nothing. */
export const POST = route({ needs: "price:write" }, async ({ actor, request }) => {
  const body = await bodyUpTo(request, BYTES_MAX, "No price list is that long; send less at once.");
  return importPrices(actor, { text: body.toString("utf8") });
});

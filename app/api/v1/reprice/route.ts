import { route } from "@/lib/auth";
import { reprice } from "@/lib/commands/reprice";
import { repriceBody } from "@/lib/reports/price-schemas";
import { repriceList } from "@/lib/reports/reprices";

export const dynamic = "force-dynamic";

/** The re-prices that were applied, latest first. */
export const GET = route({ needs: "report:read" }, async ({ actor }) => ({
  reprices: await repriceList(actor),
}));

/** Says what pricing some days again would change, and with `apply` does it. */
export const POST = route({ needs: "price:write", input: repriceBody }, ({ actor, input }) =>
  reprice(actor, input),
);

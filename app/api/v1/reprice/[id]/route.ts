import { route } from "@/lib/auth";
import { repriceOne } from "@/lib/reports/reprices";

export const dynamic = "force-dynamic";

/** One re-price, whatever became of it. */
export const GET = route({ needs: "report:read" }, ({ actor, params }) => repriceOne(actor, params.id ?? ""));

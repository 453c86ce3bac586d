import { route } from "@/lib/auth";
import { undoReprice } from "@/lib/commands/reprice";

export const dynamic = "force-dynamic";

/** Puts the prices back that a re-price replaced. */
export const POST = route({ needs: "price:write" }, ({ actor, params }) =>
  undoReprice(actor, { id: params.id ?? "" }),
);

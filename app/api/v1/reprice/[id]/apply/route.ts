import { route } from "@/lib/auth";
import { applyReprice } from "@/lib/commands/reprice";

export const dynamic = "force-dynamic";

/** Applies what was looked at, if it would still do that. */
export const POST = route({ needs: "price:write" }, ({ actor, params }) =>
  applyReprice(actor, { id: params.id ?? "" }),
);

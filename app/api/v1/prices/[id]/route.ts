import { route } from "@/lib/auth";
import { removePrice } from "@/lib/commands/enter-prices";

export const dynamic = "force-dynamic";

/** Takes an own entry out of the book; it stays on record. */
export const DELETE = route({ needs: "price:write" }, ({ actor, params }) =>
  removePrice(actor, { id: params.id ?? "" }),
);

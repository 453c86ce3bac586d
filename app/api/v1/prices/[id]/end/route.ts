import { route } from "@/lib/auth";
import { endPrice } from "@/lib/commands/enter-prices";
import { endBody } from "@/lib/reports/price-schemas";

export const dynamic = "force-dynamic";

/** Gives an own entry its last day. */
export const POST = route({ needs: "price:write", input: endBody }, ({ actor, params, input }) =>
  endPrice(actor, { id: params.id ?? "", to: input.to }),
);

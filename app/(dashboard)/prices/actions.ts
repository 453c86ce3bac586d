"use server";

import { action, signedInAction } from "@/lib/auth/action";
import { endPrice as endPriceCommand, removePrice as removePriceCommand } from "@/lib/commands/enter-prices";
import { enterPriceForm } from "@/lib/commands/price-form";
import {
  applyReprice as applyRepriceCommand,
  reprice,
  undoReprice as undoRepriceCommand,
} from "@/lib/commands/reprice";

export const savePrices = signedInAction("prices.enter", enterPriceForm);
export const endPrice = action(endPriceCommand);
export const removePrice = action(removePriceCommand);
export const lookAtReprice = action(reprice);
export const applyReprice = action(applyRepriceCommand);
export const undoReprice = action(undoRepriceCommand);

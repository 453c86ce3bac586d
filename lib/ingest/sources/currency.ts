import type { Row } from "./row";
import { shown } from "./values";

/** The currency a cell names, by its code; USD where the cell is empty. */
export function currencyOf(row: Row, field: number): string {
  const code = (row.text(field) ?? "USD").toUpperCase();
  if (!/^[A-Z]{3}$/.test(code))
    throw row.problem(field, `“${shown(code)}” is not a currency. Write its code, like EUR or JPY.`);
  return code;
}

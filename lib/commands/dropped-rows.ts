import { conflict } from "./errors";

/**
 * An import some of whose rows were dropped, being older than the organization keeps them, stands as it is: which figures
 * rest on it, row by row, is no longer known.
 * @throws UserError rows_dropped (409)
 */
export function refuseDropped(importId: number, rows: bigint, deed: "taken out" | "brought back"): void {
  if (rows === 0n) return;
  throw conflict(
    "rows_dropped",
    `${rows === 1n ? "1 row" : `${rows} rows`} of import ${importId}, or behind it, ${rows === 1n ? "is" : "are"} no longer kept: it cannot be ${deed} exactly.`,
    "Its figures stay as they are. How long rows are kept is chosen in Settings; what is gone cannot be brought back.",
  );
}

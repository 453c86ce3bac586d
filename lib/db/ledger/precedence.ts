import { sources } from "@/lib/ingest/sources";
import { type Sql, sql } from "../sql";

const formats = (repeats: string) => sources.filter((s) => s.repeats === repeats).map(({ id }) => id);
const FIRST = formats("first");
const FULLEST = formats("most-output");

/**
 * The order in which rows of one key count, the one that counts first (ledger rule 13): of reports the latest commit, of
 * logs the first, of sessions the fullest answer. `i` names the row's import, `s` the row; what is being committed is later
 * than all.
 */
const PRECEDENCE: Sql = sql`case when i.format = any(${FULLEST}::text[]) then -s.output_tokens else 0 end,
  case when i.format = any(${FIRST}::text[]) then extract(epoch from coalesce(i.committed_at, 'infinity')) else -extract(epoch from coalesce(i.committed_at, 'infinity')) end,
  case when i.format = any(${FIRST}::text[]) then i.id else -i.id end`;

/** The same, and among rows of one import the line that counts first. */
export const PRECEDENCE_OF_LINES: Sql = sql`${PRECEDENCE},
  case when i.format = any(${FIRST}::text[]) then s.line else -s.line end`;

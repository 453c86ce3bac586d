import type { Mapping } from "./mapping";
import { type UsageField, usageFields } from "./usage-row";

/** Words a column's name may consist of, by field; compared without case and separators. The first fit wins. */
const NAMES: Readonly<Record<UsageField, readonly string[]>> = {
  id: ["id", "requestid", "generationid", "traceid", "callid", "eventid", "responseid"],
  timestamp: [
    "timestamp",
    "time",
    "when",
    "date",
    "datetime",
    "createdat",
    "created",
    "starttime",
    "day",
    "requestedat",
    "occurredat",
    "ts",
  ],
  provider: ["provider", "vendor", "providername"],
  model: ["model", "modelname", "modelid", "modelslug", "engine", "deployment"],
  requests: ["requests", "numrequests", "requestcount", "calls", "nummodelrequests"],
  input_tokens: [
    "inputtokens",
    "prompttokens",
    "tokensprompt",
    "tokensin",
    "intokens",
    "prompt",
    "input",
    "tokensinput",
  ],
  cache_read_tokens: [
    "cachereadtokens",
    "cachedtokens",
    "inputcachedtokens",
    "tokenscached",
    "cacheread",
    "cachedinputtokens",
    "cachereadinputtokens",
    "promptcachedtokens",
  ],
  cache_write_5m_tokens: [
    "cachewrite5mtokens",
    "cachewritetokens",
    "cachecreationtokens",
    "cachecreationinputtokens",
    "cachewrite",
  ],
  cache_write_1h_tokens: ["cachewrite1htokens", "cachewrite1h"],
  output_tokens: [
    "outputtokens",
    "completiontokens",
    "tokenscompletion",
    "tokensout",
    "outtokens",
    "completion",
    "output",
    "tokensoutput",
  ],
  reasoning_tokens: ["reasoningtokens", "tokensreasoning", "reasoning", "thinkingtokens", "thoughtstokens"],
  service_tier: ["servicetier", "tier"],
  geography: ["geography", "region", "inferencegeo"],
  account: ["account", "accountid", "organization", "organizationid", "orgid"],
  project: ["project", "projectid", "projectname"],
  workspace: ["workspace", "workspaceid"],
  api_key: ["apikey", "apikeyid", "keyid", "keyname", "apikeyname"],
  user: ["user", "userid", "useremail", "email"],
  customer: ["customer", "customerid", "client", "tenant", "enduser"],
  feature: ["feature", "usecase", "app", "appname", "application"],
  environment: ["environment", "env", "stage"],
  cost: ["cost", "costusd", "totalcost", "spend", "amount", "price", "usd", "costcents"],
  currency: ["currency", "currencycode"],
  latency_ms: ["latencyms", "latency", "durationms", "generationtimems", "responsetimems"],
  ttft_ms: ["ttftms", "ttft", "timetofirsttokenms", "timetofirsttoken"],
  status: ["status", "finishreason", "state"],
};

/** What a mapping form starts from: the fields whose columns the header's names give away, to be confirmed by a person. */
export type SuggestedMapping = Pick<Mapping, "columns" | "tags" | "moneyUnit">;

/** Guesses from header names only; each column serves one field at most. */
export function suggestMapping(header: readonly string[]): SuggestedMapping {
  const columns: Partial<Record<UsageField, string>> = {};
  const taken = new Set<string>();
  const plain = header.map((name) => ({
    name: name.trim(),
    plain: name.toLowerCase().replace(/[^a-z0-9]/g, ""),
  }));
  for (const field of usageFields) {
    const found = NAMES[field]
      .map((word) => plain.find((column) => column.plain === word && !taken.has(column.name)))
      .find((column) => column !== undefined);
    if (!found) continue;
    columns[field] = found.name;
    taken.add(found.name);
  }
  const tags: Record<string, string> = {};
  for (const { name } of plain) if (/^tag\../.test(name)) tags[name.slice(4)] = name;
  return { columns, tags, moneyUnit: /cents/i.test(columns.cost ?? "") ? "cents" : "usd" };
}

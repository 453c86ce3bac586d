import { allocatorOf, parseRules, type RuleSet } from "@/lib/allocation";
import type { Dimensions } from "@/lib/ingest/records";
import { median, tell } from "./measure";

/**
 * What asking 500 rules of 10,000 scopes takes of the processor: equal values, lists, beginnings, patterns, tags, dates,
 * and some that ask for the model too.
 *
 * COSTCURVE_BENCH_ROUNDS (9) makes it shorter or longer.
 */
const ROUNDS = Number(process.env.COSTCURVE_BENCH_ROUNDS ?? 9);
const SCOPES = 10_000;
const RULES = 500;

const scopes = Array.from(
  { length: SCOPES },
  (_, at): Dimensions => ({
    account: "acme",
    project: `project-${at % 400}`,
    workspace: at % 3 === 0 ? null : `workspace-${at % 50}`,
    apiKey: `key-${at % 1_000}`,
    user: at % 2 === 0 ? `user-${at % 3_000}` : null,
    customer: `customer-${at}`,
    feature: at % 5 === 0 ? null : `feature-${at % 90}`,
    environment: at % 7 === 0 ? "staging" : "production",
    tags: at % 4 === 0 ? { team: `team-${at % 60}` } : {},
  }),
);
const skus = ["gpt-5", "gpt-5-mini", "claude-sonnet-4-5"].map((model) => ({ provider: "any", model }));

function conditionsAt(at: number): object {
  const kinds = [
    { project: `project-${at}` },
    { project: `project-${at}`, environment: "production" },
    { api_key: [`key-${at}`, `key-${at + 1}`, `key-${at + 2}`] },
    { customer: { startsWith: `customer-${at}1` } },
    { feature: { matches: `-${at % 90}$` }, workspace: `workspace-${at % 50}` },
    { "tag.team": `team-${at % 60}`, environment: "production" },
    { customer: { matches: `^customer-${at}[0-4]` } },
    { project: `project-${at}`, model: { startsWith: "gpt-5" } },
    { user: [`user-${at * 2}`, { startsWith: `user-${at}7` }] },
    { workspace: null, environment: "staging", feature: `feature-${at % 90}` },
  ];
  return kinds[at % kinds.length] ?? {};
}

function ruleSet(): RuleSet {
  const rules = Array.from({ length: RULES }, (_, at) => ({
    when: conditionsAt(at),
    product: `product-${at % 40}`,
    ...(at % 6 === 0 ? { from: "2026-03-01" } : {}),
  }));
  const parsed = parseRules({ products: Array.from({ length: 40 }, (_, at) => `product-${at}`), rules });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems.slice(0, 3)));
  return parsed.value;
}

const set = ruleSet();
const seconds: number[] = [];
let decided = 0;
for (let round = 0; round < ROUNDS; round += 1) {
  const began = process.cpuUsage();
  const allocator = allocatorOf(set);
  decided = 0;
  for (const scope of scopes) {
    const asked = allocator.asksSku(scope) ? skus : [null];
    for (const sku of asked)
      decided += allocator.stretchesOf(scope, sku).some(({ rule }) => rule !== null) ? 1 : 0;
  }
  const { user, system } = process.cpuUsage(began);
  seconds.push((user + system) / 1e6);
}
tell("rules.seconds", median(seconds), `s of processor, ${SCOPES} scopes by ${RULES} rules (target < 1)`);
tell("rules.decided", decided, "scopes and models that a rule decides");

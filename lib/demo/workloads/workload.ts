import type { DemoProvider, Product } from "../company";

export type Rhythm = "support" | "coding" | "nightly" | "voice" | "research" | "lab";

/** What one request looks like: tokens in and out, and shares of the input read from or written to the cache. */
export type Shape = Readonly<{
  input: number;
  output: number;
  read: number;
  write5m: number;
  write1h: number;
  /** Share of the output that is reasoning; null where the source does not say. */
  reasoning: number | null;
}>;

/** One steady stream of requests: one scope, one purpose, a model that may change over the year. */
export type Workload = Readonly<{
  id: string;
  provider: DemoProvider;
  product: Product | null;
  project: string | null;
  workspace: string | null;
  apiKey: string | null;
  customer: string | null;
  feature: string | null;
  environment: string | null;
  team: string | null;
  /** In order of time; each replaces the one before within ten days. A first `from` of null is "always". */
  models: readonly Readonly<{ from: string | null; model: string }>[];
  batch: boolean;
  /** Size in the last complete month: dollars at that month's list prices, or requests for a model without one. */
  monthly: Readonly<{ dollars: number } | { requests: number }>;
  /** Change per month: 0.04 is 4 %. */
  growth: number;
  rhythm: Rhythm;
  shape: Shape;
  /** The share read from cache once the prompt begins with a timestamp. */
  regressedRead: number | null;
  /** One row per request instead of per hour. */
  perRequest: boolean;
}>;

/** Tokens in and out, then the shares read and written (5 minutes, 1 hour). */
export const shape = (input: number, output: number, read = 0, write5m = 0, write1h = 0): Shape => ({
  input,
  output,
  read,
  write5m,
  write1h,
  reasoning: null,
});
/** An Azure conversation trace's mean turn; an agent's step with its long, mostly cached context. */
export const CHAT = shape(1155, 211, 0.38, 0.14);
export const AGENT = shape(12_000, 343, 0.87, 0.07);
const GROWTH = 0.04;

type Given = Pick<Workload, "id" | "provider" | "product" | "monthly" | "rhythm" | "shape"> &
  Partial<Omit<Workload, "models">> & { model: string | Workload["models"] };

/** A stream with everything it does not say left out. */
export const workload = ({ model, ...given }: Given): Workload => ({
  project: null,
  workspace: null,
  apiKey: null,
  customer: null,
  feature: null,
  environment: null,
  team: null,
  batch: false,
  growth: GROWTH,
  regressedRead: null,
  perRequest: false,
  ...given,
  models: typeof model === "string" ? [{ from: null, model }] : model,
});

/** The same stream once per customer; a null customer is the traffic sent without one. */
export function perCustomer(
  shares: readonly (readonly [string | null, number])[],
  dollars: number,
  given: Omit<Given, "monthly">,
): Workload[] {
  return shares.map(([customer, share], index) =>
    workload({
      ...given,
      id: `${given.id}-${index + 1}`,
      customer,
      monthly: { dollars: dollars * share },
      environment: "production",
    }),
  );
}

import { type Money, pico } from "@/lib/money/money";
import type { Plan } from "./calendar";
import { PRODUCTS, type Product } from "./company";
import { decimalText } from "./costs";
import { jitter, randomFor } from "./random";

/** One line of revenue; customer null is everyone who is not named. */
export type DemoRevenue = Readonly<{
  month: string;
  product: Product;
  customer: string | null;
  /** Null where the customer is. */
  plan: string | null;
  amount: Money;
}>;

const PLANS: Readonly<Record<string, string>> = {
  "Corvid Retail": "Enterprise",
  "Delmar Bank": "Enterprise",
  "Aldgate Freight": "Business",
  "Birchwood Clinics": "Business",
  "Eastmoor Energy": "Business",
  "Fjordline Travel": "Team",
  // On the smallest plan, with the most calls for its money: it costs more than it pays.
  "Gullwing Media": "Team",
};

/** Revenue of the last complete month in dollars, its change per month, and the named customers' shares of it. */
const SALES: Readonly<
  Record<
    Product,
    Readonly<{ dollars: number; growth: number; customers: readonly (readonly [string, number])[] }>
  >
> = {
  "Support Copilot": {
    dollars: 61_200,
    growth: 0.048,
    customers: [
      ["Corvid Retail", 0.19],
      ["Aldgate Freight", 0.14],
      ["Fjordline Travel", 0.08],
    ],
  },
  "Code Review": {
    dollars: 42_900,
    growth: 0.041,
    customers: [
      ["Delmar Bank", 0.24],
      ["Eastmoor Energy", 0.17],
    ],
  },
  "Voice Agent": {
    dollars: 18_400,
    growth: 0.036,
    customers: [
      ["Delmar Bank", 0.31],
      ["Birchwood Clinics", 0.26],
      ["Gullwing Media", 0.014],
    ],
  },
  "Research Agent": { dollars: 3900, growth: 0.03, customers: [["Eastmoor Energy", 0.35]] },
};

const CENT = 10_000_000_000n;
const cents = (amount: number): Money => pico(BigInt(Math.round(amount * 100)) * CENT);

/** The revenue of every month, the running one included: subscriptions are invoiced in advance. */
export function revenueOf(plan: Plan): DemoRevenue[] {
  const lines: DemoRevenue[] = [];
  plan.months.forEach((month, index) => {
    for (const product of PRODUCTS) {
      const { dollars, growth, customers } = SALES[product];
      const random = randomFor(plan.seed, `revenue ${product} ${month}`);
      const total = cents(
        dollars * (1 + growth) ** (index - (plan.months.length - 2)) * jitter(random, 0.006),
      );
      let rest: bigint = total;
      for (const [customer, share] of customers) {
        const amount = cents((Number(total) / 1e12) * share);
        rest -= amount;
        lines.push({ month, product, customer, plan: PLANS[customer] ?? null, amount });
      }
      lines.push({ month, product, customer: null, plan: null, amount: pico(rest) });
    }
  });
  return lines;
}

/** The revenue file: one line a month, product and named customer. */
export const revenueCsv = (plan: Plan): string =>
  `period,product,customer,plan,amount,currency\n${revenueOf(plan)
    .map(
      (line) =>
        `${line.month},${line.product},${line.customer ?? ""},${line.plan ?? ""},${decimalText(line.amount, 12, 2)},USD\n`,
    )
    .join("")}`;

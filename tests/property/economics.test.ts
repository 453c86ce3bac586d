import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  BARS,
  type Bridge,
  type BridgeCell,
  bridge,
  type LaidCharge,
  type LaidPart,
  layReported,
  spreadOverDays,
  unitCostBridge,
} from "@/lib/economics";
import { type Money, pico, roundedQuotient } from "@/lib/money";
import { costOf, midDaySteps, type PriceStep, priceAt, pricesOfDay, UNPRICED } from "@/lib/pricing";
import { addDays, utcDayStartMs } from "@/lib/time";

const sum = (all: readonly bigint[]): bigint => all.reduce((a, b) => a + b, 0n);
const money = fc.bigInt({ min: 0n, max: 10n ** 17n }).map(pico);
const name = (...values: string[]) => fc.constantFrom(null, ...values);

describe("the bridge (economics §5.8)", () => {
  // Few names, so that periods meet: new and retired cells, classes without a price then, fees, and empty periods.
  const path = fc.tuple(
    fc.constantFrom("a", "b", "c"),
    fc.constantFrom("input", "output"),
    fc.constantFrom("uncached", "read"),
    fc.constantFrom("standard", "batch"),
  );
  const amount = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 17n }).map(pico);
  const cell: fc.Arbitrary<BridgeCell> = fc.record({
    path,
    quantity: fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 10n ** 12n })),
    list: amount,
    cost: amount,
    carried: fc.oneof(fc.constant(pico(0n)), amount),
    effective: amount,
  });
  const cells = fc.array(cell, { maxLength: 14 });
  const prices = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.record({ list: money, cost: money }));
  const optionsOf = (listed: Readonly<Record<string, { list: Money; cost: Money }>>) => ({
    priceAtBase: ([model = "", , , tier]: readonly string[]) =>
      tier === "batch" ? null : (listed[model] ?? null),
  });
  const effective = (some: readonly BridgeCell[]) => sum(some.map((each) => each.effective));
  const addsUp = (found: Bridge) => {
    expect(sum(BARS.map((bar) => found.bars[bar]))).toBe(found.actual - found.base);
    for (const bar of BARS)
      expect(sum(found.parts.filter((part) => part.bar === bar).map((part) => part.amount))).toBe(
        found.bars[bar],
      );
  };

  test("bars add up to the change of cost, cells add up to bars, exactly", () => {
    fc.assert(
      fc.property(cells, cells, prices, (base, actual, listed) => {
        const found = bridge(base, actual, optionsOf(listed));
        expect(found.base).toBe(effective(base));
        expect(found.actual).toBe(effective(actual));
        addsUp(found);
      }),
      { numRuns: 400 },
    );
  });

  test("so do those of cost per million tokens, to what both ends round to", () => {
    const tokens = fc.bigInt({ min: 1n, max: 10n ** 14n });
    fc.assert(
      fc.property(cells, cells, prices, tokens, tokens, (base, actual, listed, t0, t1) => {
        const found = unitCostBridge(base, actual, { base: t0, actual: t1 }, optionsOf(listed));
        expect(found?.base).toBe(roundedQuotient(effective(base) * 1_000_000n, t0));
        expect(found?.actual).toBe(roundedQuotient(effective(actual) * 1_000_000n, t1));
        addsUp(found ?? bridge([], []));
      }),
      { numRuns: 400 },
    );
  });

  test("each bar is its formula, within a unit per cell", () => {
    const used = fc.record({
      q0: fc.bigInt(1n, 10n ** 9n),
      c0: money,
      q1: fc.bigInt(1n, 10n ** 9n),
      c1: money,
    });
    const cellOf = (model: number, quantity: bigint, cost: Money): BridgeCell => ({
      path: [`${model}`, "input", "uncached", "standard"],
      quantity,
      cost,
      list: cost,
      effective: cost,
    });
    fc.assert(
      fc.property(fc.array(used, { minLength: 1, maxLength: 6 }), (rows) => {
        const found = bridge(
          rows.map((row, index) => cellOf(index, row.q0, row.c0)),
          rows.map((row, index) => cellOf(index, row.q1, row.c1)),
        );
        const q0 = sum(rows.map((row) => row.q0));
        const q1 = sum(rows.map((row) => row.q1));
        const within = (off: bigint, unit: bigint) => {
          const limit = unit * BigInt(rows.length);
          expect(off <= limit && off >= -limit).toBe(true);
        };
        within(found.bars.volume * q0 - (q1 - q0) * sum(rows.map((row) => row.c0)), q0);
        const price = rows.reduce((all, row) => all + row.c1 - roundedQuotient(row.q1 * row.c0, row.q0), 0n);
        within(found.bars.list_price - price, 2n);
        expect(found.bars.token_mix + found.bars.cache + found.bars.tier + found.bars.contract_price).toBe(
          0n,
        );
      }),
    );
  });
});

describe("reported charges over computed detail (economics §5.15)", () => {
  const fields = {
    project: name("p", "q"),
    workspace: name("w"),
    apiKey: name("k1", "k2"),
    model: name("gpt-4o", "gpt-4o-2024-08-06", "Claude Haiku 4.5"),
    tier: name("standard", "batch", "default"),
  };
  const charge: fc.Arbitrary<LaidCharge> = fc.record({
    ...fields,
    amount: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 16n }).map(pico),
    layable: fc.boolean(),
  });
  const part: fc.Arbitrary<LaidPart> = fc.record({
    ...fields,
    computed: money,
    unpricedTokens: fc.bigInt({ min: 0n, max: 10n ** 6n }),
    tokens: fc.bigInt({ min: 0n, max: 10n ** 9n }),
    rowReported: fc.option(fc.bigInt({ min: -5n, max: 10n ** 15n }).map(pico)),
  });
  const charges = fc.array(charge, { maxLength: 12 });
  const parts = fc.array(part, { maxLength: 12 });

  test("what is laid plus what stays a line is what was charged", () => {
    fc.assert(
      fc.property(charges, parts, (some, over) => {
        const { effective, lines, groups } = layReported(some, over);
        const laid = sum(effective.map((amount) => amount ?? 0n));
        expect(laid + sum(lines.map((index) => some[index]?.amount ?? 0n))).toBe(
          sum(some.map((c) => c.amount)),
        );
        for (const group of groups)
          expect(sum(group.parts.map((index) => effective[index] ?? 0n))).toBe(group.reported);
      }),
      { numRuns: 400 },
    );
  });

  test("every charge and every part is used once at most, and only what may be laid is laid", () => {
    fc.assert(
      fc.property(charges, parts, (some, over) => {
        const { effective, lines, groups } = layReported(some, over);
        const used = [...groups.flatMap((group) => group.charges), ...lines].sort((a, b) => a - b);
        expect(used).toEqual(some.map((_, index) => index));
        const reached = groups.flatMap((group) => group.parts);
        expect(new Set(reached).size).toBe(reached.length);
        expect(effective.map((amount) => amount !== null)).toEqual(
          over.map((_, index) => reached.includes(index)),
        );
        for (const index of groups.flatMap((group) => group.charges))
          expect(some[index]?.layable === true && some[index].amount >= 0n).toBe(true);
        expect(effective.every((amount) => amount === null || amount >= 0n)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test("no charge is laid on usage that is known to be another project's or key's", () => {
    fc.assert(
      fc.property(charges, parts, (some, over) => {
        for (const group of layReported(some, over).groups)
          for (const from of group.charges)
            for (const to of group.parts)
              for (const field of ["project", "workspace", "apiKey"] as const) {
                const named = some[from]?.[field] ?? null;
                const known = over[to]?.[field] ?? null;
                expect(named === null || known === null || named === known).toBe(true);
              }
      }),
    );
  });

  test("the order of charges in the file does not matter", () => {
    fc.assert(
      fc.property(charges, parts, (some, over) => {
        expect(layReported([...some].reverse(), over).effective).toEqual(layReported(some, over).effective);
      }),
    );
  });
});

test("an amount spread over its days is that amount, its parts a unit apart at most (§5.6)", () => {
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 18n), 10n ** 18n), fc.integer({ min: 1, max: 800 }), (amount, days) => {
      const spread = spreadOverDays(pico(amount), "2026-01-01", addDays("2026-01-01", days));
      const amounts = spread.map((day) => day.amount);
      expect(sum(amounts)).toBe(amount);
      expect(spread).toHaveLength(days);
      const [first = 0n, last = 0n] = [amounts[0], amounts.at(-1)];
      expect(first - last <= 1n && last - first <= 1n).toBe(true);
    }),
  );
});

describe("prices", () => {
  const clock = fc
    .integer({ min: 0, max: 86_399 })
    .map((s) => new Date(s * 1000).toISOString().slice(11, 19));
  const instant = fc
    .integer({ min: 0, max: 5 * 86_400 })
    .map((s) => new Date(Date.UTC(2026, 0, 1) + s * 1000).toISOString());
  const step: fc.Arbitrary<PriceStep> = fc.record({
    from: fc.option(instant),
    to: fc.option(instant),
    timeOfDay: fc.option(fc.record({ from: clock, to: clock })),
    prices: fc.bigInt(0n, 3n).map((input) => ({ ...UNPRICED, input: pico(input) })),
  });

  test("a day's prices, cut at its changes, are the price at every instant of it", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 5 }), fc.nat(4), fc.nat(86_399), (steps, dayIndex, second) => {
        const day = addDays("2026-01-01", dayIndex);
        const ts = utcDayStartMs(day) + second * 1000;
        const changes = midDaySteps(steps, day);
        const index = changes.filter((change) => change <= ts).length;
        expect(pricesOfDay(steps, day)[index]?.input ?? null).toBe(priceAt(steps, ts)?.input ?? null);
        expect(changes.every((change) => change > utcDayStartMs(day))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("pricing two rows together is pricing each (cells may be added before they are priced)", () => {
    const counts = fc.record({
      read: fc.nat(10 ** 9),
      w5: fc.nat(10 ** 9),
      w1: fc.nat(10 ** 9),
      un: fc.nat(10 ** 9),
      out: fc.nat(10 ** 9),
    });
    const price = fc.option(fc.bigInt(0n, 10n ** 9n).map(pico));
    const prices = fc.record({
      input: price,
      cacheRead: price,
      cacheWrite5m: price,
      cacheWrite1h: price,
      output: price,
    });
    type Row = { read: number; w5: number; w1: number; un: number; out: number };
    const tokens = (row: Row) => ({
      inputTokens: row.un + row.read + row.w5 + row.w1,
      uncachedTokens: row.un,
      cacheReadTokens: row.read,
      cacheWrite5mTokens: row.w5,
      cacheWrite1hTokens: row.w1,
      outputTokens: row.out,
      reasoningTokens: null,
    });
    fc.assert(
      fc.property(counts, counts, prices, (a, b, at) => {
        const of = (row: Row) => costOf(tokens(row), null, 0, { ...UNPRICED, ...at });
        const both = of({
          read: a.read + b.read,
          w5: a.w5 + b.w5,
          w1: a.w1 + b.w1,
          un: a.un + b.un,
          out: a.out + b.out,
        });
        for (const figure of ["cost", "grossSavings", "writePremium"] as const)
          expect(both[figure]).toBe(of(a)[figure] + of(b)[figure]);
        expect(both.unpricedTokens).toBe(of(a).unpricedTokens + of(b).unpricedTokens);
      }),
    );
  });
});

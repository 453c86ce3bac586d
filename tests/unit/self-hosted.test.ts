import fc from "fast-check";
import { expect, test } from "vitest";
import { breakEvenTokens, breakEvenUtilisation, hostingFigures, rentPerMillion } from "@/lib/economics";
import { pico, usdText } from "@/lib/money";

const usd = (cents: number) => pico(BigInt(cents) * 10_000_000_000n);
const rent = { hourPrice: usd(250), gpus: 1n, tokensPerSecond: 700n };

test("700 tokens a second at $2.50 an hour cost $0.99, $1.98, $3.97 and $9.92 a million by load (economics §5.12)", () => {
  const at = (percent: bigint) => Number(rentPerMillion(rent, { n: percent, d: 100n })).toFixed(2);
  expect([at(100n), at(50n), at(25n), at(10n)]).toEqual(["0.99", "1.98", "3.97", "9.92"]);
});

test("an hour at half load is told alike from its bill: $1.98 allocated, $0.99 in use, half used", () => {
  const hour = { cost: usd(250), tokens: 1_260_000n, capacity: 2_520_000n };
  expect(hostingFigures(hour)).toEqual({
    allocationPerMillion: "1.984126984127",
    usagePerMillion: "0.992063492063",
    utilisation: "0.5",
  });
});

test("hosting breaks even at the load where its million costs what the API's does", () => {
  // The tokens served would cost $3.15 at $2.50 a million: break-even at 2.5 ÷ (2.52 × 2.5) = 0.397 of the capacity.
  const hour = { cost: usd(250), tokens: 1_260_000n, capacity: 2_520_000n };
  expect(breakEvenUtilisation(hour, usd(315))).toBe("0.396825396825");
  expect(breakEvenTokens(hour, usd(315))).toBe(1_000_000n);
  // At $0.50 a million it never does.
  expect(Number(breakEvenUtilisation(hour, usd(63)))).toBeGreaterThan(1);
});

test("nothing served, no speed stated, an API that costs nothing: undefined, not zero", () => {
  expect(hostingFigures({ cost: usd(100), tokens: 0n, capacity: null })).toEqual({
    allocationPerMillion: null,
    usagePerMillion: null,
    utilisation: null,
  });
  expect(breakEvenUtilisation({ cost: usd(100), tokens: 5n, capacity: null }, usd(1))).toBeNull();
  expect(breakEvenUtilisation({ cost: usd(100), tokens: 5n, capacity: 10n }, pico(0n))).toBeNull();
  expect(breakEvenTokens({ cost: usd(100), tokens: 5n, capacity: 10n }, pico(0n))).toBeNull();
});

test("the allocation basis times tokens is the bill, and utilisation is usage over allocation", () => {
  fc.assert(
    fc.property(
      fc.bigInt(1n, 10n ** 18n),
      fc.bigInt(1n, 10n ** 12n),
      fc.bigInt(1n, 10n ** 12n),
      (cost, tokens, capacity) => {
        const { allocationPerMillion, usagePerMillion, utilisation } = hostingFigures({
          cost: pico(cost),
          tokens,
          capacity,
        });
        const bill = (Number(allocationPerMillion) * Number(tokens)) / 1e6;
        expect(Math.abs(bill - Number(usdText(pico(cost))))).toBeLessThanOrEqual(1e-6 + bill * 1e-9);
        expect(Number(utilisation)).toBeCloseTo(Number(tokens) / Number(capacity), 6);
        expect(Number(usagePerMillion)).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});

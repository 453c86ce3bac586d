import { describe, expect, test } from "vitest";
import { type LaidCharge, type LaidPart, layReported } from "@/lib/economics";
import { type Money, parseUsd, usdText } from "@/lib/money";

const usd = (text: string): Money => {
  const parsed = parseUsd(text);
  expect(parsed.ok).toBe(true);
  return (parsed as { value: Money }).value;
};
const NOBODY = { project: null, workspace: null, apiKey: null, model: null, tier: null };
const charge = (amount: string, named: Partial<LaidCharge> = {}): LaidCharge => ({
  ...NOBODY,
  amount: usd(amount),
  layable: true,
  ...named,
});
const part = (computed: string, known: Partial<LaidPart> = {}): LaidPart => ({
  ...NOBODY,
  computed: usd(computed),
  unpricedTokens: 0n,
  tokens: 1000n,
  rowReported: null,
  ...known,
});
const laid = (charges: readonly LaidCharge[], parts: readonly LaidPart[]) => {
  const found = layReported(charges, parts);
  return {
    effective: found.effective.map((amount) => (amount === null ? null : usdText(amount))),
    lines: found.lines,
    factors: found.groups.map((group) => group.factor),
  };
};

describe("reported charges over computed detail (economics §5.15)", () => {
  const day = [
    part("6", { project: "P", model: "gpt-5-2025-08-07" }),
    part("4", { project: "P", model: "gpt-4.1-mini-2025-04-14" }),
  ];
  test("the worked example, reported for the project", () => {
    expect(laid([charge("9", { project: "P" })], day)).toEqual({
      effective: ["5.4", "3.6"],
      lines: [],
      factors: ["0.9"],
    });
  });
  test("the worked example, reported by line item: the second factor stands out", () => {
    const charges = [
      charge("6", { project: "P", model: "gpt-5-2025-08-07" }),
      charge("3", { project: "P", model: "gpt-4.1-mini-2025-04-14" }),
    ];
    const found = laid(charges, day);
    expect(found.effective).toEqual(["6", "3"]);
    expect([...found.factors].sort()).toEqual(["0.75", "1"]);
  });
  test("charges of one key are one sum: input and output lines of a model", () => {
    const model = { project: "P", model: "gpt-5-2025-08-07" };
    expect(laid([charge("2.5", model), charge("0.5", model)], day).effective).toEqual(["3", null]);
  });
  describe("web searches that usage counts", () => {
    // $3 of tokens and ten searches at a cent, and usage that searched nothing.
    const searched = part("3.1", { workspace: "W", searches: { count: 10n, computed: usd("0.1") } });
    const parts = [searched, part("2", { workspace: "W" })];
    const tokens = charge("4", { workspace: "W" });
    const searches = charge("0.12", { workspace: "W", isForSearches: true });
    test("are charged apart from its tokens", () => {
      expect(laid([tokens, searches], parts)).toEqual({
        effective: ["2.52", "1.6"],
        lines: [],
        factors: ["0.8", "1.2"],
      });
    });
    test("keep what they were computed at where their charge is another workspace's, which is a line then", () => {
      const found = layReported([tokens, charge("0.12", { workspace: "V", isForSearches: true })], parts);
      expect(found.effective.map((amount) => amount && usdText(amount))).toEqual(["2.4", "1.6"]);
      expect(found.kept.map((amount) => usdText(amount))).toEqual(["0.1", "0"]);
      expect(found.lines).toEqual([1]);
    });
    test("leave the tokens as computed where only they were charged", () => {
      const found = layReported([searches], parts);
      expect(found.effective.map((amount) => amount && usdText(amount))).toEqual(["0.12", null]);
      expect(found.kept.map((amount) => usdText(amount))).toEqual(["3", "0"]);
    });
    test("are a line of their own where usage counts none", () => {
      expect(laid([tokens, searches], [part("3", { workspace: "W" })])).toMatchObject({
        effective: ["4"],
        lines: [1],
      });
    });
    test("belong to all of it where the charge is the day's", () => {
      expect(laid([charge("2.55", { workspace: "W" })], parts).effective).toEqual(["1.55", "1"]);
    });
  });
  test("usage with no charge behind it stays computed", () => {
    expect(laid([], day)).toEqual({ effective: [null, null], lines: [], factors: [] });
  });
  test("a zero charge is free, not missing", () => {
    expect(laid([charge("0", { project: "P" })], day).effective).toEqual(["0", "0"]);
  });
});

describe("what meets no usage is a line of its own", () => {
  const day = [part("6", { project: "P", model: "m" })];
  test("another project, another model, a known other key", () => {
    expect(laid([charge("1", { project: "Q" })], day).lines).toEqual([0]);
    expect(laid([charge("1", { model: "n" })], day).lines).toEqual([0]);
    const keyed = [part("6", { project: "P", apiKey: "K1" })];
    expect(laid([charge("1", { apiKey: "K2" })], keyed).lines).toEqual([0]);
  });
  test("credits and what is not for tokens", () => {
    const found = laid([charge("-1", { project: "P" }), charge("5", { project: "P", layable: false })], day);
    expect(found).toEqual({ effective: [null], lines: [0, 1], factors: [] });
  });
  test("a charge that finds all usage claimed by closer ones", () => {
    const found = laid([charge("2"), charge("6", { project: "P", model: "m" })], day);
    expect(found).toMatchObject({ effective: ["6"], lines: [0] });
  });
  test("usage of nothing at all cannot carry money", () => {
    expect(laid([charge("1")], [part("0", { tokens: 0n })]).lines).toEqual([0]);
  });
});

describe("the finest key both know", () => {
  test("those naming most go first, whatever their order in the file", () => {
    const parts = [part("1", { project: "P", apiKey: "K" }), part("1", { project: "P", apiKey: "L" })];
    const charges = [charge("10", { project: "P" }), charge("3", { project: "P", apiKey: "K" })];
    expect(laid(charges, parts).effective).toEqual(["3", "10"]);
    expect(laid([...charges].reverse(), parts).effective).toEqual(["3", "10"]);
  });
  test("usage that knows no key takes the charges of all keys together", () => {
    const parts = [part("8", { project: "P", model: "m" })];
    const charges = [
      charge("3", { project: "P", apiKey: "K1", model: "m" }),
      charge("2", { project: "P", apiKey: "K2", model: "m" }),
    ];
    expect(laid(charges, parts)).toEqual({ effective: ["5"], lines: [], factors: ["0.625"] });
  });
  test("usage that knows no model takes the charges of all line items together, by tokens", () => {
    const parts = [
      part("0", { project: "P", tokens: 3000n, unpricedTokens: 3000n }),
      part("0", { project: "P", apiKey: "K", tokens: 1000n, unpricedTokens: 1000n }),
    ];
    const charges = [charge("3", { project: "P", model: "a" }), charge("1", { project: "P", model: "b" })];
    expect(laid(charges, parts)).toMatchObject({ effective: ["3", "1"], lines: [] });
  });
  test("usage without a project is reached last, never usage of another project", () => {
    const parts = [part("1", { model: "m" }), part("1", { project: "Q", model: "m" })];
    expect(laid([charge("5", { project: "P", model: "m" })], parts).effective).toEqual(["5", null]);
  });
  test("a display name meets the id of an API export, the exact name first", () => {
    const parts = [part("1", { model: "gpt-4o-2024-05-13" }), part("1", { model: "gpt-4o-2024-08-06" })];
    const exact = [charge("2", { model: "gpt-4o-2024-08-06" }), charge("7", { model: "gpt-4o" })];
    expect(laid(exact, parts).effective).toEqual(["7", "2"]);
    const haiku = [part("1", { model: "claude-haiku-4-5-20251001" })];
    expect(laid([charge("2", { model: "Claude Haiku 4.5" })], haiku).effective).toEqual(["2"]);
  });
  test("tiers: default is standard; a batch charge is never laid on standard usage", () => {
    const parts = [part("1", { tier: "default" }), part("1", { tier: "batch" })];
    const charges = [
      charge("2", { tier: "standard" }),
      charge("3", { tier: "batch" }),
      charge("1", { tier: "flex" }),
    ];
    expect(laid(charges, parts)).toMatchObject({ effective: ["2", "3"], lines: [2] });
  });
});

describe("unpriced usage under a charge (ledger rule 3)", () => {
  const day = [
    part("6"),
    part("0", { tokens: 3000n, unpricedTokens: 3000n }),
    part("2", { tokens: 2000n, unpricedTokens: 1000n }),
  ];
  test("priced parts keep their cost where the charge exceeds it; the rest goes by unpriced tokens", () => {
    expect(laid([charge("12")], day).effective).toEqual(["6", "3", "3"]);
  });
  test("otherwise the priced are scaled and the unpriced get nothing", () => {
    expect(laid([charge("4")], day).effective).toEqual(["3", "0", "1"]);
  });
  test("nothing priced at all: by tokens", () => {
    const unpriced = [
      part("0", { tokens: 3000n, unpricedTokens: 3000n }),
      part("0", { unpricedTokens: 1000n }),
    ];
    expect(laid([charge("8")], unpriced)).toEqual({ effective: ["6", "2"], lines: [], factors: [null] });
  });
});

describe("rows that carry their own amount (§5.15 step 5)", () => {
  const day = [
    part("6", { rowReported: usd("3") }),
    part("3"),
    part("0", { rowReported: usd("0"), unpricedTokens: 5n }),
  ];
  test("are weighed by it", () => {
    expect(laid([charge("12")], day).effective).toEqual(["6", "6", "0"]);
  });
  test("a refund on a row stays on that row", () => {
    expect(laid([charge("4")], [part("6", { rowReported: usd("-1") }), part("2")]).effective).toEqual([
      null,
      "4",
    ]);
  });
});

test("remainders go by largest remainder, to the pico-dollar", () => {
  const found = layReported([charge("0.00000000001")], [part("1"), part("1"), part("1")]);
  expect(found.effective).toEqual([4n, 3n, 3n]);
  expect(found.groups).toEqual([
    { charges: [0], parts: [0, 1, 2], reported: 10n, computed: usd("3"), factor: "0.000000000003" },
  ]);
});

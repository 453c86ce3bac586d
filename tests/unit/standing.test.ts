import { describe, expect, test } from "vitest";
import { type Choice, standingsOf, type Told } from "@/lib/db/ledger/standing";

const told = (
  importId: number,
  grouping: string,
  covers = "openai/completions",
  day = "2026-10-01",
): Told => ({
  importId,
  covers,
  grouping,
  day,
});
/** Behind whom each import stands, by its id. */
const behind = (all: readonly Told[], choices: Record<number, Choice> = {}, grown: readonly number[] = []) =>
  Object.fromEntries(
    standingsOf(
      all,
      (_, later) => choices[later] ?? null,
      ({ later }) => grown.includes(later.importId),
    ).standings.map(({ importId, behind }) => [importId, behind]),
  );

describe("who counts where imports tell of the same usage (ledger rule 14)", () => {
  test("a later grouping counts or does not, as was chosen for it", () => {
    const two = [told(1, "1d:model"), told(2, "1d:model,project")];
    expect(behind(two, { 2: "keep" })).toEqual({ 1: null, 2: 1 });
    expect(behind(two, { 2: "replace" })).toEqual({ 1: 2, 2: null });
  });

  test("what has been replaced stays away when a third takes the second's place", () => {
    const three = [told(1, "a"), told(2, "b"), told(3, "c")];
    expect(behind(three, { 2: "replace", 3: "replace" })).toEqual({ 1: 2, 2: 3, 3: null });
    expect(behind(three.toSpliced(1, 1), { 3: "replace" })).toEqual({ 1: 3, 3: null });
  });

  test("files of one grouping count together, and are replaced together", () => {
    const all = [told(1, "a"), told(2, "a"), told(3, "b")];
    expect(behind(all.slice(0, 2))).toEqual({ 1: null, 2: null });
    expect(behind(all, { 3: "replace" })).toEqual({ 1: 3, 2: 3, 3: null });
    expect(behind(all, { 3: "keep" })).toEqual({ 1: null, 2: null, 3: 1 });
  });

  test("where the later holds all rows of the earlier again there is nothing to choose", () => {
    expect(behind([told(1, "a"), told(2, "a,b")], { 2: "keep" }, [2])).toEqual({ 1: null, 2: null });
  });

  test("money, tokens and other units are three matters; a log tells of all tokens", () => {
    const all = [
      told(1, "1d:model"),
      told(2, "1d:line_item", "openai/costs"),
      told(3, "1d:size", "openai/units/images"),
      told(4, "row", "*"),
    ];
    expect(behind(all, { 2: "replace", 3: "replace", 4: "replace" })).toEqual({
      1: 4,
      2: null,
      3: null,
      4: null,
    });
  });

  test("days are judged each by itself, and what nobody chose is told", () => {
    const all = [told(1, "a"), told(2, "b"), told(1, "a", "openai/completions", "2026-10-02")];
    const { standings, undecided } = standingsOf(
      all,
      () => null,
      () => false,
    );
    expect(standings.map(({ importId, day, behind }) => [importId, day, behind])).toEqual([
      [1, "2026-10-01", 2],
      [2, "2026-10-01", null],
      [1, "2026-10-02", null],
    ]);
    expect(undecided.map(({ earlier, later }) => [earlier.importId, later.importId])).toEqual([[1, 2]]);
  });

  test("a bill delivered again takes the place of the one before, unasked", () => {
    const all = [told(1, "period:2026-10:aws.cur", "*"), told(2, "period:2026-10:aws.cur", "*/cost")];
    expect(behind(all, { 2: "keep" })).toEqual({ 1: 2, 2: null });
  });
});

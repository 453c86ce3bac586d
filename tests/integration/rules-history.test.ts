import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/actor";
import { applyRules } from "@/lib/commands/apply-rules";
import { previewRules } from "@/lib/commands/preview-rules";
import { restoreRules } from "@/lib/commands/restore-rules";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { allocationReport } from "@/lib/reports/allocation";
import { rulesReport } from "@/lib/reports/rules";
import { ruleSetDocument, rulesHistory } from "@/lib/reports/rules-history";
import { importText, newOrganization } from "../support/ledger";

/** gpt-4o costs $2.50 a million input tokens. */
const USAGE = `id,timestamp,provider,model,requests,input_tokens,output_tokens,project
a1,2026-10-10T10:00:00Z,openai,gpt-4o,1,2000000,0,a
s1,2026-10-12T10:00:00Z,openai,gpt-4o,1,400000,0,shared
`;
const FIRST = { products: ["P"], rules: [{ when: { project: "a" }, product: "P" }] };
const SECOND = {
  products: ["P", "Q"],
  customerFromTag: "tenant",
  rules: [
    { when: { project: "a" }, product: "P" },
    { from: "2026-10-01", when: { project: "shared" }, split: { P: "0.25", Q: "0.75" }, kind: "research" },
  ],
};

let actor: Actor;
beforeAll(async () => {
  actor = await newOrganization();
  await importText(actor, "usage.csv", USAGE);
});
const unallocated = async () => (await allocationReport(actor, {})).totals.unallocated;

describe("the history of rules", () => {
  test("with nothing before, there is nothing to undo", async () => {
    expect(await rulesHistory(actor)).toEqual([]);
    await expect(restoreRules(actor, {})).rejects.toThrow("no earlier set");
  });

  test("tells each set, what it changed, and which is in force", async () => {
    await applyRules(actor, { document: FIRST });
    await applyRules(actor, { document: SECOND });
    expect(await rulesHistory(actor)).toMatchObject([
      { retired_at: null, products: 2, rules: 2, rules_added: 1, rules_removed: 0, restored_from: null },
      { retired_at: expect.any(String), products: 1, rules: 1, rules_added: 1, rules_removed: 0 },
    ]);
  });

  test("undo puts the set before in force, with its figures; undo again puts the later one back, whole", async () => {
    expect(await unallocated()).toBe("0");
    const [, first] = await rulesHistory(actor);
    // As the page asks: by the id alone.
    const days = { from: "2026-10-01", to: "2026-10-31" };
    const looked = await previewRules(actor, { id: first?.id, ...days });
    expect(looked).toMatchObject({ document: FIRST, preview: { unallocated: { before: "0", after: "1" } } });
    await expect(previewRules(actor, { id: crypto.randomUUID(), ...days })).rejects.toThrow(
      "no set of rules",
    );
    const undone = await restoreRules(actor, {});
    expect(undone).toMatchObject({ rules: 1, restoredFrom: first?.id });
    expect(await rulesReport(actor)).toEqual(FIRST);
    expect(await unallocated()).toBe("1");
    expect((await rulesHistory(actor))[0]).toMatchObject({ rules_removed: 1, restored_from: first?.id });
    await restoreRules(actor, {});
    expect(await rulesReport(actor)).toEqual(SECOND);
    expect(await unallocated()).toBe("0");
    expect(await rulesHistory(actor)).toHaveLength(4);
  });

  test("any earlier set can be put back by its id; the one in force and unknown ones are refused", async () => {
    const history = await rulesHistory(actor);
    const id = history.at(-1)?.id ?? "";
    expect(await ruleSetDocument(actor, id)).toEqual(FIRST);
    await restoreRules(actor, { id });
    expect(await rulesReport(actor)).toEqual(FIRST);
    const [inForce] = await rulesHistory(actor);
    await expect(restoreRules(actor, { id: inForce?.id ?? "" })).rejects.toThrow("in force");
    const other = await newOrganization();
    await expect(restoreRules(other, { id })).rejects.toThrow("There is no set of rules");
    expect(await ruleSetDocument(other, id)).toBeNull();
  });

  test("each undo is in the audit, with both sets", async () => {
    const entries = await inOrganization(actor.organizationId, (tx) =>
      tx.rows<{ before: unknown; after: unknown }>(
        sql`select before, after from audit_entry where organization_id = ${actor.organizationId}
          and action = 'rules.restore' order by at`,
      ),
    );
    expect(entries[0]).toEqual({ before: SECOND, after: FIRST });
    expect(entries).toHaveLength(3);
  });
});

import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** A data folder of its own, so that these calls begin as on a fresh machine: no cluster, no server. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "costcurve-cli-"));
  // Where the tests run as root, Postgres runs as another user and must be able to pass.
  chmodSync(folder, 0o755);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

type Ended = { status: number | null; out: string; said: string };

function costcurve(words: string[], input = ""): Promise<Ended> {
  const { DATABASE_URL: _, COSTCURVE_APP_URL: _a, COSTCURVE_OWNER_URL: _o, ...env } = process.env;
  const child = spawn(process.execPath, [path.join(process.cwd(), "bin", "costcurve"), ...words], {
    cwd: folder,
    env: { ...env, COSTCURVE_DATA: path.join(folder, "data") },
  });
  const ended: Ended = { status: null, out: "", said: "" };
  child.stdout.on("data", (bytes) => (ended.out += bytes));
  child.stderr.on("data", (bytes) => (ended.said += bytes));
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ ...ended, status }));
  });
}

const write = (name: string, text: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};

const USAGE = [
  "id,timestamp,provider,model,requests,input_tokens,cache_read_tokens,output_tokens,project",
  "a,2026-10-01T10:00:00Z,openai,gpt-5,1,1000,400,200,proj_a",
  "b,yesterday,openai,gpt-5,1,1000,400,200,proj_b",
  "",
].join("\n");

describe("a call that is wrong costs no database", () => {
  test.each([
    [[], "Usage:"],
    [["nonsense"], "unknown command"],
    [["import", "--org", "Acme"], "No file is named"],
    [["import", "x.csv", "--org", "Acme", "--as", "nonsense"], "There is no format"],
    [["import", "show", "abc", "--org", "Acme"], "not the id"],
    [["query", "--org", "Acme", "--metrics", "spend", "--from", "2026-10-01"], "--to"],
    [
      ["query", "--org", "A", "--metrics", "nonsense", "--from", "2026-10-01", "--to", "2026-10-01"],
      "nonsense",
    ],
    [
      [
        "query",
        "--org",
        "A",
        "--metrics",
        "spend",
        "--from",
        "2026-10-01",
        "--to",
        "2026-10-01",
        "--filter",
        "x",
      ],
      "dimension=value",
    ],
    [["rules", "apply", "missing.json", "--org", "Acme"], "cannot be read"],
    [["key", "create", "--org", "Acme"], "--scopes"],
  ])("%j", async (words, said) => {
    const ended = await costcurve(words);
    expect(ended).toMatchObject({ status: 2, out: "" });
    expect(ended.said).toContain(said);
    expect(ended.said).not.toContain("Postgres");
  });

  test("help is no wrong call", async () => {
    expect((await costcurve(["--help"])).status).toBe(0);
    const formats = await costcurve(["formats"]);
    expect(formats).toMatchObject({ status: 0, said: "" });
    expect(formats.out).toContain("costcurve-usage");
  });
});

test("from nothing to figures, without a server", async () => {
  const usage = write("usage.csv", USAGE);
  expect(await costcurve(["org", "create", "Acme", "--zone", "Europe/Berlin"])).toMatchObject({
    status: 0,
    out: "",
  });
  expect(await costcurve(["org", "create", "acme"])).toMatchObject({ status: 2, out: "" });
  expect((await costcurve(["org", "create", "Zoneless", "--zone", "Mars/Base"])).status).toBe(2);

  const imported = await costcurve(["import", usage, "--org", "Acme", "--json"]);
  expect(imported.status).toBe(0);
  expect(JSON.parse(imported.out)).toEqual([
    {
      file: usage,
      importId: expect.stringMatching(/^\d+$/),
      format: "costcurve-usage",
      status: "committed",
      rows: { read: 2, accepted: 1, duplicate: 0, replaced: 0, rejected: 1 },
      rejections: [{ line: 3, column: "timestamp", reason: expect.stringContaining("yesterday") }],
      reason: null,
    },
  ]);

  const strange = write("strange.csv", "when,tokens\n2026-10-01,5\n");
  const mixed = await costcurve([
    "import",
    usage,
    strange,
    path.join(folder, "gone.csv"),
    "--org",
    "Acme",
    "--json",
  ]);
  expect(mixed.status).toBe(2);
  const entries = JSON.parse(mixed.out);
  expect(entries.map((entry: { status: string }) => entry.status)).toEqual([
    "duplicate",
    "refused",
    "refused",
  ]);
  for (const entry of entries) expect(Object.keys(entry)).toEqual(Object.keys(JSON.parse(imported.out)[0]));
  expect(entries[1].reason).toContain("generic-csv");
  expect(entries[2]).toMatchObject({ importId: "", rows: { read: 0 } });

  const rules = write(
    "rules.json",
    '{"products":["Copilot"],"rules":[{"when":{"project":["proj_a"]},"product":"Copilot"}]}',
  );
  const applied = await costcurve(["rules", "apply", rules, "--org", "Acme"]);
  expect(applied).toMatchObject({ status: 0 });
  expect(applied.out).toContain("1 of 1 scope moved");

  const ask = [
    "query",
    "--org",
    "ACME",
    "--metrics",
    "spend,requests",
    "--from",
    "2026-10-01",
    "--to",
    "2026-10-31",
  ];
  const asked = await costcurve([...ask, "--grain", "month", "--by", "product"]);
  expect(JSON.parse(asked.out)).toEqual({
    from: "2026-10-01",
    to: "2026-10-31",
    grain: "month",
    zone: "Europe/Berlin",
    by: ["product"],
    rows: [{ period: "2026-10-01", product: "Copilot", spend: "0.0028", requests: 1 }],
    totals: { spend: "0.0028", requests: 1 },
    coverage: { tokens_priced: "1", cost_allocated: "1", cost_reported: "0" },
  });
  const csv = await costcurve([...ask, "--by", "model", "--format", "csv", "--filter", "provider=openai"]);
  expect(csv.out).toBe("model,spend,requests\r\ngpt-5,0.0028,1\r\n");

  const importId = JSON.parse(imported.out)[0].importId;
  expect((await costcurve(["import", "void", importId, "--org", "Acme"])).status).toBe(0);
  expect((await costcurve(["import", "void", importId, "--org", "Acme"])).status).toBe(2);
  expect(JSON.parse((await costcurve(ask)).out).totals).toEqual({ spend: "0", requests: expect.anything() });
  const listed = JSON.parse((await costcurve(["import", "list", "--org", "Acme", "--json"])).out);
  expect(listed.at(-1)).toMatchObject({ importId, status: "voided" });
}, 180_000);

test("people, keys, and what is not known", async () => {
  const unknown = ["--from", "2026-10-01", "--to", "2026-10-02", "--metrics", "spend"];
  expect((await costcurve(["query", "--org", "Nobody", ...unknown])).status).toBe(2);
  expect((await costcurve(["import", "x.csv", "--org", "Nobody"])).status).toBe(2);

  const person = ["user", "create", "ada@acme.example", "--org", "Acme", "--role"];
  expect((await costcurve([...person, "king", "--password-stdin"], "four small red horses")).status).toBe(2);
  expect((await costcurve([...person, "owner", "--password-stdin"], "short")).status).toBe(2);
  expect((await costcurve([...person, "owner", "--password-stdin"], "four small red horses\n")).status).toBe(
    0,
  );
  const renew = ["user", "password", "--password-stdin"];
  expect((await costcurve([...renew, "ada@acme.example"], "five small red horses")).status).toBe(0);
  expect((await costcurve([...renew, "eve@acme.example"], "five small red horses")).status).toBe(2);

  const key = await costcurve(["key", "create", "--org", "Acme", "--scopes", "ingest,read"]);
  expect(key.status).toBe(0);
  expect(key.out).toMatch(/^cc_[A-Za-z0-9_-]{49}\n$/);
  expect((await costcurve(["key", "create", "--org", "Acme", "--scopes", "everything"])).status).toBe(2);
  expect(await costcurve(["doctor"])).toMatchObject({ status: 0 });
}, 180_000);

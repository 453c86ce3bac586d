import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { asAppRole, joinDatabase } from "@/lib/db/embedded";
import { makeDataFolder, withoutOurs } from "../support/server";

const program = path.join(import.meta.dirname, "..", "support", "member.ts");
let data: string;
let members: ChildProcess[];

beforeEach(() => {
  data = makeDataFolder();
  members = [];
});
afterEach(async () => {
  await Promise.all(members.map(leave));
  rmSync(data, { recursive: true, force: true });
});

type Member = { process: ChildProcess; port: number; ownerUrl: string };

async function join(...words: string[]): Promise<Member> {
  const child = spawn(process.execPath, ["--import", "tsx", program, ...words], {
    env: { ...withoutOurs(process.env), COSTCURVE_DATA: data },
    stdio: ["pipe", "pipe", "inherit"],
  });
  members.push(child);
  const [line] = await once(child.stdout, "data");
  return { process: child, ...JSON.parse(String(line)) };
}

async function leave(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.stdin?.end();
  await gone;
}

const kill = async (child: ChildProcess) => {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
};

const postmaster = () =>
  Number(readFileSync(path.join(data, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);

async function answers({ ownerUrl }: Member): Promise<boolean> {
  const client = new pg.Client({ connectionString: ownerUrl });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function ask<T extends object>(ownerUrl: string, statement: string): Promise<T | undefined> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const { rows } = await client.query<T>(statement);
  await client.end();
  return rows[0];
}

describe("the embedded database", () => {
  test("is stopped by the last to leave, whoever started it", async () => {
    const first = await join();
    const second = await join();
    expect(second.port).toBe(first.port);
    await leave(first.process);
    expect(await answers(second)).toBe(true);
    await leave(second.process);
    expect(await answers(second)).toBe(false);
  });

  test("is one, though six ask for it at once on a new folder", async () => {
    const joined = await Promise.all(Array.from({ length: 6 }, () => join()));
    expect(new Set(joined.map((m) => m.port)).size).toBe(1);
    const [first] = joined;
    if (!first) return;
    await Promise.all(joined.map((m) => leave(m.process)));
    expect(await answers(first)).toBe(false);
    expect(readdirSync(data).sort()).toEqual(["postgres", "postgres.log", "postgres.port", "secrets.json"]);
  });

  test("comes back with its data after everything was killed", async () => {
    const first = await join("durable");
    await ask(first.ownerUrl, "create table kept as select 42 as value");
    const pid = postmaster();
    await kill(first.process);
    process.kill(pid, "SIGKILL");
    const second = await join("durable");
    expect(await ask(second.ownerUrl, "select value from kept")).toEqual({ value: 42 });
    expect(second.port).toBe(first.port);
  });

  test("left alone by killed programs, it serves the next one and stops with it", async () => {
    const first = await join();
    await kill(first.process);
    const second = await join();
    await leave(second.process);
    expect(await answers(second)).toBe(false);
  });

  test("is started again at the same port where it falls over under a program", async () => {
    const member = await join();
    process.kill(postmaster(), "SIGKILL");
    await expect.poll(() => answers(member), { timeout: 30_000, interval: 200 }).toBe(true);
    await leave(member.process);
    expect(await answers(member)).toBe(false);
  });

  test("listens on loopback alone, with passwords only its user may read", async () => {
    const member = await join();
    const found = await ask<{ addresses: string; sockets: string; superuser: boolean }>(
      member.ownerUrl,
      `select current_setting('listen_addresses') as addresses, current_setting('is_superuser')::bool as superuser`,
    );
    expect(found).toEqual({ addresses: "127.0.0.1", superuser: false });
    expect(statSync(path.join(data, "secrets.json")).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(data, "postgres")).mode & 0o777).toBe(0o700);
    const stranger = new URL(member.ownerUrl);
    stranger.password = "guessed";
    expect(await answers({ ...member, ownerUrl: stranger.href })).toBe(false);
  });

  test.runIf(process.getuid?.() === 0)("as root, says which folder Postgres may not enter", async () => {
    const closed = path.join(data, "closed");
    mkdirSync(closed, { mode: 0o700 });
    chmodSync(closed, 0o700);
    const joining = joinDatabase({ dataFolder: path.join(closed, "data"), durable: false });
    await expect(joining).rejects.toMatchObject({
      name: "SetupError",
      message: expect.stringContaining(closed),
      fix: expect.stringContaining(`chmod o+x ${closed}`),
    });
  });
});

describe("a database of one's own", () => {
  test("is entered in the application's role, beside options already there", () => {
    expect(asAppRole("postgresql://u:p@db:5433/x?sslmode=require&options=-c%20jit%3Doff")).toBe(
      "postgresql://u:p@db:5433/x?sslmode=require&options=-c%20jit%3Doff%20-c%20role%3Dcostcurve_app",
    );
  });
});

import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type Actor, ROLES } from "@/lib/access/actor";
import { can, SCOPES } from "@/lib/access/permissions";
import { type Command, parseInput } from "@/lib/commands/command";

const folder = path.join(import.meta.dirname, "../../lib/commands");

type AnyCommand = Command<unknown, unknown>;
const isCommand = (value: unknown): value is AnyCommand =>
  typeof value === "function" && "commandName" in value && "needs" in value;

/** Every act there is, found in the folder: a new one is asked the same questions without being listed. */
const commands = (
  await Promise.all(
    readdirSync(folder)
      .filter((file) => file.endsWith(".ts"))
      .map(async (file): Promise<unknown[]> => Object.values(await import(path.join(folder, file)))),
  )
)
  .flat()
  .filter(isCommand);

const base: Actor = {
  kind: "person",
  organizationId: 1,
  organizationName: "Acme",
  timeZone: "UTC",
  currency: "USD",
  userId: "00000000-0000-4000-8000-000000000001",
  keyId: null,
  email: "dana@acme.example",
  role: "viewer",
  scopes: [],
};

const actors: [string, Actor][] = [
  ...ROLES.map((role): [string, Actor] => [role, { ...base, role }]),
  ...[[], ...SCOPES.map((scope) => [scope]), [...SCOPES]].map((scopes): [string, Actor] => [
    `key with ${scopes.join(" and ") || "no scope"}`,
    { ...base, kind: "key", userId: null, keyId: base.userId, scopes },
  ]),
];

describe("every command", () => {
  test("has a name of its own", () => {
    const names = commands.map((command) => command.commandName);
    expect(names.length).toBeGreaterThan(8);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(actors)("asks the permission table before it looks at anything else: %s", async (_, actor) => {
    for (const command of commands) {
      // Nothing can be read from this, so whoever may act is told so, and nobody reaches the database.
      const answer = await command.from(actor, Symbol("no input")).catch((error: unknown) => error);
      expect(answer, command.commandName).toMatchObject({
        name: "UserError",
        code: can(actor, command.needs) ? "invalid_input" : "forbidden",
      });
    }
  });
});

test("an input error names the field and what it wants", () => {
  const schema = z.object({ name: z.string().min(1, "give it a name") });
  expect(() => parseInput(schema, { name: "" })).toThrow("name: give it a name");
});

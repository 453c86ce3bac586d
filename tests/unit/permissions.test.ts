import { describe, expect, test } from "vitest";
import { ROLES, type Role } from "@/lib/access/actor";
import { ACTIONS, type Action, can } from "@/lib/access/permissions";

const person = (role: Role) => ({ kind: "person" as const, role, scopes: [] });
const key = (scopes: readonly string[], role: Role = "owner") => ({ kind: "key" as const, role, scopes });
const allowed = (actor: Parameters<typeof can>[0]): Action[] =>
  ACTIONS.filter((action) => can(actor, action));

describe("what a role may do", () => {
  test("an owner and the machine's own command line may do everything", () => {
    expect(allowed(person("owner"))).toEqual(ACTIONS);
    expect(allowed({ kind: "system", role: "viewer", scopes: [] })).toEqual(ACTIONS);
  });
  test("an admin everything but make owners", () => {
    expect(ACTIONS.filter((action) => !can(person("admin"), action))).toEqual(["owner:write"]);
  });
  test("finance keeps prices, rules and imports, but not people and keys", () => {
    const actor = person("finance");
    for (const action of ["import:create", "import:void", "price:write", "rules:write"] as const)
      expect(can(actor, action)).toBe(true);
    for (const action of ["member:write", "key:write", "organization:write", "demo:write"] as const)
      expect(can(actor, action)).toBe(false);
  });
  test("product and engineer bring data in but take none out", () => {
    for (const role of ["product", "engineer"] as const) {
      expect(can(person(role), "import:create")).toBe(true);
      expect(can(person(role), "import:void")).toBe(false);
    }
    expect(can(person("product"), "rules:write")).toBe(true);
    expect(can(person("engineer"), "rules:write")).toBe(false);
    expect(can(person("engineer"), "revenue:read")).toBe(false);
  });
  test("a viewer only reads", () => {
    expect(allowed(person("viewer"))).toEqual(["report:read", "revenue:read", "import:read"]);
  });
  test("every role reads reports", () => {
    for (const role of ROLES) expect(can(person(role), "report:read")).toBe(true);
  });
});

describe("what a key may do follows its scopes, whoever made it", () => {
  test("ingest", () => {
    expect(allowed(key(["ingest"]))).toEqual(["import:read", "import:create"]);
  });
  test("read", () => {
    expect(allowed(key(["read"]))).toEqual(["report:read", "revenue:read", "import:read"]);
  });
  test("prices", () => {
    expect(allowed(key(["prices"]))).toEqual(["price:write"]);
  });
  test("rules", () => {
    expect(allowed(key(["rules"]))).toEqual(["rules:write"]);
  });
  test("none, or one that does not exist", () => {
    expect(allowed(key([]))).toEqual([]);
    expect(allowed(key(["owner", "admin", "*"]))).toEqual([]);
  });
});

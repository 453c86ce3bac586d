import type { Actor, Role } from "./actor";

/** Who may do what: the one table. A permission is one line; a new act adds its line here. */
const PERMISSIONS = {
  "report:read": { roles: ["admin", "finance", "product", "engineer", "viewer"], scopes: ["read"] },
  "revenue:read": { roles: ["admin", "finance", "product", "viewer"], scopes: ["read"] },
  "import:read": { roles: ["admin", "finance", "product", "engineer", "viewer"], scopes: ["ingest", "read"] },
  "import:create": { roles: ["admin", "finance", "product", "engineer"], scopes: ["ingest"] },
  "import:void": { roles: ["admin", "finance"], scopes: [] },
  "mapping:write": { roles: ["admin", "finance", "product", "engineer"], scopes: [] },
  "rules:write": { roles: ["admin", "finance", "product"], scopes: ["rules"] },
  "product:write": { roles: ["admin", "finance", "product"], scopes: [] },
  "price:write": { roles: ["admin", "finance"], scopes: ["prices"] },
  "audit:read": { roles: ["admin"], scopes: [] },
  "key:write": { roles: ["admin"], scopes: [] },
  "member:read": { roles: ["admin"], scopes: [] },
  "member:write": { roles: ["admin"], scopes: [] },
  "organization:write": { roles: ["admin"], scopes: [] },
  "demo:write": { roles: ["admin"], scopes: [] },
  /** Makes and unmakes owners and ends the organization: no role but the owner's. */
  "owner:write": { roles: [], scopes: [] },
} as const satisfies Record<string, { roles: readonly Role[]; scopes: readonly Scope[] }>;

/** What an API key may be made for. */
export const SCOPES = ["ingest", "read", "prices", "rules"] as const;
export type Scope = (typeof SCOPES)[number];

export type Action = keyof typeof PERMISSIONS;
export const ACTIONS = Object.keys(PERMISSIONS) as readonly Action[];

/**
 * True where the actor may do this in the actor's own organization. The command line on the machine itself may do
 * everything; a person by role, and an owner everything; an API key only by its scopes, whoever made it. Whose data it
 * reaches is not asked here: the fence of the organization answers that.
 */
export function can(actor: Pick<Actor, "kind" | "role" | "scopes">, action: Action): boolean {
  const allowed: { roles: readonly Role[]; scopes: readonly Scope[] } = PERMISSIONS[action];
  switch (actor.kind) {
    case "system":
      return true;
    case "person":
      return actor.role === "owner" || allowed.roles.includes(actor.role);
    case "key":
      return allowed.scopes.some((scope) => actor.scopes.includes(scope));
  }
}

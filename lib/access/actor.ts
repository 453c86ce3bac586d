export const ROLES = ["owner", "admin", "finance", "product", "engineer", "viewer"] as const;
export type Role = (typeof ROLES)[number];

/** Who asks: a signed-in person, an API key, or the command line on the machine itself. */
export type Actor = Readonly<{
  kind: "person" | "key" | "system";
  organizationId: number;
  organizationName: string;
  /** IANA reporting zone of the organization. */
  timeZone: string;
  currency: string;
  userId: string | null;
  keyId: string | null;
  email: string | null;
  role: Role;
  /** For keys: what the key may do; empty for persons. */
  scopes: readonly string[];
}>;

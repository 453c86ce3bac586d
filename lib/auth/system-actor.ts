import type { Actor } from "@/lib/access/actor";
import type { OrganizationEntry } from "@/lib/db/directory";

/** The command line on the machine itself, acting for one organization. Whoever runs it holds the database anyway. */
export function systemActor(organization: OrganizationEntry): Actor {
  return {
    kind: "system",
    organizationId: organization.id,
    organizationName: organization.name,
    timeZone: organization.zone,
    currency: organization.currency,
    userId: null,
    keyId: null,
    email: null,
    role: "owner",
    scopes: [],
  };
}

import { ROLES, type Role } from "@/lib/access/actor";

const WORDS: Record<Role, string> = {
  owner: "owner: everything, other owners too",
  admin: "admin: everything but owners",
  finance: "finance: figures, imports, prices, rules",
  product: "product: figures, imports, rules",
  engineer: "engineer: figures without revenue, imports",
  viewer: "viewer: sees figures",
};

/** The roles one may give, with what each may do. */
export const roleOptions = (withOwner: boolean) =>
  ROLES.filter((role) => withOwner || role !== "owner").map((role) => ({ value: role, label: WORDS[role] }));

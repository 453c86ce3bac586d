"use server";

import { headers } from "next/headers";
import { z } from "zod";
import { action, signedInAction } from "@/lib/auth/action";
import { addressOf } from "@/lib/auth/address";
import { sessionHashHere, signInHere } from "@/lib/auth/session-cookie";
import { changeRole as changeRoleCommand } from "@/lib/commands/change-role";
import { notFound, parseInput } from "@/lib/commands/command";
import { createKey as createKeyCommand } from "@/lib/commands/create-key";
import { createUser } from "@/lib/commands/create-user";
import { removeMember as removeMemberCommand } from "@/lib/commands/remove-member";
import { revokeKey as revokeKeyCommand } from "@/lib/commands/revoke-key";
import { changePassword as change } from "@/lib/commands/set-password";
import { setRetention } from "@/lib/commands/set-retention";
import { updateOrganization } from "@/lib/commands/update-organization";
import { updateProviderSetting } from "@/lib/commands/update-provider-setting";
import { organizationsOfPerson } from "@/lib/db/directory";
import { chooseOrganization } from "@/lib/db/sessions";

export const saveOrganization = action(updateOrganization);
export const saveRetention = action(setRetention);
export const saveProvider = action(updateProviderSetting);
export const revokeKey = action(revokeKeyCommand);
export const changeRole = action(changeRoleCommand);
export const removeMember = action(removeMemberCommand);

/** A form's empty field means “none”. */
const optional = z
  .string()
  .optional()
  .transform((text) => text || null);

export const createKey = signedInAction("key.create", (actor, input) => {
  const days = optional.transform((text) => (text === null ? null : Number(text)));
  const form = parseInput(z.object({ expiresInDays: days }).loose(), input);
  return createKeyCommand.from(actor, { scopes: [], ...form });
});

export const addMember = signedInAction("member.add", (actor, input) =>
  createUser.from(actor, parseInput(z.object({ password: optional }).loose(), input)),
);

/** All sessions of the person end; this browser gets a new one, in the same organization. */
export const changePassword = signedInAction("password.change", async (actor, input) => {
  await change(actor, input, addressOf(await headers()));
  if (actor.userId) await signInHere(actor.userId, actor.organizationId);
});

/** Shows another of the person's organizations from the next page on. */
export const switchOrganization = signedInAction("organization.switch", async (actor, input) => {
  const { organizationId } = parseInput(z.object({ organizationId: z.coerce.number().int() }), input);
  const mine = actor.userId ? await organizationsOfPerson(actor.userId) : [];
  if (!mine.some((organization) => organization.id === organizationId)) {
    throw notFound("organization", organizationId);
  }
  const session = await sessionHashHere();
  if (session) await chooseOrganization(session, organizationId);
});

import { z } from "zod";
import { SCOPES } from "@/lib/access/permissions";
import { newApiKey } from "@/lib/auth/api-key";
import { command } from "./command";
import { nameField } from "./fields";

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Makes an API key for the actor's organization.
 * @returns `text` is the key itself: shown once, kept nowhere.
 */
export const createKey = command({
  name: "key.create",
  needs: "key:write",
  input: z.object({
    name: nameField("key"),
    scopes: z
      .array(z.string().pipe(z.enum(SCOPES, `one of ${SCOPES.join(", ")}`)))
      .min(1, `at least one of ${SCOPES.join(", ")}`),
    /** null or absent: until it is revoked. */
    expiresInDays: z.number().int().min(1).max(3650).nullish(),
  }),
  async run({ tx, actor, input }) {
    const scopes = SCOPES.filter((scope) => input.scopes.includes(scope));
    const key = newApiKey();
    const expiresAt = input.expiresInDays ? new Date(Date.now() + input.expiresInDays * DAY_MS) : null;
    const row = await tx.apiKey.create({
      data: {
        organizationId: actor.organizationId,
        name: input.name,
        prefix: key.prefix,
        keyHash: new Uint8Array(key.hash),
        scopes,
        createdBy: actor.userId,
        expiresAt,
      },
      select: { id: true },
    });
    return {
      result: { id: row.id, text: key.text, prefix: key.prefix, scopes },
      audit: { entity: row.id, after: { name: input.name, prefix: key.prefix, scopes, expiresAt } },
    };
  },
});

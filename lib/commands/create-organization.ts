import { z } from "zod";
import type { OrganizationEntry } from "@/lib/db/directory";
import { foundOrganization } from "@/lib/db/founding";
import { isUniqueViolation } from "@/lib/db/violation";
import { conflict, parseInput } from "./command";
import { currencyField, nameField, zoneField } from "./fields";

export const organizationInput = z.object({
  name: nameField("organization"),
  zone: zoneField,
  currency: currencyField.default("USD"),
});

/**
 * An organization without members, made on the machine itself (the command line, the demo); there is no actor yet whose
 * permission could be asked.
 * @throws UserError name_taken, invalid_input.
 */
export async function createOrganization(
  input: z.input<typeof organizationInput> & { readonly isDemo?: boolean },
): Promise<OrganizationEntry> {
  const wanted = parseInput(organizationInput, input);
  try {
    return await foundOrganization({ ...wanted, isDemo: input.isDemo ?? false });
  } catch (error) {
    if (isUniqueViolation(error)) throw nameTaken(wanted.name);
    throw error;
  }
}

export const nameTaken = (name: string) =>
  conflict("name_taken", `There is already an organization called “${name}”.`, "Choose another name.");

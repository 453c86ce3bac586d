import { z } from "zod";
import { ROLES } from "@/lib/access/actor";
import { isZone } from "@/lib/time";

/** Fields that several acts read alike. Each says what it wants, since its message reaches the person. */

const CONTROL = /\p{Cc}/u;

/** A name people give: visible characters on one line. */
export const nameField = (what: string, lengthMax = 80) =>
  z
    .string()
    .trim()
    .min(1, `give the ${what} a name`)
    .max(lengthMax, `at most ${lengthMax} characters`)
    .refine((text) => !CONTROL.test(text), "one line, without control characters");

export const emailField = z
  .string()
  .trim()
  .max(254, "at most 254 characters")
  .regex(/^[^\s@]+@[^\s@]+$/, "write it like name@example.com");

export const roleField = z.string().pipe(z.enum(ROLES, `one of ${ROLES.join(", ")}`));

export const zoneField = z
  .string()
  .trim()
  .refine(isZone, "not a time zone; use an IANA name such as Europe/Berlin");

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

export const currencyField = z
  .string()
  .trim()
  .toUpperCase()
  .refine((code) => CURRENCIES.has(code), "not a currency; use an ISO code such as USD");

/** Its rules are asked where the e-mail is known too: `passwordProblem`. */
export const passwordField = z.string().min(1, "give a password").max(1024, "at most 256 characters");

import { hash, verify } from "@node-rs/argon2";

export const PASSWORD_LENGTH_MIN = 12;
const PASSWORD_LENGTH_MAX = 256;

/** argon2id (the library's default algorithm), 64 MiB, three passes: about 50 ms on one core. */
const COST = { memoryCost: 65_536, timeCost: 3, parallelism: 1 };

/** Each hash holds 64 MiB while it runs, so no more than these run at once; the others wait their turn. */
const AT_ONCE_MAX = 4;
let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE_MAX) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(password, COST));

/** True where the password is the one of the hash. A damaged hash matches nothing. */
export async function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  if (password.length > PASSWORD_LENGTH_MAX) return false;
  return inTurn(() => verify(passwordHash, password).catch(() => false));
}

/** The hash of a password nobody knows: an unknown account takes as long to refuse as a known one. */
export const NOBODYS_HASH =
  "$argon2id$v=19$m=65536,t=3,p=1$oKvX6OJRwBziDNT+DfyltQ$4GttlKRU0CeAkRB9NWs+SdR4evDkoTQFXyh++ZTRdtU";

/** Long enough and still among the first guesses; compared without spaces, digits, signs and case. */
const COMMON = [
  "password",
  "passwort",
  "passwordpassword",
  "qwertyuiop",
  "qwertyuiopasdfghjkl",
  "qwertyqwerty",
  "asdfghjkl",
  "abcdefghijkl",
  "letmein",
  "letmeinletmein",
  "iloveyou",
  "iloveyouiloveyou",
  "administrator",
  "adminadmin",
  "adminadminadmin",
  "welcome",
  "welcomewelcome",
  "changeme",
  "changemechangeme",
  "trustnoone",
  "costcurve",
  "costcurvecostcurve",
];

/** What is wrong with a new password, as a sentence, or null. No rule asks for signs or digits: length is what counts. */
export function passwordProblem(password: string, email: string): string | null {
  if (password.length < PASSWORD_LENGTH_MIN) {
    return `The password needs at least ${PASSWORD_LENGTH_MIN} characters; a few words in a row are easiest.`;
  }
  if (password.length > PASSWORD_LENGTH_MAX) {
    return `The password may have at most ${PASSWORD_LENGTH_MAX} characters.`;
  }
  const plain = password.toLowerCase();
  const account = email.toLowerCase();
  const name = account.split("@")[0] ?? "";
  if (plain.includes(account) || (name.length > 3 && plain.replace(/[^a-z]/g, "") === name)) {
    return "The password must not be the e-mail address.";
  }
  if (new Set(plain).size < 5) return "The password repeats a few characters; use a few words in a row.";
  const letters = plain.replace(/[^a-z]/g, "");
  const isCount = /^\d+$/.test(plain) && "01234567890123456789012345678909876543210".includes(plain);
  if (COMMON.includes(letters) || isCount) {
    return "This password is among the first that are guessed; use a few words in a row.";
  }
  return null;
}

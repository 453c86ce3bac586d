/**
 * What stopped an import without the file being to blame. "lost": the database was away, and what was begun is tried
 * again by itself. "full" and "limit": somebody has to make room first, and resumes the import then.
 */
export type Outage = { readonly kind: "lost" | "full" | "limit" | "disk"; readonly reason: string };

const LOST_CODES = new Set([
  ...["57P01", "57P02", "57P03", "57P05", "53300", "40001", "40P01", "25P03"],
  ...[
    "ECONNREFUSED",
    "ECONNRESET",
    "EPIPE",
    "ETIMEDOUT",
    "ENOTFOUND",
    "EAI_AGAIN",
    "EHOSTUNREACH",
    "ENETUNREACH",
  ],
]);
/** The driver's own words, which carry no code. */
const LOST_WORDS =
  /connection terminated|timeout exceeded when trying to connect|connection error and is not queryable|client was closed|connection ended|socket hang up/i;

const NOTHING = "Nothing of the file was added.";

/** What kind of outage an error is, in plain words; null where it is none. */
export function outageOf(error: unknown): Outage | null {
  if (!(error instanceof Error)) return null;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  // Where every address of a host refuses, Node gives the reasons one by one.
  if (error instanceof AggregateError && code === "") return outageOf(error.errors[0]);
  if (LOST_CODES.has(code) || code.startsWith("08") || (code === "" && LOST_WORDS.test(error.message)))
    return {
      kind: "lost",
      reason: `The connection to the database was lost. ${NOTHING} Resume the import once the database answers.`,
    };
  if (code === "53100")
    return {
      kind: "full",
      reason: `The disk of the database is full. ${NOTHING} Make room there, then resume the import.`,
    };
  if (code === "ENOSPC" || code === "EDQUOT")
    return {
      kind: "full",
      reason: `The disk that holds the imported files is full. ${NOTHING} Make room there, then resume the import.`,
    };
  if (code === "53200" || code === "53400")
    return {
      kind: "limit",
      reason: `The database reached a limit of its settings (${error.message}). ${NOTHING} Raise the limit, then resume the import.`,
    };
  if (code === "EIO" || code === "EACCES" || code === "EPERM" || code === "EMFILE")
    return {
      kind: "disk",
      reason: `The stored file could not be read (${code}). ${NOTHING} Look at the disk and at who may read the folder of files, then resume the import.`,
    };
  return null;
}

/** Thrown where an import has to be taken up again: its row still says that it is running. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  constructor(
    /** For people, should it not be tried again. */
    readonly reason: string,
    /** True where this process was asked to stop, so that another may go on at once. */
    readonly isPutBack: boolean = false,
  ) {
    super(reason);
  }
}

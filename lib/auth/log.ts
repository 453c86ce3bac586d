import pino, { type Logger } from "pino";

let made: Logger | undefined;

/**
 * The server's log, one JSON line an event, on stderr. Of an error it keeps kind, code and stack: messages of the
 * database repeat values, and headers carry cookies and keys.
 */
export function log(): Logger {
  made ??= pino(
    {
      level: process.env.LOG_LEVEL ?? "info",
      redact: ["*.password", "*.authorization", "*.cookie", "*.token", "password", "token"],
      serializers: { err: withoutValues },
    },
    pino.destination(2),
  );
  return made;
}

function withoutValues(error: unknown): object {
  if (!(error instanceof Error)) return { kind: typeof error };
  const code = "code" in error ? String(error.code) : undefined;
  // The stack begins with the message; what stands below it are places only.
  const stack = error.stack?.split("\n").filter((line) => /^\s+at /.test(line));
  return { kind: error.name, code, stack: stack?.slice(0, 12).join("\n") };
}

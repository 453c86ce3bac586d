import type { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import { type Action, can } from "@/lib/access/permissions";
import { parseInput } from "@/lib/commands/command";
import { forbidden, invalidInput, UserError } from "@/lib/commands/errors";
import { actorOfRequest } from "./actor";
import { failureOf } from "./failure";

const JSON_BYTES_MAX = 1024 * 1024;

/** On every answer of the API: nobody in between keeps it, no browser guesses its type. */
export const PRIVATE_HEADERS = {
  "cache-control": "private, no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
} as const;

type Params = Readonly<Record<string, string>>;
type Context<Input> = Readonly<{ actor: Actor; input: Input; params: Params; request: Request }>;
type Guard<Schema> = Readonly<{
  needs: Action;
  /** Read from the query of a GET, from the JSON body of anything else. Without it the handler reads the body itself. */
  input?: Schema;
}>;

/**
 * A route handler of the API: actor, Origin, permission, input, then `handler`; errors as JSON.
 * What the handler returns is sent as JSON, unless it is a Response, whose own headers stand.
 */
export function route<Schema extends z.ZodType = z.ZodUndefined>(
  guard: Guard<Schema>,
  handler: (context: Context<z.output<Schema>>) => Promise<unknown>,
): (request: Request, context: { params: Promise<object> }) => Promise<Response> {
  return async (request, context) => {
    try {
      const actor = await actorWhoMay(request, guard.needs);
      // Next gives none at all where an address has no part to name.
      const params = ((await context.params) ?? {}) as Params;
      const input = guard.input ? parseInput(guard.input, await inputOf(request)) : undefined;
      const answer = await handler({ actor, input: input as z.output<Schema>, params, request });
      return answer instanceof Response ? withPrivateHeaders(answer) : jsonAnswer(answer, 200);
    } catch (error) {
      return errorAnswer(error, new URL(request.url).pathname);
    }
  };
}

/** Whoever sends the request, if they may do this. Throws UserError 401 or 403. */
export async function actorWhoMay(request: Request, needs: Action): Promise<Actor> {
  const actor = await actorOfRequest(request);
  if (!can(actor, needs)) throw refusal(actor, needs);
  return actor;
}

/** Any value as a private JSON answer; whole numbers beyond JSON's own become text. */
export function jsonAnswer(value: unknown, status: number): Response {
  const text = JSON.stringify(value, (_key, v: unknown) => (typeof v === "bigint" ? v.toString() : v));
  return new Response(`${text}\n`, {
    status,
    headers: { ...PRIVATE_HEADERS, "content-type": "application/json; charset=utf-8" },
  });
}

/** `{ "error": { code, message, fix } }`, for routes of any kind. */
export function errorAnswer(error: unknown, where: string): Response {
  const { status, ...told } = failureOf(error, where);
  const answer = jsonAnswer({ error: told }, status);
  if (status === 401) answer.headers.set("www-authenticate", 'Bearer realm="Costcurve"');
  return answer;
}

function refusal(actor: Actor, needs: Action): UserError {
  if (actor.kind !== "key") return forbidden();
  return new UserError({
    code: "forbidden",
    message: `This API key may not do that (${needs}); its scopes are: ${actor.scopes.join(", ") || "none"}.`,
    fix: "Make a key with the scope that is missing, in Settings or with `costcurve key create`.",
    status: 403,
  });
}

function withPrivateHeaders(answer: Response): Response {
  const headers = new Headers(answer.headers);
  for (const [name, value] of Object.entries(PRIVATE_HEADERS)) {
    if (!headers.has(name)) headers.set(name, value);
  }
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
}

async function inputOf(request: Request): Promise<unknown> {
  if (request.method === "GET" || request.method === "HEAD") {
    return Object.fromEntries(new URL(request.url).searchParams);
  }
  const text = await limitedText(request);
  // Acts whose parameters may all be left out: `curl -X POST …/commit`.
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    throw invalidInput(
      "The body is not JSON.",
      "Send one JSON object, with the header Content-Type: application/json.",
    );
  }
}

async function limitedText(request: Request): Promise<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = "";
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > JSON_BYTES_MAX) {
      throw new UserError({
        code: "too_large",
        message: "The body is larger than 1 MB.",
        fix: "Send less at once; files go to POST /api/v1/imports.",
        status: 413,
      });
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

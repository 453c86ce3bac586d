import { jsonAnswer } from "@/lib/auth/route";
import { NO_SET } from "@/lib/commands/rules-in-force";

/** A document with the id of the set it is as its ETag; “none” where no set is in force. */
export function taggedAnswer(document: unknown, id: string | null): Response {
  const answer = jsonAnswer(document, 200);
  answer.headers.set("etag", `"${id ?? NO_SET}"`);
  return answer;
}

/** The set a change was made from: what If-Match names; undefined where the caller does not care. */
export function basedOn(request: Request): string | undefined {
  const tag = request.headers.get("if-match")?.trim();
  if (!tag || tag === "*") return undefined;
  return tag.replace(/^W\//, "").replace(/^"(.*)"$/, "$1");
}

/** Written by proxy.ts: the address of the page being drawn, which a server component cannot see by itself. */
export const PATH_HEADER = "x-costcurve-path";

/** Where to go after signing in: a path of this site, whatever the address bar says; else the Overview. */
export function nextPath(text: string | null | undefined): string {
  // “//host” and “/\host” lead away; control characters are dropped by browsers, so they could hide either.
  if (!text || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(text)) return "/";
  return text.startsWith("/sign-in") || text.startsWith("/setup") || text.startsWith("/api/") ? "/" : text;
}

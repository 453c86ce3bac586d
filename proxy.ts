import { type NextRequest, NextResponse } from "next/server";
import { PATH_HEADER } from "@/lib/auth/next-path";

/**
 * Headers only. Who may see a page is asked by the page itself: a proxy can be gone around.
 * A fresh nonce names our own scripts to the browser; Next finds it in the request's policy and writes it on each.
 */
export function proxy(request: NextRequest): NextResponse {
  const policy = policyWith(btoa(crypto.randomUUID()));
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  headers.set(PATH_HEADER, `${request.nextUrl.pathname}${request.nextUrl.search}`);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  for (const [name, value] of Object.entries(FIXED)) response.headers.set(name, value);
  if (process.env.APP_URL?.startsWith("https://")) {
    response.headers.set("strict-transport-security", "max-age=31536000");
  }
  return response;
}

/**
 * The API is left out: where this function matches, a request's body is kept in memory and cut at 10 MB without a word,
 * and its routes set headers of their own (lib/auth/route.ts). Files of the build are left out since they are public.
 */
export const config = { matcher: ["/((?!api/|_next/static/|icon.svg|favicon.ico).*)"] };

const FIXED = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  // Not “no-referrer”: with it browsers send `Origin: null` on our own forms.
  "referrer-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "cross-origin-opener-policy": "same-origin",
} as const;

const isDevelopment = process.env.NODE_ENV === "development";

function policyWith(nonce: string): string {
  // The development server evaluates code to show where an error is, and puts styles in by script.
  const script = isDevelopment ? " 'unsafe-eval'" : "";
  const style = isDevelopment ? "'unsafe-inline'" : `'nonce-${nonce}'`;
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${script}`,
    `style-src-elem 'self' ${style}`,
    // Widths and colours of drawn bars are written on their elements.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${isDevelopment ? " ws: wss:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

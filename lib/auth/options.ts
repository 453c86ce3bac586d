import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { endSession } from "@/lib/db/sessions";
import { addressOf } from "./address";
import { log } from "./log";
import { cookieOf, SESSION_SECONDS_MAX, sessionSecret, startSession } from "./session";
import { personOf } from "./sign-in";
import { hashOf } from "./token";

/** How next-auth is used here: it checks the form's token, sets and clears the cookie. Who somebody is stays in our table. */
export function authOptions(): NextAuthOptions {
  return {
    secret: sessionSecret(),
    // Database sessions are refused beside credentials, so the token carries an id whose row is read on every request.
    session: { strategy: "jwt", maxAge: SESSION_SECONDS_MAX },
    jwt: { maxAge: SESSION_SECONDS_MAX },
    cookies: {
      sessionToken: cookieOf("session"),
      csrfToken: cookieOf("csrf"),
      callbackUrl: cookieOf("callback"),
    },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    providers: [
      CredentialsProvider({
        name: "e-mail and password",
        credentials: { email: { type: "email" }, password: { type: "password" } },
        async authorize(input, request) {
          try {
            const headers = new Headers(
              Object.entries(request.headers ?? {}).map(([k, v]) => [k, String(v)]),
            );
            const person = await personOf(input, addressOf(headers));
            return person ? { id: person.userId } : null;
          } catch (error) {
            // next-auth would write the message into the address bar.
            log().error({ err: error }, "sign-in failed");
            return null;
          }
        },
      }),
    ],
    callbacks: {
      async jwt({ token, user }) {
        return user ? startSession(user.id) : typeof token.sid === "string" ? { sid: token.sid } : {};
      },
      async session({ session }) {
        return { expires: session.expires };
      },
    },
    events: {
      async signOut({ token }) {
        if (typeof token?.sid === "string") await endSession(hashOf(token.sid));
      },
    },
    logger: {
      error: (code) => log().error({ code }, "next-auth"),
      warn: (code) => log().warn({ code }, "next-auth"),
      debug: () => {},
    },
  };
}

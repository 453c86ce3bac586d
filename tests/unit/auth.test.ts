import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { addressOf, PEER_HEADER } from "@/lib/auth/address";
import { apiKeyHash, newApiKey } from "@/lib/auth/api-key";
import { appUrl, ownOrigins } from "@/lib/auth/app-url";
import { nextPath } from "@/lib/auth/next-path";
import { checkOrigin } from "@/lib/auth/origin";
import { hashPassword, NOBODYS_HASH, passwordProblem, verifyPassword } from "@/lib/auth/password";
import { cookieOf } from "@/lib/auth/session";

beforeEach(() => {
  vi.stubEnv("APP_URL", "http://127.0.0.1:3917");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe("an API key", () => {
  test("is found by its hash, and shows only a few characters of itself", () => {
    const key = newApiKey();
    expect(key.text).toMatch(/^cc_[A-Za-z0-9_-]{49}$/);
    expect(apiKeyHash(key.text)).toEqual(key.hash);
    expect(key.text.startsWith(key.prefix)).toBe(true);
    expect(key.prefix).toHaveLength(9);
  });

  test("with one character changed is no key, without asking the database", () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 51 }), fc.constantFrom(..."abcXYZ019-_"), (at, character) => {
        const { text } = newApiKey();
        fc.pre(text[at] !== character);
        expect(apiKeyHash(text.slice(0, at) + character + text.slice(at + 1))).toBeNull();
      }),
    );
  });
});

describe("a password", () => {
  const problem = (password: string) => passwordProblem(password, "dana.reed@acme.example");

  test.each([
    "short",
    "dana.reed@acme.example",
    "aaaaaaaaaaaa",
    "password1234",
    "123456789012",
    "Passwort!2026",
  ])("is refused with a reason: %s", (password) => {
    expect(problem(password)).toMatch(/\.$/);
  });
  test.each(["a few words in a row", "fhq8-7x_hpw2zk", "パスワードはここにありますよ"])(
    "is accepted: %s",
    (password) => {
      expect(problem(password)).toBeNull();
    },
  );

  test("matches its own hash and no other, and costs 64 MiB in three passes", async () => {
    const hash = await hashPassword("a few words in a row");
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
    expect(NOBODYS_HASH.split("$").slice(0, 4)).toEqual(hash.split("$").slice(0, 4));
    expect(await verifyPassword(hash, "a few words in a row")).toBe(true);
    expect(await verifyPassword(hash, "a few words in a roW")).toBe(false);
    expect(await verifyPassword(NOBODYS_HASH, "a few words in a row")).toBe(false);
    expect(await verifyPassword("damaged", "a few words in a row")).toBe(false);
  });
});

describe("where to go after signing in", () => {
  test.each(["/spend?from=2026-10-01", "/rows/4#12", "/imports"])("a page of ours: %s", (path) => {
    expect(nextPath(path)).toBe(path);
  });
  test.each([
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/sign-in?next=/",
    "/api/v1/imports",
    "",
    null,
    undefined,
  ])("nowhere else: %s", (path) => {
    expect(nextPath(path)).toBe("/");
  });
});

describe("the origin of a change", () => {
  const asked = (headers: Record<string, string>) => () => checkOrigin(new Headers(headers));

  test("is Costcurve's own address, by either name of this machine", () => {
    expect(asked({ origin: "http://127.0.0.1:3917" })).not.toThrow();
    expect(asked({ origin: "http://localhost:3917" })).not.toThrow();
  });

  test("may be told by the browser in its other way", () => {
    expect(asked({ "sec-fetch-site": "same-origin" })).not.toThrow();
  });

  test.each([
    ["told as another site's", { "sec-fetch-site": "same-site" }],
    ["foreign, whatever else is said", { origin: "https://evil.example", "sec-fetch-site": "same-origin" }],
    ["foreign", { origin: "https://evil.example" }],
    ["another port", { origin: "http://127.0.0.1:3918" }],
    ["another scheme", { origin: "https://127.0.0.1:3917" }],
    ["null", { origin: "null" }],
    ["absent", {}],
    [
      "foreign, with a forged host to match",
      { origin: "https://evil.example", host: "evil.example", "x-forwarded-host": "evil.example" },
    ],
  ])("is refused where it is %s", (_, headers) => {
    expect(asked(headers as Record<string, string>)).toThrowError(
      expect.objectContaining({ code: "foreign_origin", status: 403 }),
    );
  });

  test("has no other names where the address is public", () => {
    expect(ownOrigins(new URL("https://costs.acme.example/"))).toEqual(["https://costs.acme.example"]);
  });
});

describe("the session's cookie", () => {
  test("is bound to the host under TLS", () => {
    vi.stubEnv("APP_URL", "https://costs.acme.example");
    expect(appUrl().origin).toBe("https://costs.acme.example");
    expect(cookieOf("session")).toEqual({
      name: "__Host-costcurve-session",
      options: { httpOnly: true, sameSite: "lax", path: "/", secure: true },
    });
  });

  test("is told apart by port without it, since browsers share cookies among ports", () => {
    expect(cookieOf("session").name).toBe("costcurve-session-3917");
    expect(cookieOf("session").options.secure).toBe(false);
  });
});

describe("where a request came from", () => {
  const from = (headers: Record<string, string>, hops: number) => addressOf(new Headers(headers), hops);

  test("is the socket's address; what the sender claims counts for nothing", () => {
    expect(from({ [PEER_HEADER]: "203.0.113.9", "x-forwarded-for": "10.0.0.1" }, 0)).toBe("203.0.113.9");
    expect(from({ [PEER_HEADER]: "::ffff:203.0.113.9" }, 0)).toBe("203.0.113.9");
  });

  test("behind proxies is what the outermost of ours wrote", () => {
    const headers = { [PEER_HEADER]: "10.0.0.2", "x-forwarded-for": "made-up, 203.0.113.9, 10.0.0.1" };
    expect(from(headers, 2)).toBe("203.0.113.9");
    expect(from({ [PEER_HEADER]: "10.0.0.2" }, 1)).toBe("10.0.0.2");
  });

  test("is a whole /64 in IPv6", () => {
    expect(from({ [PEER_HEADER]: "2001:db8:0:12::1" }, 0)).toBe("2001:db8:0:12::/64");
    expect(from({ [PEER_HEADER]: "2001:DB8:0:012:ffff::2" }, 0)).toBe("2001:db8:0:12::/64");
    expect(from({ [PEER_HEADER]: "::1" }, 0)).toBe("0:0:0:0::/64");
  });
});

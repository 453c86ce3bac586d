import { readConfig } from "@/lib/db/config";

let known: { from: string; url: URL } | undefined;

/** The address people use, from the configuration and never from a request: links, cookies and the Origin check follow it. */
export function appUrl(): URL {
  const { APP_URL, HOST, PORT } = process.env;
  const from = [APP_URL, HOST, PORT].join(" ");
  if (known?.from !== from) known = { from, url: new URL(readConfig().appUrl) };
  return known.url;
}

const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

/** The origins that are ours: the configured one and, on this machine, its other names. */
export function ownOrigins(url: URL = appUrl()): readonly string[] {
  if (!LOOPBACK.includes(url.hostname)) return [url.origin];
  return LOOPBACK.map((host) => new URL(`${url.protocol}//${host}${url.port ? `:${url.port}` : ""}`).origin);
}

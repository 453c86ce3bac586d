import { isIPv6 } from "node:net";

/** Written by our own server from the socket, over whatever a client sent under this name. */
export const PEER_HEADER = "x-costcurve-peer";

/**
 * Where a request came from, as far as it can be believed: the socket's address, or with trusted proxies in front the
 * entry of X-Forwarded-For that the outermost of them wrote. What stands left of that entry the sender may have made up.
 * @param hops the number of trusted proxies in front (COSTCURVE_PROXY_HOPS, 0 unless set).
 */
export function addressOf(headers: Pick<Headers, "get">, hops: number = proxyHops()): string {
  const peer = headers.get(PEER_HEADER) ?? "unknown";
  if (hops === 0) return networkOf(peer);
  const forwarded = (headers.get("x-forwarded-for") ?? "").split(",").map((part) => part.trim());
  return networkOf(forwarded.at(-hops) || peer);
}

function proxyHops(): number {
  const hops = Number(process.env.COSTCURVE_PROXY_HOPS ?? "0");
  return Number.isSafeInteger(hops) && hops > 0 ? hops : 0;
}

/** One household or server owns a whole /64 of IPv6, so that is what is counted. IPv4 stays as it is. */
function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
  if (!isIPv6(plain)) return plain;
  const [head = "", tail] = plain.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail ? tail.split(":") : [];
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<string>(zeros).fill("0"), ...right].slice(0, 4);
  return `${groups.map((group) => group.toLowerCase().replace(/^0+(?=.)/, "")).join(":")}::/64`;
}

/** One step of a pattern: a character it takes, or a place it branches at. */
type State =
  | { readonly kind: "char"; readonly takes: (point: number) => boolean; next: number }
  | { readonly kind: "fork"; to: number[] }
  | { readonly kind: "start" | "end"; next: number }
  | { readonly kind: "match" };

/** What a pattern is made of, as it is read. */
export type Node =
  | { readonly kind: "char"; readonly takes: (point: number) => boolean }
  | { readonly kind: "start" | "end" }
  | { readonly kind: "all"; readonly of: readonly Node[] }
  | { readonly kind: "any"; readonly of: readonly Node[] }
  | { readonly kind: "repeat"; readonly of: Node; readonly min: number; readonly max: number };

const STATES_MAX = 2_000;

/** What cannot be read of a pattern, in words that go on from “cannot be used as a pattern:”. */
export class Unreadable extends Error {}

/** @throws Unreadable where counting makes it too large */
export function compile(root: Node): State[] {
  const states: State[] = [];
  const add = (state: State): number => {
    if (states.push(state) > STATES_MAX) throw new Unreadable("it is too large: count less often.");
    return states.length - 1;
  };
  /** Adds a node whose end leads to `next`, and returns where it begins. */
  const build = (node: Node, next: number): number => {
    switch (node.kind) {
      case "char":
        return add({ kind: "char", takes: node.takes, next });
      case "start":
      case "end":
        return add({ kind: node.kind, next });
      case "all":
        return node.of.reduceRight((after, part) => build(part, after), next);
      case "any":
        return add({ kind: "fork", to: node.of.map((part) => build(part, next)) });
      case "repeat":
        return repeat(node, next);
    }
  };
  const repeat = (node: Extract<Node, { kind: "repeat" }>, next: number): number => {
    let begin = next;
    if (node.max === Number.POSITIVE_INFINITY) {
      const fork = { kind: "fork" as const, to: [next] };
      begin = add(fork);
      fork.to.push(build(node.of, begin));
    } else
      for (let i = node.min; i < node.max; i += 1)
        begin = add({ kind: "fork", to: [next, build(node.of, begin)] });
    for (let i = 0; i < node.min; i += 1) begin = build(node.of, begin);
    return begin;
  };
  const match = add({ kind: "match" });
  const begin = build(root, match);
  // The first state, so that a search knows where to start.
  states.push({ kind: "fork", to: [begin] });
  return states;
}

/** Follows every way at once: at most every state once a character. */
export function runs(states: readonly State[], text: string): boolean {
  const points = [...text].map((char) => char.codePointAt(0) ?? 0);
  const first = states.length - 1;
  let now: number[] = [];
  for (let at = 0; at <= points.length; at += 1) {
    const seen = new Set<number>();
    const open = [...now, first];
    const next: number[] = [];
    for (let i = open.pop(); i !== undefined; i = open.pop()) {
      if (seen.has(i)) continue;
      seen.add(i);
      const state = states[i];
      if (state === undefined) continue;
      if (state.kind === "match") return true;
      if (state.kind === "fork") open.push(...state.to);
      else if (state.kind === "start") {
        if (at === 0) open.push(state.next);
      } else if (state.kind === "end") {
        if (at === points.length) open.push(state.next);
      } else if (state.kind === "char" && at < points.length && state.takes(points[at] ?? 0))
        next.push(state.next);
    }
    now = next;
  }
  return false;
}

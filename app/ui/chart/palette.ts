import type { Series } from "./types";

const NAMES = [
  "paper",
  "card",
  "ink",
  "ink-2",
  "line",
  "rule",
  "good",
  "bad",
  "c1",
  "c2",
  "c3",
  "c4",
  "c5",
  "c6",
  "c7",
];

export type Palette = Readonly<{
  font: string;
  color: (name: string) => string;
  word: (name: string) => string;
}>;

/** The theme's colours as the canvas wants them: resolved, and for words dark or light enough to be read. */
export function readPalette(host: HTMLElement): Palette {
  const probe = document.createElement("span");
  host.append(probe);
  const resolve = (color: string) => {
    probe.style.color = color;
    return getComputedStyle(probe).color;
  };
  const colors = new Map(NAMES.map((name) => [name, resolve(`var(--${name})`)]));
  const words = new Map(
    NAMES.map((name) => [name, resolve(`color-mix(in srgb, var(--${name}) 62%, var(--ink))`)]),
  );
  const font = getComputedStyle(host).fontFamily;
  probe.remove();
  return {
    font,
    color: (name) => colors.get(name) ?? "gray",
    word: (name) => words.get(name) ?? "gray",
  };
}

const ORDER = ["c1", "c2", "c3", "c4", "c6", "c7"];

/** The colour's name for each series: in order, the rest of many in grey. */
export function colorNames(series: readonly Series[]): string[] {
  let next = 0;
  return series.map((one) => (one.other ? "c5" : (ORDER[next++ % ORDER.length] ?? "c5")));
}

/** Calls back when the person or the system changes the theme; returns how to stop. */
export function onThemeChange(callback: () => void): () => void {
  const observer = new MutationObserver(callback);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", callback);
  return () => {
    observer.disconnect();
    system.removeEventListener("change", callback);
  };
}

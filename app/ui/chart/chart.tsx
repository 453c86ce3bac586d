"use client";

import { useRouter } from "next/navigation";
import { type KeyboardEvent, type MouseEvent, useEffect, useRef } from "react";
import { join } from "../join";
import { bridgeOf } from "./bridge";
import { ChartTable } from "./chart-table";
import type { Drawing } from "./draw";
import { colorNames, onThemeChange } from "./palette";
import { type ChartProps, DEFAULT_HEIGHT } from "./types";
import { stepText } from "./units";

const SWATCHES: Record<string, string> = {
  c1: "bg-c1",
  c2: "bg-c2",
  c3: "bg-c3",
  c4: "bg-c4",
  c5: "bg-c5",
  c6: "bg-c6",
  c7: "bg-c7",
};

/**
 * A chart: its drawing code is fetched once the page stands, into a place kept for it. Arrow keys walk along the
 * points, Enter opens the one marked, and a hidden table holds every value for screen readers.
 */
export function Chart(props: ChartProps) {
  const router = useRouter();
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawing = useRef<Drawing | null>(null);
  const marked = useRef<number | null>(null);
  const hrefs = (props.kind === "bridge" ? props.steps : props.points).map((point) => point.href);
  const opens = hrefs.some(Boolean);

  useEffect(() => {
    let gone = false;
    async function redraw() {
      const [{ draw }] = await Promise.all([import("./draw"), document.fonts.ready]);
      if (gone || !canvas.current || !host.current) return;
      drawing.current?.destroy();
      drawing.current = draw(canvas.current, host.current, props);
    }
    redraw();
    const stop = onThemeChange(redraw);
    return () => {
      gone = true;
      stop();
      drawing.current?.destroy();
      drawing.current = null;
    };
  }, [props]);

  const open = (index: number | null) => {
    const href = index === null ? undefined : hrefs[index];
    if (href) router.push(href);
  };
  const mark = (index: number | null) => {
    marked.current = index;
    drawing.current?.mark(index);
  };
  function walk(event: KeyboardEvent) {
    const last = hrefs.length - 1;
    const now = marked.current;
    const next: Record<string, number | null> = {
      ArrowRight: now === null ? 0 : Math.min(last, now + 1),
      ArrowLeft: now === null ? last : Math.max(0, now - 1),
      Home: 0,
      End: last,
      Escape: null,
    };
    if (event.key === "Enter") open(now);
    else if (event.key in next) mark(next[event.key] ?? null);
    else return;
    event.preventDefault();
  }
  const at = (event: MouseEvent) => drawing.current?.pointAt(event.nativeEvent) ?? null;
  // Not through state: a render would draw the whole chart anew.
  const point = (event: MouseEvent<HTMLCanvasElement>) => {
    event.currentTarget.style.cursor = hrefs[at(event) ?? -1] ? "pointer" : "";
  };

  return (
    <figure className="@container min-w-0">
      <div ref={host} className="relative" style={{ height: props.height ?? DEFAULT_HEIGHT[props.kind] }}>
        <canvas
          ref={canvas}
          role="img"
          aria-label={`${props.title}. The values are in the table that follows.`}
          tabIndex={0}
          onKeyDown={walk}
          onBlur={() => mark(null)}
          onClick={opens ? (event) => open(at(event)) : undefined}
          onMouseMove={opens ? point : undefined}
        />
      </div>
      <Legend {...props} />
      <ChartTable {...props} />
    </figure>
  );
}

/** The names under a chart; under lines only where they have no room at the lines' ends. */
function Legend(props: ChartProps) {
  if (props.kind === "bridge") {
    const { start } = bridgeOf(props.steps);
    if (start <= 0) return null;
    return <p className="mt-1 text-[12px] text-ink-2">Axis starts at {stepText(props.unit, start, true)}.</p>;
  }
  const marks = props.kind === "curve" ? (props.marks ?? []) : [];
  const names = colorNames([...props.series, ...marks.map((set) => ({ ...set, values: [] }))]);
  const swatch = (index: number, shape: string) => (
    <i className={join("mr-[6px] inline-block size-[9px]", shape, SWATCHES[names[index] ?? "c5"])} />
  );
  return (
    <ul
      aria-hidden="true"
      className={join(
        "mt-1 flex flex-wrap gap-x-4 text-[12px] text-ink-2",
        (props.kind === "lines" || (props.kind === "curve" && marks.length === 0)) && "@min-[544px]:hidden",
      )}
    >
      {props.series.map((series, index) => (
        <li key={series.id}>
          {swatch(index, "rounded-[2px]")}
          {series.name}
        </li>
      ))}
      {marks.map((set, index) => (
        <li key={set.id}>
          {swatch(props.series.length + index, "rounded-full")}
          {set.name}
        </li>
      ))}
      {props.kind === "bars" && props.previous && (
        <li>
          <i className="mr-[6px] inline-block w-[14px] border-t-[1.4px] border-dashed border-line align-middle" />
          {props.previous.name}
        </li>
      )}
    </ul>
  );
}

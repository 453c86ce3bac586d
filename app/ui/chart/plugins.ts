import type { Chart, Plugin } from "chart.js";
import type { Palette } from "./palette";
import type { Annotation } from "./types";

const ROW = 14;

/** Vertical lines with words above the plot; words that would meet the ones before go a row up. */
export function annotationPlugin(
  annotations: readonly Annotation[],
  palette: Palette,
  atPoint: boolean,
): Plugin {
  return {
    id: "annotations",
    afterDatasetsDraw(chart) {
      const { ctx, chartArea, scales } = chart;
      const scale = scales.x;
      if (!scale) return;
      const half = atPoint ? 0 : (scale.getPixelForValue(1) - scale.getPixelForValue(0)) / 2;
      let ends = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
      ctx.save();
      ctx.font = `11px ${palette.font}`;
      const placed = [...annotations]
        .sort((a, b) => a.at - b.at)
        .map((annotation) => {
          const x = Math.round(scale.getPixelForValue(annotation.at) - half) + 0.5;
          const width = ctx.measureText(annotation.text).width;
          const left = x + 4 + width > chart.width ? x - 4 - width : x + 4;
          const row = left > (ends[0] ?? 0) + 8 ? 0 : 1;
          ends = row === 0 ? [left + width, ends[1] ?? 0] : [ends[0] ?? 0, left + width];
          return { ...annotation, x, left, width, top: chartArea.top - 8 - row * ROW };
        });
      for (const { x, top, solid } of placed) {
        ctx.beginPath();
        ctx.setLineDash(solid ? [] : [2, 3]);
        ctx.strokeStyle = palette.color("ink-2");
        ctx.moveTo(x, top);
        ctx.lineTo(x, chartArea.bottom);
        ctx.stroke();
      }
      ctx.textAlign = "left";
      ctx.textBaseline = "alphabetic";
      for (const { left, width, top, text } of placed) {
        // Words stand before the lines of others.
        ctx.fillStyle = palette.color("paper");
        ctx.fillRect(left - 2, top - 11, width + 4, 13);
        ctx.fillStyle = palette.color("ink");
        ctx.fillText(text, left, top - 1);
      }
      ctx.restore();
    },
  };
}

/** Rows of words above the plot. */
export const annotationRoom = (annotations: readonly Annotation[] = []): number =>
  annotations.length === 0 ? 6 : annotations.length === 1 ? 24 : 24 + ROW;

export type EndLabel = Readonly<{ dataset: number; text: string; color: string }>;

/** The name and last value of each line at its end, moved apart where they would meet. */
export function endLabelPlugin(
  labels: readonly EndLabel[],
  palette: Palette,
  narrow: (chart: Chart) => boolean,
): Plugin {
  return {
    id: "endLabels",
    afterDatasetsDraw(chart) {
      if (narrow(chart)) return;
      const { ctx, chartArea } = chart;
      const placed = labels.flatMap((label) => {
        const points = chart.getDatasetMeta(label.dataset).data.filter((point) => Number.isFinite(point.y));
        const last = points.at(-1);
        return last ? [{ ...label, y: last.y }] : [];
      });
      placed.sort((a, b) => a.y - b.y);
      ctx.save();
      ctx.font = `11px ${palette.font}`;
      ctx.textAlign = "left";
      ctx.textBaseline = "middle";
      let previous = Number.NEGATIVE_INFINITY;
      for (const label of placed) {
        const y = Math.max(label.y, previous + ROW);
        previous = y;
        ctx.fillStyle = label.color;
        ctx.fillText(label.text, chartArea.right + 8, y);
      }
      ctx.restore();
    },
  };
}

/** Height of a line of the values above bars, and the least room between two. */
const VALUE = { height: 13, gap: 4 };

type Placed = Readonly<{ text: string; x: number; y: number; width: number; size: number }>;

/** Of values that would meet, those of the larger bars: the others are in the tooltip and the table. */
export function readable(values: readonly Placed[]): Placed[] {
  const kept: Placed[] = [];
  for (const value of [...values].sort((a, b) => b.size - a.size)) {
    const meets = kept.some(
      ({ x, y, width }) =>
        Math.abs(x - value.x) < (width + value.width) / 2 + VALUE.gap && Math.abs(y - value.y) < VALUE.height,
    );
    if (!meets) kept.push(value);
  }
  return kept;
}

/** Values above the bars of a bridge, and the connectors from each to the next. */
export function bridgePlugin(texts: readonly string[], levels: readonly number[], palette: Palette): Plugin {
  return {
    id: "bridge",
    afterDatasetsDraw(chart) {
      const { ctx, scales } = chart;
      const bars = chart.getDatasetMeta(0).data;
      ctx.save();
      ctx.strokeStyle = palette.color("line");
      ctx.font = `540 11px ${palette.font}`;
      ctx.textAlign = "center";
      ctx.textBaseline = "alphabetic";
      const values: Placed[] = [];
      for (const [index, bar] of bars.entries()) {
        const box = bar.getProps(["x", "y", "base", "width"] as never) as unknown as Record<string, number>;
        const { x = 0, y = 0, base = 0, width = 0 } = box;
        const next = bars[index + 1];
        const level = levels[index];
        if (next && level !== undefined && scales.y) {
          const at = Math.round(scales.y.getPixelForValue(level)) + 0.5;
          ctx.beginPath();
          ctx.moveTo(x + width / 2, at);
          ctx.lineTo(next.x - width / 2, at);
          ctx.stroke();
        }
        const text = texts[index] ?? "";
        const size = Math.abs(y - base);
        values.push({ text, x, y: Math.min(y, base) - 6, width: ctx.measureText(text).width, size });
      }
      ctx.fillStyle = palette.color("ink");
      for (const { text, x, y } of readable(values)) ctx.fillText(text, x, y);
      ctx.restore();
    },
  };
}

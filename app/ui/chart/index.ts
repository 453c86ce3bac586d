export { Sparkline } from "../sparkline";
export { Chart } from "./chart";
export type {
  Amount,
  Annotation,
  BarsChart,
  BridgeChart,
  BridgeStep,
  ChartProps,
  ChartUnit,
  CurveChart,
  LinesChart,
  Mark,
  Point,
  Series,
} from "./types";

export type { DemoOptions } from "./calendar";
export { demoOrganization, demoRules, type Product } from "./company";
export type { CostTotal } from "./cost-totals";
export { type DemoFile, demoFiles, wholeText } from "./files";
export type { TokenTotal } from "./token-totals";
export { type DemoTruth, demoTruth } from "./truth";

export * from "./blended";
export * from "./bridge";
export { type BaseUnitPrice, type BridgeCell, MIX_BARS } from "./bridge-tree";
export * from "./caching";
export * from "./curve";
export * from "./effective";
export * from "./hosting";
export * from "./margin";
export * from "./same-model";

export * from "./allocator";
export { type Conditions, RULE_DIMENSIONS, type Test, type UsedSku } from "./conditions";
export * from "./rules";
export * from "./sentence";
export { ONE, partBetween, partsOf, reduced, type Shares } from "./shares";

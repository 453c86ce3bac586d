export * from "./blended";
export * from "./bridge";
export * from "./caching";
export * from "./effective";
export * from "./margin";
export * from "./same-model";

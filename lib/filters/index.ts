export * from "./dimensions";
export * from "./filters";
export * from "./href";
export * from "./labels";
export * from "./parse";

export * from "./days";
export * from "./instant";
export * from "./labels";
export * from "./periods";
export * from "./zone";

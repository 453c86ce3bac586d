export * from "./counts";
export * from "./establish";

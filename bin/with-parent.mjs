/**
 * Preloaded into the server: it does not outlive the program that started it, however that one died. Next's development
 * server starts a process of its own with the same preloads, which keeps its own channel as it needs it.
 */
if (process.env.COSTCURVE_STARTED_BY === String(process.ppid)) {
  process.channel?.unref();
  process.on("disconnect", () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.exit(1), 3000).unref();
  });
}

/** Preloaded into the server: it does not outlive the program that started it, however that one died. */
process.channel?.unref();
process.on("disconnect", () => {
  process.kill(process.pid, "SIGTERM");
  setTimeout(() => process.exit(1), 3000).unref();
});

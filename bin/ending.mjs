/** How a long-running program ends: what it began is undone in the opposite order, once, whatever asked for it. */
import { readFileSync } from "node:fs";

const undo = [];
let ending = null;

/** `act` is called when the program ends; answer a function that forgets it again. */
export function atEnd(act) {
  undo.push(act);
  return () => {
    const place = undo.indexOf(act);
    if (place >= 0) undo.splice(place, 1);
  };
}

/** Undoes everything and exits. A second call waits for the first. */
export function end(status) {
  ending ??= (async () => {
    while (undo.length > 0) {
      try {
        await undo.pop()();
      } catch (error) {
        process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
      }
    }
    process.exit(status);
  })();
  return ending;
}

/** Ctrl-C, a service manager's stop, a closed terminal, and the death of the npm that started us. */
export function endOnSignals() {
  const asked = (why) => {
    if (!ending) process.stderr.write(`\n${why}; stopping …\n`);
    end(0);
  };
  process.on("SIGINT", () => asked("Interrupted"));
  process.on("SIGTERM", () => asked("Asked to stop"));
  process.on("SIGHUP", () => asked("The terminal was closed"));
  if (process.env.npm_lifecycle_event) {
    const parents = npmBehind();
    setInterval(() => npmBehind() !== parents && asked("npm ended"), 500).unref();
  }
}

/** npm runs us through a shell, which outlives it: so the parent's parent counts too, where /proc tells it. */
function npmBehind() {
  try {
    const [, parent] = /\) \S (\d+)/.exec(readFileSync(`/proc/${process.ppid}/stat`, "utf8")) ?? [];
    return `${process.ppid} ${parent}`;
  } catch {
    return `${process.ppid}`;
  }
}

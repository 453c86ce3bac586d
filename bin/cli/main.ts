import { Command, CommanderError } from "commander";
import { addCommands } from "./commands";
import { report, WRONG_CALL } from "./failure";

/**
 * Runs one call of `costcurve` and answers its exit status: 0 done, 1 a failure of ours, 2 a wrong call or a refused
 * file. Data go to stdout, everything said to a person to stderr.
 * @param words the arguments after the program's name.
 */
export async function main(words: readonly string[]): Promise<number> {
  let status = 0;
  // Where a reader such as `head` has left, the rest is written to nobody; the work goes on to its proper end.
  process.stdout.on("error", () => {});
  const program = new Command("costcurve")
    .description("Inference economics from the command line, with or without a running server.")
    .exitOverride()
    .showHelpAfterError("Try: costcurve --help")
    .enablePositionalOptions();
  addCommands(program, (code) => {
    status = code;
  });
  try {
    if (words.length === 0) {
      program.outputHelp({ error: true });
      return WRONG_CALL;
    }
    await program.parseAsync([...words], { from: "user" });
    return status;
  } catch (error) {
    // Commander has already said what is wrong with the call, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_CALL;
    return report(error);
  }
}

/** A process that joins the database, says so in one JSON line (with `durable` as a real one), and leaves when its stdin ends. */
import { joinDatabase } from "@/lib/db/embedded";

const said: string[] = [];
const database = await joinDatabase({
  durable: process.argv[2] === "durable",
  say: (text) => said.push(text),
});
const { port } = new URL(database.ownerUrl);
process.stdout.write(`${JSON.stringify({ port: Number(port), ownerUrl: database.ownerUrl, said })}\n`);
process.stdin.resume();
process.stdin.once("end", () => database.leave());

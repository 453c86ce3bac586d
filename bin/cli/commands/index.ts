import type { Command } from "commander";
import { addAllocation } from "./allocation";
import { addBridge } from "./bridge";
import { addCurve } from "./curve";
import { addDemo } from "./demo";
import { addDoctor } from "./doctor";
import { addFormats } from "./formats";
import { addImport } from "./import";
import { addKey } from "./key";
import { addLadder } from "./ladder";
import { addOrg } from "./org";
import { addPrices } from "./prices";
import { addQuery } from "./query";
import { addRates } from "./rates";
import { addReprice } from "./reprice";
import { addRetention } from "./retention";
import { addRules } from "./rules";
import { addSelfHosted } from "./self-hosted";
import { addStart } from "./start";
import { addUnits } from "./units";
import { addUser } from "./user";
import { addWorker } from "./worker";

/** Where a command leaves an exit status other than 0 that is no error of its own: a refused file among others. */
export type SetStatus = (status: number) => void;

export function addCommands(program: Command, setStatus: SetStatus): void {
  addStart(program, setStatus);
  addOrg(program);
  addUser(program);
  addKey(program);
  addImport(program, setStatus);
  addFormats(program);
  addRules(program);
  addAllocation(program);
  addPrices(program);
  addRates(program);
  addReprice(program);
  addLadder(program);
  addBridge(program);
  addCurve(program);
  addSelfHosted(program);
  addRetention(program);
  addUnits(program);
  addQuery(program);
  addDemo(program);
  addWorker(program);
  addDoctor(program, setStatus);
}

import type { ChargeRecord } from "../records";
import type { Notes } from "./notes";

/** A bill with net cost states it soon; without any on so many discount lines, there is none. */
const WAITING_MAX = 20_000;

/**
 * Discount lines without a net cost of their own. Where lines of use state net cost, they carry the discount already and
 * these show it once more; where the column is there and stays empty, these are the discount. Which it is shows with the
 * first net cost, or with the end of the file.
 */
export class DiscountLines {
  private waiting: ChargeRecord[] = [];
  private known: "net" | "no net" | null = null;
  private readonly notes: Notes;

  constructor(notes: Notes) {
    this.notes = notes;
  }

  netIsStated(): void {
    if (this.known !== null) return;
    this.known = "net";
    for (const _ of this.waiting) this.notes.count("discount-inside", discountInside);
    this.waiting = [];
  }

  /** The records that count now; null: the line is left out, or waits. */
  take(line: ChargeRecord): readonly ChargeRecord[] | null {
    if (this.known === "net") {
      this.notes.count("discount-inside", discountInside);
      return null;
    }
    if (this.known === "no net") return [line];
    this.waiting.push(line);
    if (this.waiting.length < WAITING_MAX) return null;
    this.known = "no net";
    return this.atEnd();
  }

  atEnd(): readonly ChargeRecord[] {
    const lines = this.waiting;
    this.waiting = [];
    return lines;
  }
}

const discountInside = (count: number): string =>
  `${count === 1 ? "1 discount line is" : `${count} discount lines are`} left out: the net cost of the other lines already has it inside.`;

import { modelKey } from "./same-model";

/** What a charge or a part of usage is known by, within one provider, account and UTC day. null = not said. */
export type Fields = Readonly<{
  project: string | null;
  workspace: string | null;
  apiKey: string | null;
  model: string | null;
  tier: string | null;
}>;

const FIELDS = ["project", "workspace", "apiKey", "model", "tier"] as const;
type Field = (typeof FIELDS)[number];

/**
 * How far a match may reach, closest first. A part that knows nothing of a field may be meant by a charge that names
 * it; a part that knows another value never is. Each level includes those before it (economics §5.15 step 1).
 */
type Level = Readonly<{ unknown: ReadonlySet<Field>; looseModel: boolean }>;
const CLOSEST: Level = { unknown: new Set(), looseModel: false };
const LEVELS: readonly Level[] = [
  CLOSEST,
  { unknown: new Set(), looseModel: true },
  { unknown: new Set(["tier"]), looseModel: true },
  { unknown: new Set(["tier", "apiKey"]), looseModel: true },
  { unknown: new Set(["tier", "apiKey", "model"]), looseModel: true },
  { unknown: new Set(FIELDS), looseModel: true },
];

/** From this level on several charges may mean one set of parts: what the parts do not know is added up. */
const COARSE = 1;

type Named = Readonly<Record<Field, string | null>> & Readonly<{ looseModel: string | null }>;
type Candidate = Named & { readonly charges: number[]; readonly named: number; readonly order: string };

/** Charges matched to the parts they are laid over, as positions in the two lists. */
export type Match = { readonly charges: number[]; readonly parts: number[] };

const text = (value: string | null): string | null => {
  const trimmed = value?.trim().toLowerCase();
  return trimmed === undefined || trimmed === "" ? null : trimmed;
};

function namedBy(fields: Fields): Named {
  const tier = text(fields.tier);
  return {
    project: text(fields.project),
    workspace: text(fields.workspace),
    apiKey: text(fields.apiKey),
    model: text(fields.model),
    tier: tier === "default" ? "standard" : tier,
    looseModel: text(fields.model) === null ? null : modelKey(fields.model ?? ""),
  };
}

/** Charges that name the same things are one candidate; those naming most come first, whatever their order in the file. */
function candidatesOf(charges: readonly Fields[], usable: readonly boolean[]): Candidate[] {
  const byOrder = new Map<string, Candidate>();
  charges.forEach((charge, index) => {
    if (!usable[index]) return;
    const named = namedBy(charge);
    const values = FIELDS.map((field) => named[field]);
    const order = JSON.stringify([values.map((value) => (value === null ? 1 : 0)), values]);
    const known = byOrder.get(order);
    if (known) known.charges.push(index);
    else
      byOrder.set(order, {
        ...named,
        charges: [index],
        named: values.filter((value) => value !== null).length,
        order,
      });
  });
  return [...byOrder.values()].sort((a, b) => b.named - a.named || (a.order < b.order ? -1 : 1));
}

function reaches(charge: Named, part: Named, level: Level): boolean {
  for (const field of FIELDS) {
    const wanted = charge[field];
    if (wanted === null || wanted === part[field]) continue;
    if (part[field] === null ? level.unknown.has(field) : field === "model" && isLoose(charge, part, level))
      continue;
    return false;
  }
  return true;
}

const isLoose = (charge: Named, part: Named, level: Level): boolean =>
  level.looseModel && charge.looseModel === part.looseModel;

/**
 * Matches charges to parts of usage at the closest level both know, the charges that name most first; a part is
 * claimed once. Charges that reach, at one coarse level, exactly parts that another charge holds at that level join
 * it: two keys' charges over usage that knows no key are one sum. Only positions flagged usable take part.
 */
export function matchCharges(
  charges: readonly Fields[],
  usableCharges: readonly boolean[],
  parts: readonly Fields[],
  usableParts: readonly boolean[],
): Match[] {
  const names = parts.map(namedBy);
  const near = nearby(names, usableParts);
  const levels = levelsThatDiffer(names);
  const holder = new Map<number, Match & { level: number }>();
  const matches: (Match & { level: number })[] = [];
  for (const bucket of buckets(candidatesOf(charges, usableCharges))) {
    let open = bucket;
    for (const depth of levels) {
      const level = LEVELS[depth] ?? CLOSEST;
      open = open.filter((charge) => {
        const reached = near(charge).filter((index) => reaches(charge, names[index] ?? charge, level));
        const free = reached.filter((index) => !holder.has(index));
        if (free.length > 0) {
          const match = { charges: [...charge.charges], parts: free, level: depth };
          matches.push(match);
          for (const index of free) holder.set(index, match);
          return false;
        }
        const holders = new Set(reached.map((index) => holder.get(index)));
        const [only] = holders;
        if (holders.size !== 1 || !only || depth < COARSE || only.level !== depth) return true;
        if (reached.length !== only.parts.length) return true;
        only.charges.push(...charge.charges);
        return false;
      });
    }
  }
  return matches.map(({ charges: laid, parts: over }) => ({ charges: laid, parts: over }));
}

/** Positions of the parts that may be meant by a charge at any level, ascending: of its model, or of no known model. */
function nearby(names: readonly Named[], usable: readonly boolean[]): (charge: Named) => readonly number[] {
  const all: number[] = [];
  const byModel = new Map<string | null, number[]>();
  names.forEach((part, index) => {
    if (!usable[index]) return;
    all.push(index);
    const same = byModel.get(part.looseModel);
    if (same) same.push(index);
    else byModel.set(part.looseModel, [index]);
  });
  const unknown = byModel.get(null) ?? [];
  return ({ looseModel }) => {
    if (looseModel === null) return all;
    const same = byModel.get(looseModel) ?? [];
    return unknown.length === 0 ? same : [...same, ...unknown].sort((a, b) => a - b);
  };
}

/** A level that only forgives what every part knows reaches no further than the one before. */
function levelsThatDiffer(names: readonly Named[]): number[] {
  const missing = new Set(FIELDS.filter((field) => names.some((part) => part[field] === null)));
  return LEVELS.flatMap((level, depth) => {
    const before = LEVELS[depth - 1];
    const differs =
      !before ||
      before.looseModel !== level.looseModel ||
      [...level.unknown].some((field) => missing.has(field) && !before.unknown.has(field));
    return differs ? [depth] : [];
  });
}

/** Candidates that name equally many fields, together: among them the closest match goes first. */
function buckets(candidates: readonly Candidate[]): Candidate[][] {
  const byCount = new Map<number, Candidate[]>();
  for (const candidate of candidates) {
    const bucket = byCount.get(candidate.named);
    if (bucket) bucket.push(candidate);
    else byCount.set(candidate.named, [candidate]);
  }
  return [...byCount.values()];
}

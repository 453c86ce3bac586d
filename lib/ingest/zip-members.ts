import type { RandomAccess } from "./random-access";
import { FileRefusal } from "./sources/refusal";
import { shown } from "./sources/values";
import { type ZipEntry, zipEntries } from "./zip-directory";

/** What operating systems and tools leave in archives: never looked at. */
const LITTER = /(^|\/)(__MACOSX\/|\.DS_Store$|\._[^/]*$|Thumbs\.db$|desktop\.ini$|_SUCCESS$|\.[^/]*\.crc$)/i;
/** What stands beside an export and is none: left aside where its content is no known format. */
const BESIDE =
  /(^|\/)(readme|licen[cs]e|notice|changelog)[^/]*$|manifest[^/]*\.(json|csv)$|(^|\/)(_?metadata|schema)[^/]*\.json$|\.(txt|md|pdf|html?|xml|sql|ya?ml|png|jpe?g|gif|svg|log|sha\d*|md5|crc)$/i;

/** The files of an archive that may hold usage, in its order. Throws FileRefusal where it is damaged or no archive of exports. */
export async function zipMembers(access: RandomAccess): Promise<ZipEntry[]> {
  const entries = await zipEntries(access);
  if (entries.some(({ name }) => name === "[Content_Types].xml"))
    throw new FileRefusal("unknown-format", {
      reason: "The file is an Excel workbook, or another document of an office program.",
      fix: "Save the sheet as CSV and upload that.",
    });
  return entries.filter(({ name }) => !/[/\\]$/.test(name) && !LITTER.test(name));
}

/** True for a name of what accompanies exports: a manifest, a readme. Such a file is left aside where it is no known export. */
export const isBeside = (name: string): boolean => BESIDE.test(name);

/** What an archive without any export is refused with. */
export function nothingInside(left: readonly string[]): FileRefusal {
  const named = left.slice(0, 5).map((name) => `“${shown(name)}”`);
  return new FileRefusal(left.length === 0 ? "empty-file" : "unknown-format", {
    reason:
      left.length === 0
        ? "The archive holds no files."
        : `The archive holds no known export, only ${named.join(", ")}${left.length > 5 ? " and others" : ""}.`,
    fix: "Export again and upload the archive with the exported files, or these files alone.",
  });
}

/** The refusal of one file of an archive, which refuses the archive: its name stands in the reason. */
export function inMember(name: string, refusal: FileRefusal): FileRefusal {
  if (refusal.reason.includes(shown(name))) return refusal;
  const line = refusal.line === null ? "" : `, line ${refusal.line}`;
  return new FileRefusal(refusal.code, {
    reason: `In “${shown(name)}”${line}: ${refusal.reason}`,
    fix: refusal.fix,
    column: refusal.column,
    columns: refusal.columns,
  });
}

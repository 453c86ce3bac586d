import { Button } from "@/app/ui";
import type { ImportDeed } from "@/lib/reports/import-history";
import { RestoreButton } from "./[importId]/restore-button";
import { VoidButton } from "./[importId]/void-button";

/** What a person may do about an import, at the end of its row. */
export function Deed({ importId, file, deed }: ImportDeed) {
  switch (deed) {
    case "void":
      return <VoidButton importId={importId} file={file} look="quiet" />;
    case "restore":
      return <RestoreButton importId={importId} file={file} look="quiet" />;
    case "check":
      return (
        <Button look="quiet" href={`/imports/${importId}`} aria-label={`Check ${file}`}>
          Check
        </Button>
      );
  }
}

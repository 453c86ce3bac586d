import { AskFirst } from "./ask-first";

type VoidButtonProps = Readonly<{ importId: string; file: string; look?: "danger" | "quiet" }>;

/** Asks once, then takes the import out of every figure. */
export function VoidButton({ importId, file, look = "danger" }: VoidButtonProps) {
  return (
    <AskFirst
      trigger="Void"
      label={look === "quiet" ? `Void ${file}` : "Void"}
      triggerLook={look}
      title={`Void ${file}?`}
      leave="Keep it"
      deed="Void the import"
      doing="Voiding"
      path={`/api/v1/imports/${importId}/void`}
    >
      <p>
        Its rows leave every figure at once. What they had replaced counts again. The file stays in the
        history, and the import can be restored.
      </p>
    </AskFirst>
  );
}

import { AskFirst } from "./ask-first";

type RestoreButtonProps = Readonly<{ importId: string; file: string; look?: "plain" | "quiet" }>;

/** Asks once, then brings a voided import back into every figure. */
export function RestoreButton({ importId, file, look = "plain" }: RestoreButtonProps) {
  return (
    <AskFirst
      trigger="Restore"
      label={look === "quiet" ? `Restore ${file}` : "Restore"}
      triggerLook={look}
      title={`Restore ${file}?`}
      leave="Leave it voided"
      deed="Restore the import"
      doing="Restoring"
      path={`/api/v1/imports/${importId}/restore`}
    >
      <p>Its rows count again in every figure, exactly as if it had never been voided.</p>
    </AskFirst>
  );
}

import { type ComponentProps, type ReactNode, useId } from "react";
import { join } from "./join";

type FieldProps = Readonly<{
  label: string;
  /** What to write, before it is wrong. */
  hint?: ReactNode;
  /** What is wrong and what to do. */
  error?: string | null;
}>;

const CONTROL =
  "w-full rounded-chip border border-rule bg-card px-[11px] py-[6px] text-ink placeholder:text-ink-3 hover:border-line disabled:opacity-60 aria-invalid:border-bad";

/** Label, control, hint and error of one form field, tied together for screen readers by `id`. */
export function Field({
  label,
  hint,
  error,
  id,
  children,
}: FieldProps & { id: string; children: ReactNode }) {
  return (
    <div className="mb-4 max-w-[420px]">
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      {children}
      {hint && (
        <p id={`${id}-hint`} className="mt-1 text-small text-ink-2">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="mt-1 text-small text-bad">
          {error}
        </p>
      )}
    </div>
  );
}

const described = (id: string, { hint, error }: Pick<FieldProps, "hint" | "error">) =>
  join(hint ? `${id}-hint` : null, error ? `${id}-error` : null) || undefined;

/** A line of text, a number, a date, a password. */
export function Input({ label, hint, error, className, ...rest }: FieldProps & ComponentProps<"input">) {
  const own = useId();
  const id = rest.id ?? own;
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      <input
        {...rest}
        id={id}
        className={join(CONTROL, className)}
        aria-invalid={error ? true : undefined}
        aria-describedby={described(id, { hint, error })}
      />
    </Field>
  );
}

/** Several lines of text. */
export function Textarea({
  label,
  hint,
  error,
  className,
  ...rest
}: FieldProps & ComponentProps<"textarea">) {
  const own = useId();
  const id = rest.id ?? own;
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      <textarea
        rows={4}
        {...rest}
        id={id}
        className={join(CONTROL, className)}
        aria-invalid={error ? true : undefined}
        aria-describedby={described(id, { hint, error })}
      />
    </Field>
  );
}

export type Option = Readonly<{ value: string; label: string; disabled?: boolean }>;

/** One of a closed list. */
export function Select({
  label,
  hint,
  error,
  options,
  className,
  ...rest
}: FieldProps & ComponentProps<"select"> & { options: readonly Option[] }) {
  const own = useId();
  const id = rest.id ?? own;
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      <select
        {...rest}
        id={id}
        className={join(CONTROL, "min-h-[35px]", className)}
        aria-invalid={error ? true : undefined}
        aria-describedby={described(id, { hint, error })}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** Yes or no. */
export function Checkbox({
  label,
  hint,
  error,
  ...rest
}: FieldProps & Omit<ComponentProps<"input">, "type">) {
  const own = useId();
  const id = rest.id ?? own;
  return (
    <div className="mb-2 max-w-[420px]">
      <div className="flex items-baseline gap-2">
        <input
          {...rest}
          type="checkbox"
          id={id}
          className="size-[14px] shrink-0 translate-y-[2px] accent-accent"
          aria-invalid={error ? true : undefined}
          aria-describedby={described(id, { hint, error })}
        />
        <label htmlFor={id}>{label}</label>
      </div>
      {hint && (
        <p id={`${id}-hint`} className="ml-[22px] text-small text-ink-2">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="ml-[22px] text-small text-bad">
          {error}
        </p>
      )}
    </div>
  );
}

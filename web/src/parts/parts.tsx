import { useEffect, useId, useRef, useState, type ButtonHTMLAttributes, type InputHTMLAttributes, type ReactNode } from "react";
import { Refused, Unreachable } from "../api/client.ts";
import { useWords } from "../language/words.ts";

export function Button({ kind = "plain", busy, className = "", children, ...rest }: {
  kind?: "main" | "plain" | "quiet" | "danger"; busy?: boolean;
} & ButtonHTMLAttributes<HTMLButtonElement>) {
  return <button type="button" className={`button ${kind} ${className}`} aria-busy={busy || undefined} disabled={busy || rest.disabled} {...rest}>{children}</button>;
}

export function Field({ label, hint, className = "", children, ...rest }: { label: string; hint?: ReactNode; children?: ReactNode } & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id}>{label}</label>
      <div className="field-row">
        <input id={id} aria-describedby={hint ? `${id}-hint` : undefined} {...rest} />
        {children}
      </div>
      {hint && <p id={`${id}-hint`} className="hint">{hint}</p>}
    </div>
  );
}

/** A few choices side by side, of which one holds. */
export function Choice<T extends string>({ label, value, options, onChange, hint }: {
  label: string; value: T; options: readonly { value: T; label: string }[]; onChange: (value: T) => void; hint?: string;
}) {
  const name = useId();
  return (
    <fieldset className="choice">
      <legend>{label}</legend>
      <div className="choice-row">
        {options.map(option => (
          <label key={option.value} className={option.value === value ? "chosen" : ""}>
            <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      {hint && <p className="hint">{hint}</p>}
    </fieldset>
  );
}

export function Stepper({ label, value, least, most, onChange }: { label: string; value: number; least: number; most: number; onChange: (value: number) => void }) {
  const words = useWords();
  const id = useId();
  return (
    <div className="stepper" role="group" aria-labelledby={id}>
      <span id={id}>{label}</span>
      <div>
        <button type="button" onClick={() => onChange(value - 1)} disabled={value <= least} aria-label={words.ask.fewer}>−</button>
        <output aria-live="polite">{value}</output>
        <button type="button" onClick={() => onChange(value + 1)} disabled={value >= most} aria-label={words.ask.moreOf}>+</button>
      </div>
    </div>
  );
}

export function Message({ tone = "info", children, role = "status" }: { tone?: "info" | "good" | "warn" | "bad"; children: ReactNode; role?: "status" | "alert" }) {
  return <div className={`message ${tone}`} role={role}>{children}</div>;
}

/** Asks once more before something that cannot be undone. */
export function Sure({ open, title, text, yes, no, onYes, onNo }: {
  open: boolean; title: string; text: string; yes: string; no: string; onYes: () => void; onNo: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} aria-labelledby={`${id}-title`} aria-describedby={`${id}-text`} onCancel={event => {
      event.preventDefault();
      onNo();
    }}>
      <h2 id={`${id}-title`}>{title}</h2>
      <p id={`${id}-text`}>{text}</p>
      <div className="actions">
        <Button onClick={onNo}>{no}</Button>
        <Button kind="danger" onClick={onYes}>{yes}</Button>
      </div>
    </dialog>
  );
}

/** Runs what a person asked for, one thing at a time, and says what became of it. */
export function useAction(): { busy: boolean; error: string | null; run: (work: () => Promise<unknown>) => Promise<boolean>; clear: () => void } {
  const words = useWords();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setError(null);
    try {
      await work();
      return true;
    } catch (cause) {
      setError(sentence(cause, words.common.notSent, words.common.failed));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, run, clear: () => setError(null) };
}

export function sentence(cause: unknown, notSent: string, failed: (text: string) => string): string {
  if (cause instanceof Unreachable) return notSent;
  return failed(cause instanceof Refused ? cause.message : String(cause));
}

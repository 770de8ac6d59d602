import { useEffect, useState } from "react";

export interface Polled<T> {
  value: T | undefined;
  error: unknown;
}

/** What a call answers: now, and again every so often while the page is looked at. What was known stays while the next answer is awaited. */
export function usePolled<T>(key: string | null, ask: () => Promise<T>, everyMilliseconds?: number): Polled<T> & { again: () => void } {
  const [state, keep] = useState<Polled<T> & { key: string | null }>({ key: null, value: undefined, error: undefined });
  const [round, next] = useState(0);
  useEffect(() => {
    if (key === null) return;
    let wanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      if (document.visibilityState === "visible" || round === 0) {
        try {
          const value = await ask();
          if (wanted) keep({ key, value, error: undefined });
        } catch (error) {
          if (wanted) keep(last => ({ key, value: last.key === key ? last.value : undefined, error }));
        }
      }
      if (wanted && everyMilliseconds) timer = setTimeout(() => void look(), everyMilliseconds);
    };
    void look();
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
    // The key says when it is another question.
  }, [key, everyMilliseconds, round]);
  return { value: state.key === key ? state.value : undefined, error: state.key === key ? state.error : undefined, again: () => next(last => last + 1) };
}

import { useMemo } from "react";
import { useTag, useWords } from "./words.ts";

export interface Format {
  number(value: number): string;
  percent(value: number): string;
  money(minor: number | undefined, currency: string | undefined): string | null;
  distance(metres: number): string;
  clock(instant: string | number): string;
  dayAndClock(instant: string | number): string;
  /** With the year, where it is another one. */
  day(instant: string | number): string;
  /** How long ago, or how long it takes, in its largest unit. */
  span(seconds: number): string;
  /** The same in few letters. */
  shortSpan(seconds: number): string;
  /** Minutes and seconds that are left. */
  countdown(seconds: number): string;
}

/** Numbers, distances and times as the language writes them. */
export function useFormat(): Format {
  const tag = useTag();
  const words = useWords();
  return useMemo(() => {
    const unit = (value: number, name: string, digits = 0): string =>
      new Intl.NumberFormat(tag, { style: "unit", unit: name, unitDisplay: "short", maximumFractionDigits: digits }).format(value).replace(" ", "\u00a0");
    const long = (value: number, name: string): string =>
      new Intl.NumberFormat(tag, { style: "unit", unit: name, unitDisplay: "long", maximumFractionDigits: 0 }).format(value);
    const clock = (instant: string | number): string => new Intl.DateTimeFormat(tag, { hour: "numeric", minute: "2-digit" }).format(new Date(instant));
    return {
      number: value => new Intl.NumberFormat(tag).format(value),
      percent: value => new Intl.NumberFormat(tag, { style: "percent", maximumFractionDigits: 1 }).format(value),
      money: (minor, currency) => {
        if (minor === undefined || !currency) return null;
        const form = new Intl.NumberFormat(tag, { style: "currency", currency });
        return form.format(minor / 10 ** (form.resolvedOptions().maximumFractionDigits ?? 2));
      },
      distance: metres => (metres < 1000 ? unit(Math.round(metres / 10) * 10, "meter") : unit(metres / 1000, "kilometer", metres < 10_000 ? 1 : 0)),
      clock,
      dayAndClock: instant => {
        const then = new Date(instant);
        return then.toDateString() === new Date().toDateString()
          ? clock(instant)
          : new Intl.DateTimeFormat(tag, { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" }).format(then);
      },
      day: instant => {
        const then = new Date(instant);
        return new Intl.DateTimeFormat(tag, { day: "numeric", month: "short", ...(then.getFullYear() === new Date().getFullYear() ? {} : { year: "numeric" }) }).format(then);
      },
      span: seconds => {
        if (seconds < 5) return words.common.moments;
        if (seconds < 100) return long(Math.round(seconds), "second");
        if (seconds < 5400) return long(Math.round(seconds / 60), "minute");
        if (seconds < 129_600) return long(Math.round(seconds / 3600), "hour");
        return long(Math.round(seconds / 86_400), "day");
      },
      shortSpan: seconds => seconds < 100 ? unit(Math.round(seconds), "second") : seconds < 5400 ? unit(Math.round(seconds / 60), "minute")
        : seconds < 129_600 ? unit(Math.round(seconds / 3600), "hour") : unit(Math.round(seconds / 86_400), "day"),
      countdown: seconds => {
        const left = Math.max(0, Math.floor(seconds));
        const [hours, minutes, rest] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
        const two = (value: number): string => String(value).padStart(2, "0");
        return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
      },
    };
  }, [tag, words]);
}

import { createContext, useContext } from "react";
import type { words as english } from "./words/en.ts";

type Wide<T> = { [K in keyof T]: T[K] extends string ? string : T[K] extends (...given: infer G) => string ? (...given: G) => string : Wide<T[K]> };

/** Everything that the pages say. A language is one file in `words/`, named by its BCP 47 tag; what it lacks does not compile. */
export type Words = Wide<typeof english>;

export interface Language {
  tag: string;
  words: Words;
}

const files = import.meta.glob<{ words: Words }>("./words/*.ts");
const key = "matchgrid-language";

export const tags = Object.keys(files).map(file => file.slice("./words/".length, -".ts".length)).sort();

/** A language's own name for itself. */
export const nameOf = (tag: string): string => new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;

export async function load(tag: string): Promise<Language> {
  const file = await files[`./words/${tag}.ts`]!();
  document.documentElement.lang = tag;
  return { tag, words: file.words };
}

/** The language chosen, or the first of the browser's that there is. */
export function preferred(): string {
  const chosen = localStorage.getItem(key);
  if (chosen && tags.includes(chosen)) return chosen;
  for (const wish of navigator.languages) {
    const found = tags.find(tag => tag === wish) ?? tags.find(tag => tag.split("-")[0] === wish.split("-")[0]);
    if (found) return found;
  }
  return "en";
}

export const choose = (tag: string): void => localStorage.setItem(key, tag);

export const LanguageContext = createContext<{ language: Language; change: (tag: string) => void }>(null as never);

export const useWords = (): Words => useContext(LanguageContext).language.words;

export const useTag = (): string => useContext(LanguageContext).language.tag;

import type { AnchorHTMLAttributes, MouseEvent, ReactNode } from "react";
import { Store, useStore } from "../live/store.ts";

export const base = "/app";

const here = (): string => location.pathname.slice(base.length).replace(/\/$/, "") + location.search;

const route = new Store<string>(here());
addEventListener("popstate", () => route.set(here()));

/** The page's address below the app's own, such as `/patient/request/X?from=Y`. */
export const useRoute = (): { parts: string[]; query: URLSearchParams } => {
  const [path = "", query = ""] = useStore(route).split("?");
  return { parts: path.split("/").filter(Boolean).map(decodeURIComponent), query: new URLSearchParams(query) };
};

export function go(path: string, replace = false): void {
  history[replace ? "replaceState" : "pushState"](null, "", `${base}${path}`);
  route.set(here());
  scrollTo(0, 0);
}

export function Link({ to, children, ...rest }: { to: string; children: ReactNode } & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href">) {
  const follow = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return <a href={`${base}${to}`} onClick={follow} {...rest}>{children}</a>;
}

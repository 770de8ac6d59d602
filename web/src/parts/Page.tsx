import { useEffect, useRef, type ReactNode } from "react";
import { Link } from "./route.tsx";
import { useWords } from "../language/words.ts";

let opened = false;

/** A page's content below its heading. The heading gets the focus when the page is gone to, so that it is read out. */
export function Page({ title, lead, back, documentTitle, actions, wide, children }: {
  title: string; lead?: ReactNode; back?: string; documentTitle?: string; actions?: ReactNode; wide?: boolean; children: ReactNode;
}) {
  const words = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = documentTitle ?? `${title} · MatchGrid`;
  }, [title, documentTitle]);
  useEffect(() => {
    if (opened) heading.current?.focus();
    opened = true;
  }, []);
  return (
    <main id="content" className={wide ? "page wide" : "page"}>
      {back !== undefined && <Link to={back} className="back">{words.common.back}</Link>}
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>{title}</h1>
        {actions}
      </div>
      {lead && <div className="lead">{lead}</div>}
      {children}
    </main>
  );
}

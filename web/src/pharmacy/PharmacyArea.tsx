import type { Who } from "../session/session.ts";

export default function PharmacyArea({ who }: { who: Who }) {
  return <main id="content" className="page">{who.pharmacy}</main>;
}

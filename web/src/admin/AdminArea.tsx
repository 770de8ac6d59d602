import { useWords } from "../language/words.ts";
import { Page } from "../parts/Page.tsx";
import { Access } from "./Access.tsx";
import { GridHealth } from "./GridHealth.tsx";
import "../style/coordinator.css";

/** How the grid is, and who may use it. */
export default function AdminArea() {
  const words = useWords();
  return <Page wide title={words.admin.title} lead={<p className="soft">{words.admin.lead}</p>}><GridHealth /><Access /></Page>;
}

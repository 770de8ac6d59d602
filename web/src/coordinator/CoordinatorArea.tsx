import { useEffect, useState } from "react";
import { useWords } from "../language/words.ts";
import { Page } from "../parts/Page.tsx";
import type { Who } from "../session/session.ts";
import { useRoute } from "../parts/route.tsx";
import { FeedStore } from "./feedStore.ts";
import { NewRegion } from "./NewRegion.tsx";
import { RegionPage } from "./RegionPage.tsx";
import { Regions } from "./Regions.tsx";
import { Wall } from "./Wall.tsx";
import "../style/coordinator.css";

export default function CoordinatorArea({ who }: { who: Who }) {
  const words = useWords();
  const [store, setStore] = useState<FeedStore | null>(null);
  useEffect(() => {
    const made = new FeedStore();
    setStore(made);
    return () => made.dispose();
  }, [who.subject]);
  const { parts } = useRoute();
  if (parts[1] === "region" && parts[2]) return <RegionPage key={parts[2]} id={parts[2]} />;
  if (parts[1] === "new") return <NewRegion />;
  return <Page wide title={words.watch.title} lead={<p className="soft">{words.watch.lead}</p>}><Regions />{store && <Wall store={store} />}</Page>;
}

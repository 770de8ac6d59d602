import { useEffect, useState } from "react";
import { useWords } from "../language/words.ts";
import { Page } from "../parts/Page.tsx";
import type { Who } from "../session/session.ts";
import { FeedStore } from "./feedStore.ts";
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
  return <Page wide title={words.watch.title} lead={<p className="soft">{words.watch.lead}</p>}>{store && <Wall store={store} />}</Page>;
}

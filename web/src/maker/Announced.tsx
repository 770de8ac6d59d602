import { useState } from "react";
import { call, get } from "../api/client.ts";
import type { Announcement, SkuFacts } from "../api/types.ts";
import { useFormat } from "../language/format.ts";
import { useWords } from "../language/words.ts";
import { usePolled } from "../live/usePolled.ts";
import { Button, Message, useAction } from "../parts/parts.tsx";

interface Line {
  sku: string;
  name: string;
  announcement: Announcement;
}

const key = "matchgrid.announced";
const mostMedicines = 32;
const lookEvery = 30_000;

/** What this maker announced, of the medicines that it did so for on this device. */
export function useAnnounced() {
  const [skus, setSkus] = useState<readonly string[]>(() => JSON.parse(localStorage.getItem(key) ?? "[]") as string[]);
  const { value, again } = usePolled(`announced/${skus.join()}`, async () => (await Promise.all(skus.map(linesOf))).flat(), lookEvery);
  const add = (sku: string): void => {
    const all = [sku, ...skus.filter(one => one !== sku)].slice(0, mostMedicines);
    localStorage.setItem(key, JSON.stringify(all));
    setSkus(all);
    again();
  };
  return { list: value ?? [], add, again };
}

async function linesOf(sku: string): Promise<Line[]> {
  const path = `/v1/skus/${encodeURIComponent(sku)}`;
  const [facts, answer] = await Promise.all([get<SkuFacts>(path), get<{ announcements: Announcement[] }>(`${path}/announcements`)]);
  return answer.announcements.map(announcement => ({ sku, name: facts.name, announcement }));
}

export function Announced({ list, onWithdrawn }: { list: readonly Line[]; onWithdrawn: () => void }) {
  const words = useWords();
  const format = useFormat();
  const action = useAction();
  return (
    <section className="card">
      <h2>{words.maker.announced}</h2>
      {list.length === 0 && <p className="empty">{words.maker.nothingAnnounced}</p>}
      <ul className="cards">
        {list.map(({ sku, name, announcement }) => (
          <li key={`${sku}/${announcement.id}`} className="page-head">
            <div>
              <strong>{name}</strong>
              <p className="soft">{words.common.packs(announcement.quantity)} · {format.day(announcement.from)} · {announcement.id}</p>
            </div>
            <Button kind="quiet" busy={action.busy} aria-label={words.maker.withdraw(name, announcement.id)} onClick={() => void action.run(async () => {
              await call("DELETE", `/v1/skus/${encodeURIComponent(sku)}/announcements/${encodeURIComponent(announcement.id)}`);
              onWithdrawn();
            })}>{words.maker.takeBack}</Button>
          </li>
        ))}
      </ul>
      {action.error && <Message tone="bad" role="alert">{action.error}</Message>}
    </section>
  );
}

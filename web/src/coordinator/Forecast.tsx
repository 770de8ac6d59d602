import { get, serverNow } from "../api/client.ts";
import type { SkuForecast } from "../api/types.ts";
import { useFormat } from "../language/format.ts";
import { useWords } from "../language/words.ts";
import { usePolled } from "../live/usePolled.ts";

const lookEvery = 30_000;
const most = 12;

/** How long supply lasts with what makers announced; of one medicine, or of those that most is missing of. */
export function Forecast({ id, sku }: { id: string; sku: string | null }) {
  const words = useWords();
  const { value } = usePolled(`forecast/${id}`, () => get<{ skus: SkuForecast[] }>(`/v1/regions/${id}/forecast`), lookEvery);
  const shown = (value?.skus ?? []).filter(one => sku === null || one.sku === sku).slice(0, most);
  return (
    <section className="card">
      <h2>{words.region.forecast}</h2>
      <p className="hint">{words.region.forecastHint}</p>
      {shown.length === 0 ? <p className="empty">{words.region.noForecast}</p> : <ul className="forecast">{shown.map(one => <Row key={one.sku} one={one} />)}</ul>}
    </section>
  );
}

function Row({ one }: { one: SkuForecast }) {
  const words = useWords();
  const format = useFormat();
  const out = one.stockOutAt !== undefined && Date.parse(one.stockOutAt) <= serverNow();
  const says = [
    one.packsPerHour !== undefined && `${words.region.perDay}: ${format.number(Math.round(one.packsPerHour * 24))}`,
    out ? words.maker.out : one.stockOutAt && `${words.region.stockOut}: ${format.dayAndClock(one.stockOutAt)}`,
    one.coveredAt && `${words.region.covered}: ${format.day(one.coveredAt)}`,
    one.coveredAt && one.lastsUntil && `${words.region.lasts}: ${format.day(one.lastsUntil)}`,
    one.missing > 0 && `${words.region.missing}: ${words.common.packs(one.missing)}`,
  ].filter(Boolean);
  return (
    <li>
      <strong>{one.name ?? one.sku}</strong>
      <span>{says.join(" · ")}</span>
      {one.announced.map((each, index) => (
        <span key={index} className="soft">{words.region.coming}: {words.common.packs(each.quantity)}, {format.day(each.from)}{each.shared && ` (${words.region.shared})`}</span>
      ))}
    </li>
  );
}

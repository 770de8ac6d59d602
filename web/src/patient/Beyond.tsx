import { call, get } from "../api/client.ts";
import type { AvailabilityLine, Request } from "../api/types.ts";
import { useFormat } from "../language/format.ts";
import { useWords } from "../language/words.ts";
import { usePolled } from "../live/usePolled.ts";
import { Button, Message, useAction } from "../parts/parts.tsx";
import { usePatientStore } from "./usePatient.ts";

const lookEvery = 30_000;
const farther = 10;
const least = 100_000;
const most = 2_500_000;
const skusSought = 4;

/** Packs outside the patient's reach, and one tap to reach for them. */
export function Beyond({ request }: { request: Request }) {
  const words = useWords();
  const format = useFormat();
  const store = usePatientStore();
  const action = useAction();
  const radius = Math.min(most, Math.max(least, request.radiusMetres * farther));
  const { value } = usePolled(`beyond/${request.id}/${request.radiusMetres}`, async () => {
    const answers = await Promise.all(request.skus.slice(0, skusSought).map(one => get<{ places: AvailabilityLine[] }>(
      `/v1/availability?sku=${encodeURIComponent(one.sku)}&lat=${request.latitude}&lon=${request.longitude}&radiusMetres=${radius}&limit=20`)));
    return answers.flatMap(one => one.places).sort((a, b) => a.distanceMetres - b.distanceMetres);
  }, lookEvery);
  const outside = (value ?? []).filter(one => one.distanceMetres > request.radiusMetres);
  const nearest = outside[0];
  if (!nearest) return null;
  // A little more than needed, to a round number: the place is only known to 250 m.
  const step = nearest.distanceMetres < 20_000 ? 1_000 : 10_000;
  const wanted = Math.ceil((nearest.distanceMetres + 500) / step) * step;
  return (
    <section className="card beyond">
      <h2>{words.wait.beyond}</h2>
      <p>{words.wait.beyondText(format.distance(nearest.distanceMetres), new Set(outside.map(one => one.pharmacy.id)).size)}</p>
      {action.error && <Message tone="bad" role="alert">{action.error}</Message>}
      <Button busy={action.busy} onClick={() => void action.run(async () => store.put(await call<Request>("PATCH", `/v1/requests/${request.id}`, { radiusMetres: wanted })))}>
        {words.wait.widen(format.distance(wanted))}
      </Button>
    </section>
  );
}

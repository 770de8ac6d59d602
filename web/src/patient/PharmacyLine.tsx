import type { AvailabilityLine } from "../api/types.ts";
import { useFormat } from "../language/format.ts";
import { useWords } from "../language/words.ts";

const sure = 0.85;
const doubtful = 0.5;

/** One pharmacy that has it: how far, how many, at what price, how fresh, open or not. */
export function PharmacyLine({ line }: { line: AvailabilityLine }) {
  const words = useWords();
  const format = useFormat();
  const { pharmacy } = line;
  const price = format.money(line.priceMinor, line.currency);
  return (
    <li>
      <div>
        <strong>{pharmacy.name}</strong>
        <span className="distance">{format.distance(line.distanceMetres)}</span>
      </div>
      <div className="soft">
        <span>{words.common.packs(line.available)}</span>
        {price && <span>{price}</span>}
        <span className={pharmacy.openNow ? "good-text" : ""}>
          {pharmacy.openNow ? words.ask.openNow : pharmacy.opensAt ? words.ask.opens(format.dayAndClock(pharmacy.opensAt)) : words.ask.closed}
        </span>
        <span className={line.confidence >= sure ? "good-text" : ""}>
          {line.confidence >= sure ? words.ask.likelyThere : line.confidence >= doubtful ? words.ask.maybeThere : words.ask.unlikelyThere}
        </span>
        <span>{words.ask.reported(format.span(line.ageSeconds))}</span>
      </div>
    </li>
  );
}

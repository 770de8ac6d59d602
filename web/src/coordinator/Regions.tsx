import { get } from "../api/client.ts";
import type { Region } from "../api/types.ts";
import { useWords } from "../language/words.ts";
import { usePolled } from "../live/usePolled.ts";
import { Link } from "../parts/route.tsx";

const lookEvery = 10_000;

/** The crisis regions that this coordinator may see. */
export function Regions() {
  const words = useWords();
  const { value } = usePolled("regions", () => get<Region[]>("/v1/regions"), lookEvery);
  return (
    <nav className="regions" aria-label={words.region.regions}>
      <ul className="chips">
        {value?.map(region => (
          <li key={region.id}><Link to={`/coordinator/region/${region.id}`} className={region.open ? "button plain" : "button quiet"}>{region.name}{region.tier > 0 && <span className="tag warn">{region.tier}</span>}</Link></li>
        ))}
        <li><Link to="/coordinator/new" className="button main">{words.region.newTitle}</Link></li>
      </ul>
    </nav>
  );
}

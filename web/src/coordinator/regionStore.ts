import { get } from "../api/client.ts";
import type { Alarm, Region, RegionFigures } from "../api/types.ts";
import { line } from "../live/line.ts";
import { Store } from "../live/store.ts";

export interface RegionState {
  region: Region | null;
  figures: RegionFigures | null;
  alarms: readonly Alarm[];
}

const tellMilliseconds = 250;

/** One crisis region: its newest figures as they are pushed, its alarms. Read again after every loss. */
export class RegionStore extends Store<RegionState> {
  private readonly stop: (() => void)[];
  private newest: RegionFigures | null = null;
  private readonly timer: ReturnType<typeof setInterval>;

  constructor(private readonly id: string) {
    super({ region: null, figures: null, alarms: [] });
    this.stop = [
      line.on<RegionFigures>("regionFigures", figures => {
        if (figures.region === id) this.newest = figures;
      }),
      line.on<Alarm>("regionAlarm", alarm => alarm.region === id && this.takeAlarm(alarm)),
      line.follow(async hub => {
        await this.refresh();
        await hub.invoke("WatchRegion", id);
      }),
    ];
    // Of what comes in between the latest is shown.
    this.timer = setInterval(() => {
      if (this.newest && this.newest !== this.value.figures) this.update(state => ({ ...state, figures: this.newest }));
    }, tellMilliseconds);
  }

  dispose(): void {
    clearInterval(this.timer);
    this.stop.forEach(one => one());
    line.tell(hub => hub.invoke("UnwatchRegion", this.id));
  }

  async refresh(): Promise<void> {
    const path = `/v1/regions/${this.id}`;
    const [region, figures, alarms] = await Promise.all([get<Region>(path), get<RegionFigures>(`${path}/figures`), get<Alarm[]>(`${path}/alarms`)]);
    this.newest = figures;
    this.set({ region, figures, alarms });
  }

  private takeAlarm(alarm: Alarm): void {
    this.update(state => ({ ...state, alarms: [alarm, ...state.alarms.filter(one => one.id !== alarm.id)] }));
  }
}

import { useRef } from "react";
import { useFormat } from "../language/format.ts";
import { useWords } from "../language/words.ts";
import { usePolled } from "../live/usePolled.ts";
import { Message } from "../parts/parts.tsx";
import { quantile, readMetrics } from "./metrics.ts";

const lookEvery = 5_000;

interface Look {
  ready: boolean;
  state: string;
  text: string;
  at: number;
}

/** What the server says of itself: /health/ready and /metrics. */
export function GridHealth() {
  const words = useWords();
  const format = useFormat();
  const before = useRef<{ at: number; rows: number } | null>(null);
  const { value, error } = usePolled("health", async (): Promise<Look> => {
    const [ready, metrics] = await Promise.all([fetch("/health/ready", { cache: "no-store" }), fetch("/metrics", { cache: "no-store" })]);
    return { ready: ready.ok, state: await ready.text(), text: await metrics.text(), at: Date.now() };
  }, lookEvery);
  if (error) return <Message tone="bad" role="alert">{words.home.unreachable}</Message>;
  if (!value) return <p className="loading" role="status">{words.common.loading}</p>;
  const sums = readMetrics(value.text);
  const rows = sums.get("matchgrid_log_rows") ?? 0;
  const last = before.current;
  if (!last || last.at !== value.at) before.current = { at: value.at, rows };
  const rate = last && last.at < value.at ? ((rows - last.rows) / (value.at - last.at)) * 1000 : null;
  const commit = quantile(value.text, "matchgrid_log_commit_duration", 0.99);
  const of = (name: string): number => sums.get(name) ?? 0;
  const all: [string, string][] = [
    [words.admin.rows, rate === null ? "–" : format.number(Math.round(rate))],
    [words.admin.commit, commit === null ? "–" : `${commit === Infinity ? ">" : "≤"} ${format.number(commit === Infinity ? 0 : commit)} ms`],
    [words.admin.unsynced, format.number(of("matchgrid_log_unsynced"))],
    [words.admin.file, `${format.number(Math.round(of("matchgrid_log_file") / 1e6))} MB`],
    [words.admin.memory, `${format.number(Math.round(of("process_resident_memory_bytes") / 1e6))} MB`],
    [words.admin.events, format.number(of("matchgrid_events"))],
    [words.admin.underWay, format.number(of("matchgrid_api_under_way"))],
    [words.admin.shed, format.number(of("matchgrid_api_shed"))],
  ];
  return (
    <section aria-label={words.admin.health}>
      <Message tone={value.ready ? "good" : "bad"}><strong>{value.ready ? words.admin.ready : words.admin.notReady}</strong>{value.state !== "ready" && <span lang="en"> {value.state}</span>}</Message>
      <dl className="figures">{all.map(([name, text]) => <div key={name}><dt>{name}</dt><dd className="big">{text}</dd></div>)}</dl>
    </section>
  );
}

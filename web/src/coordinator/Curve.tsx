import { LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsType } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";

use([LineChart, GridComponent, TooltipComponent, CanvasRenderer]);

export interface CurveLine {
  name: string;
  tone: "held" | "asked" | "free";
  /** Instants in milliseconds and values. */
  points: readonly (readonly [number, number])[];
}

/** Curves over time. The same numbers stand in a table that can be taken away. */
export default function Curve({ lines, label, tag }: { lines: readonly CurveLine[]; label: string; tag: string }) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  useEffect(() => {
    const made = init(box.current!, undefined, { renderer: "canvas" });
    chart.current = made;
    const resize = new ResizeObserver(() => made.resize());
    resize.observe(box.current!);
    return () => {
      resize.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => {
    const styles = getComputedStyle(document.documentElement);
    const colour = (name: string): string => styles.getPropertyValue(name).trim();
    const tones = { held: colour("--good"), asked: colour("--warn"), free: colour("--info") };
    const time = new Intl.DateTimeFormat(tag, { hour: "2-digit", minute: "2-digit" });
    chart.current?.setOption({
      animation: false,
      grid: { left: 44, right: 12, top: 14, bottom: 26 },
      tooltip: { trigger: "axis", confine: true },
      xAxis: { type: "time", axisLabel: { color: colour("--soft"), hideOverlap: true, formatter: (value: number) => time.format(value) }, axisLine: { lineStyle: { color: colour("--line") } } },
      yAxis: { type: "value", minInterval: 1, axisLabel: { color: colour("--soft") }, splitLine: { lineStyle: { color: colour("--line") } } },
      series: lines.map(line => ({ type: "line", name: line.name, data: line.points, showSymbol: false, smooth: 0.2, lineStyle: { width: 2, color: tones[line.tone] }, itemStyle: { color: tones[line.tone] } })),
    }, { notMerge: true });
  }, [lines, tag]);
  return <div ref={box} className="curve" role="img" aria-label={label} />;
}

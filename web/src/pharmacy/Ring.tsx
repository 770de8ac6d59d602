import { useEffect, useRef, useState } from "react";
import { useWords } from "../language/words.ts";
import { useCounterParts } from "./useCounter.ts";

const key = "matchgrid-ring";
const tones = [880, 1175];
const toneSeconds = 0.18;
const shownMilliseconds = 8000;

/** New holds ring, and are said. */
export function Ring() {
  const words = useWords();
  const { store } = useCounterParts();
  const [on, setOn] = useState(() => localStorage.getItem(key) !== "off");
  const [said, setSaid] = useState("");
  const audio = useRef<AudioContext | null>(null);
  useEffect(() => {
    // A browser makes no sound before the first touch.
    const wake = (): void => {
      audio.current ??= new AudioContext();
      void audio.current.resume();
    };
    addEventListener("pointerdown", wake, { once: true });
    addEventListener("keydown", wake, { once: true });
    return () => {
      removeEventListener("pointerdown", wake);
      removeEventListener("keydown", wake);
      void audio.current?.close();
      audio.current = null;
    };
  }, []);
  useEffect(() => store.heard(fresh => {
    const { sku } = fresh[0]!;
    setSaid(words.counter.newHold(store.value.names[sku] ?? sku));
    if (on && audio.current?.state === "running") ring(audio.current);
  }), [store, words, on]);
  useEffect(() => {
    if (said === "") return;
    const timer = setTimeout(() => setSaid(""), shownMilliseconds);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <div className="ring">
      <p role="alert">{said && <span className="tag good">{said}</span>}</p>
      <label className="check"><input type="checkbox" checked={on} onChange={event => {
        setOn(event.target.checked);
        localStorage.setItem(key, event.target.checked ? "on" : "off");
      }} /> {words.counter.ring}</label>
    </div>
  );
}

function ring(audio: AudioContext): void {
  for (const [index, frequency] of tones.entries()) {
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    const start = audio.currentTime + index * toneSeconds;
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.2, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + toneSeconds * 2);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + toneSeconds * 2);
  }
}

import { useEffect, useRef, useState } from "react";
import { useWords } from "../language/words.ts";
import { Button, Message } from "../parts/parts.tsx";

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

type Detectors = new (options: { formats: string[] }) => Detector;

const detectors = (globalThis as { BarcodeDetector?: Detectors }).BarcodeDetector;
const formats = ["data_matrix", "ean_13", "ean_8", "upc_a", "code_128", "qr_code"];
const everyMilliseconds = 250;

/** Whether this browser reads codes by itself. */
export const canScan = detectors !== undefined && "mediaDevices" in navigator;

/** Reads the code on a box with the camera. */
export function Scanner({ onFound, onClose }: { onFound: (code: string) => void; onClose: () => void }) {
  const words = useWords();
  const video = useRef<HTMLVideoElement>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wanted = true;
    const detector = new detectors!({ formats });
    const look = async (): Promise<void> => {
      const [code] = await detector.detect(video.current!).catch(() => []);
      if (!wanted) return;
      if (code) onFound(code.rawValue);
      else timer = setTimeout(() => void look(), everyMilliseconds);
    };
    const start = async (): Promise<void> => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
        if (!wanted || !video.current) return;
        video.current.srcObject = stream;
        await video.current.play();
        await look();
      } catch {
        if (wanted) setFailed(true);
      }
    };
    void start();
    return () => {
      wanted = false;
      clearTimeout(timer);
      stream?.getTracks().forEach(track => track.stop());
    };
    // One camera for as long as it is shown.
  }, []);
  return (
    <div className="card scanner">
      {failed ? <Message tone="warn">{words.patient.noCamera}</Message> : <><p>{words.patient.scanning}</p><video ref={video} muted playsInline /></>}
      <Button onClick={onClose}>{words.common.close}</Button>
    </div>
  );
}

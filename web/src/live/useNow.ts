import { useEffect, useState } from "react";
import { serverNow } from "../api/client.ts";

/** The server's time, told anew once a second or as often as asked. */
export function useNow(everyMilliseconds = 1000): number {
  const [now, tell] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => tell(serverNow()), everyMilliseconds);
    return () => clearInterval(timer);
  }, [everyMilliseconds]);
  return now;
}

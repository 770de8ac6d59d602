import { useState } from "react";
import { useWords } from "../language/words.ts";
import { Button } from "../parts/parts.tsx";

/** Asks for the right to notify, where that makes sense and only after a tap. */
export function NotifyMe() {
  const words = useWords();
  const [permission, setPermission] = useState(() => ("Notification" in window ? Notification.permission : null));
  if (permission === null) return null;
  if (permission === "granted") return <p className="soft told-by">{words.wait.told}</p>;
  if (permission === "denied") return <p className="soft told-by">{words.wait.blocked}</p>;
  return (
    <section className="card notify">
      <h2>{words.wait.tellMe}</h2>
      <p>{words.wait.tellMeText}</p>
      <Button onClick={() => void Notification.requestPermission().then(setPermission)}>{words.wait.allow}</Button>
    </section>
  );
}

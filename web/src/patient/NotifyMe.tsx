import { useEffect, useState } from "react";
import { useWords } from "../language/words.ts";
import { Button } from "../parts/parts.tsx";
import { keepSentences, subscribeToPush } from "../worker/register.ts";

/** Asks for the right to notify, where that makes sense and only after a tap. */
export function NotifyMe() {
  const words = useWords();
  const [permission, setPermission] = useState(() => ("Notification" in window ? Notification.permission : null));
  const [pushed, setPushed] = useState(false);
  useEffect(() => {
    if (permission === "granted") void keepSentences(words).then(subscribeToPush).then(setPushed);
  }, [permission, words]);
  if (permission === null) return null;
  if (permission === "granted") return <p className="soft told-by" data-pushed={pushed}>{pushed ? words.wait.toldClosed : words.wait.told}</p>;
  if (permission === "denied") return <p className="soft told-by">{words.wait.blocked}</p>;
  return (
    <section className="card notify">
      <h2>{words.wait.tellMe}</h2>
      <p>{words.wait.tellMeText}</p>
      <Button onClick={() => void Notification.requestPermission().then(setPermission)}>{words.wait.allow}</Button>
    </section>
  );
}

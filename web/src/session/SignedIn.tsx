import { useEffect, useState } from "react";
import { useWords } from "../language/words.ts";
import { Message } from "../parts/parts.tsx";
import { Page } from "../parts/Page.tsx";
import { go, Link, useRoute } from "../parts/route.tsx";
import { session } from "./session.ts";
import { comeBack } from "./signIn.ts";

let once: Promise<void> | null = null;

/** Where the issuer sends people back to. */
export function SignedIn() {
  const words = useWords();
  const { query } = useRoute();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    once ??= comeBack(query).then(async ({ token, refreshToken }) => {
      const role = await session.signInWith(token, refreshToken);
      go(`/${role}`, true);
    });
    once.catch(() => setFailed(true)).finally(() => (once = null));
  }, [query]);
  return (
    <Page title={words.home.signIn}>
      {failed ? <Message tone="bad" role="alert">{words.home.notSignedIn} <Link to="/">{words.common.retry}</Link></Message> : <p className="loading" role="status">{words.common.loading}</p>}
    </Page>
  );
}

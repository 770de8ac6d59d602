import { lazy, Suspense, useEffect, useState } from "react";
import { LanguageContext, load, useWords, type Language } from "./language/words.ts";
import { line } from "./live/line.ts";
import { useStore } from "./live/store.ts";
import { go, useRoute } from "./parts/route.tsx";
import { Shell } from "./parts/Shell.tsx";
import { Home } from "./session/Home.tsx";
import { SignedIn } from "./session/SignedIn.tsx";
import { session, type Role } from "./session/session.ts";

const areas = {
  patient: lazy(() => import("./patient/PatientArea.tsx")),
  pharmacy: lazy(() => import("./pharmacy/PharmacyArea.tsx")),
  coordinator: lazy(() => import("./coordinator/CoordinatorArea.tsx")),
  maker: lazy(() => import("./maker/MakerArea.tsx")),
  admin: lazy(() => import("./admin/AdminArea.tsx")),
};

const areaOf = (role: Role): keyof typeof areas | null => (role in areas ? (role as keyof typeof areas) : null);

export function App({ first }: { first: Language }) {
  const [language, setLanguage] = useState(first);
  return (
    <LanguageContext value={{ language, change: tag => void load(tag).then(setLanguage) }}>
      <Shell><Content /></Shell>
    </LanguageContext>
  );
}

function Content() {
  const words = useWords();
  const who = useStore(session);
  const area = useRoute().parts[0];
  const own = who ? areaOf(who.role) : null;
  const key = who ? `${who.role}/${who.subject}/${who.pharmacy ?? ""}/${who.acting?.patient ?? ""}` : null;
  useEffect(() => {
    if (key === null) return;
    line.open();
    return () => line.close();
  }, [key]);
  useEffect(() => {
    if (own && area !== own) go(`/${own}`, true);
  }, [own, area]);
  if (!own && area === "signed-in") return <SignedIn />;
  if (!own) return <Home />;
  const Area = areas[own];
  return <Suspense fallback={<p className="loading" role="status">{words.common.loading}</p>}><Area key={key} who={who!} /></Suspense>;
}

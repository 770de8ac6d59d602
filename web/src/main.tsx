import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import { load, preferred } from "./language/words.ts";
import { register } from "./worker/register.ts";
import "./style/base.css";

void load(preferred()).then(language => createRoot(document.getElementById("app")!).render(<StrictMode><App first={language} /></StrictMode>));
register();

import "@/theme/layers.css";
import "@fontsource-variable/inter/wght.css";
import "@fontsource/source-serif-4/600.css";
import "@/theme/mantine";
import "@/theme/index.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "@/app/App";
import { afterLoad } from "@/app/afterLoad";
import { likelyLanguage, speak } from "@/i18n/speak";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root to draw into");

const draw = () => {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
  afterLoad();
};
// Without its words (a lost connection) the dashboard is drawn in English rather than not at all.
void speak(likelyLanguage())
  .catch(() => speak("en"))
  .then(draw);

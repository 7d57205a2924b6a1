import "@/theme/layers.css";
import "@fontsource-variable/inter/wght.css";
import "@fontsource/source-serif-4/600.css";
import "@/theme/mantine";
import "@/theme/index.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "@/app/App";
import { afterLoad } from "@/app/afterLoad";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root to draw into");

createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
afterLoad();

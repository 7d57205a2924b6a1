import { router } from "./router";

/** What may wait until the first page stands. */
export function afterLoad(): void {
  const start = () => void import("./vitals").then(({ watchVitals }) => watchVitals(router));
  if (document.readyState === "complete") start();
  else window.addEventListener("load", start, { once: true });
}

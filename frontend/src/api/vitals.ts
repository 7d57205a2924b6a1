import { csrfToken } from "@/api/client";
import type { paths } from "@/api/schema";

type Report = paths["/api/v1/web-vitals"]["post"]["requestBody"]["content"]["application/json"];
export type Reading = Report["readings"][number];

/**
 * Tells the server how quick this page was. Sent as the page is left, so it outlives it and nobody
 * waits for the answer; a beacon could not carry the token against forged requests.
 */
export function reportVitals(readings: Reading[]): void {
  const report: Report = { readings };
  fetch("/api/v1/web-vitals", {
    method: "POST",
    keepalive: true,
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
    body: JSON.stringify(report),
  }).catch(() => undefined);
}

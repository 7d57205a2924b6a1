import { reportVitals, type Reading } from "@/api/vitals";

import type { router } from "./router";

const THOUSANDTHS = 1000;
const OF_LANDING: ReadonlySet<string> = new Set(["LCP", "FCP", "TTFB"]);

interface Measured {
  name: Reading["metric"];
  value: number;
}

/** The page's pattern, '/$org/guests/$guestId': no id and no search leaves the browser. */
const routeOf = (routes: typeof router): string =>
  routes.state.matches.at(-1)?.routeId.replace(/(?<=.)\/$/, "") ?? "/";

/** Measures this visit once and reports it when the page is first left, each metric once. */
export async function watchVitals(routes: typeof router): Promise<void> {
  let landing: string | undefined = routes.state.resolvedLocation && routeOf(routes);
  const stop = routes.subscribe("onResolved", () => {
    landing ??= routeOf(routes);
    stop();
  });
  const { onCLS, onFCP, onINP, onLCP, onTTFB } = await import("web-vitals");
  const measured = new Map<Reading["metric"], number>();
  const sent = new Set<Reading["metric"]>();
  const note = ({ name, value }: Measured) => {
    measured.set(name, name === "CLS" ? value * THOUSANDTHS : value);
  };
  [onCLS, onFCP, onINP, onLCP, onTTFB].forEach((on) => on(note));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    const here = routeOf(routes);
    const readings: Reading[] = [...measured]
      .filter(([metric]) => !sent.has(metric))
      .map(([metric, value]) => ({
        metric,
        value,
        route: OF_LANDING.has(metric) ? (landing ?? here) : here,
      }));
    readings.forEach(({ metric }) => sent.add(metric));
    if (readings.length > 0) reportVitals(readings);
  });
}

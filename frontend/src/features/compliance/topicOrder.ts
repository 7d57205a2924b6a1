import type { Topic } from "@/api/types";

/** The topics with the one at `place` moved up (-1) or down (1). */
export function moved(topics: Topic[], place: number, by: -1 | 1): Topic[] {
  const topic = topics[place];
  if (!topic) return topics;
  const rest = topics.filter((_, other) => other !== place);
  return [...rest.slice(0, place + by), topic, ...rest.slice(place + by)];
}

/** What must be written so that positions count up in this order. */
export const placesToChange = (wanted: Topic[]): Pick<Topic, "id" | "position">[] =>
  wanted
    .map(({ id, position: held }, position) => ({ id, held, position }))
    .filter(({ held, position }) => held !== position)
    .map(({ id, position }) => ({ id, position }));

const LONGEST = 40;

/** The key that a name suggests: 'Spa & Wellness' → 'spa-wellness'. */
export const keyOf = (name: string): string =>
  name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, LONGEST)
    .replaceAll(/^-|-$/g, "");

import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { useOrg } from "@/api/org";
import { segmentCountQuery, segmentEstimateQuery } from "@/api/queries/segments";
import type { SegmentCount, SegmentTree } from "@/api/types";
import { count, many } from "@/format/format";
import { AudienceNumbers } from "@/ui/AudienceNumbers";
import { Card } from "@/ui/Card";
import { Lines } from "@/ui/Lines";

import classes from "./Segments.module.css";

const TYPING_MS = 120;
const SETTLED_MS = 500;

export interface Live {
  /** About how many, for the tree as it stands; undefined while that is not known. */
  estimate: number | undefined;
  /** The exact count of the tree as it stands. */
  exact: SegmentCount | undefined;
  /** The last exact count, be it of an earlier tree. */
  last: SegmentCount | undefined;
  error: unknown;
}

/** Counts while one types: an estimate at once, the exact figures when one pauses. */
export function useLiveCount(tree: SegmentTree | null): Live {
  const { slug } = useOrg();
  const asked = tree ?? { version: 0, rule: {} };
  const key = JSON.stringify(asked);
  const [typed] = useDebouncedValue(key, TYPING_MS);
  const [settled] = useDebouncedValue(key, SETTLED_MS);
  const estimate = useQuery({
    ...segmentEstimateQuery(slug, JSON.parse(typed) as SegmentTree),
    enabled: tree !== null && typed === key,
  });
  const exact = useQuery({
    ...segmentCountQuery(slug, JSON.parse(settled) as SegmentTree),
    enabled: tree !== null && settled === key,
    placeholderData: keepPreviousData,
  });
  const isNow = tree !== null && settled === key && !exact.isPlaceholderData;
  return {
    estimate: typed === key ? estimate.data?.members : undefined,
    exact: isNow ? exact.data : undefined,
    last: exact.data,
    error:
      tree === null
        ? null
        : ((typed === key ? estimate.error : null) ?? (isNow ? exact.error : null)),
  };
}

/** '1,204 guests' or 'about 1,200 guests', in one line. */
export const countInWords = ({ estimate, exact }: Live): string => {
  if (exact) return many(exact.members, "guest");
  return estimate === undefined ? "Counting…" : `About ${many(estimate, "guest")}`;
};

/** How many the rule finds, how many of them get a letter, and why the others do not. */
export const LiveCount = ({ live, ready }: { live: Live; ready: boolean }) => {
  const shown = live.exact ?? live.last;
  const stale = !live.exact;
  return (
    <Card title="How many guests">
      <p className={classes["big"]} role="status" data-stale={stale || undefined}>
        {ready ? countInWords(live) : "Fill in the rule to count"}
      </p>
      {ready && !shown && !live.error && <Lines rows={3} />}
      {ready && shown && (
        <div data-stale={stale || undefined} className={classes["figures"]} aria-busy={stale}>
          <AudienceNumbers
            narrow
            audience={{
              audience: shown.members,
              allowed: shown.allowed,
              excluded: shown.excluded,
              texts: shown.texts,
            }}
          />
          {!shown.exact && (
            <p className={classes["soft"]}>
              {count(shown.pending)} guests changed just now and are still being sorted in.
            </p>
          )}
        </div>
      )}
    </Card>
  );
};

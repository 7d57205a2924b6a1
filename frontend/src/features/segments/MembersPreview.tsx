import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { ApiError } from "@/api/errors";
import { useOrg } from "@/api/org";
import { segmentMembersQuery } from "@/api/queries/segments";
import type { SegmentTree } from "@/api/types";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";

import { Members } from "./Members";
import classes from "./Segments.module.css";

const SETTLED_MS = 700;

/** Who is in, once one has paused. */
export function MembersPreview({ tree }: { tree: SegmentTree }) {
  const { slug } = useOrg();
  const [settled] = useDebouncedValue(tree, SETTLED_MS);
  const members = useInfiniteQuery(segmentMembersQuery(slug, settled));
  const guests = useMemo(
    () => members.data?.pages.flatMap((page) => page.results) ?? [],
    [members.data],
  );
  // A fault of the rule is told at the rule.
  const broken = members.error instanceof ApiError && members.error.status === 400;
  if (broken) return null;
  return (
    <Card flush title="Who is in" note="In the order in which they came to you.">
      {members.isPending && (
        <div className={classes["pad"]}>
          <Lines rows={5} />
        </div>
      )}
      {members.isError && (
        <div className={classes["pad"]}>
          <Failed
            error={members.error}
            what="The members cannot be shown."
            again={() => void members.refetch()}
          />
        </div>
      )}
      {members.isSuccess && guests.length === 0 && (
        <p className={classes["pad"]}>No guest fits this rule today.</p>
      )}
      {guests.length > 0 && (
        <Members
          guests={guests}
          busy={members.isFetchingNextPage}
          more={members.hasNextPage ? () => void members.fetchNextPage() : undefined}
        />
      )}
    </Card>
  );
}

import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useOrg } from "@/api/org";
import { timelineQuery } from "@/api/queries/guests";
import type { TimelineEntry, TimelineKind } from "@/api/types";
import { moment } from "@/format/format";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { subjectInWords } from "@/words/letter";

import classes from "./Timeline.module.css";

const KINDS: [TimelineKind, string][] = [
  ["stay", "Stays"],
  ["message", "Letters"],
  ["engagement", "Opens and clicks"],
  ["consent", "Consent"],
  ["import", "Imports"],
  ["merge", "Merges"],
  ["edit", "Edits"],
];

/** What happened with a guest, newest first; older entries are fetched as one asks for them. */
export function Timeline({ guestId }: { guestId: number }) {
  const { slug } = useOrg();
  const [kinds, setKinds] = useState<TimelineKind[]>([]);
  const story = useInfiniteQuery(timelineQuery(slug, guestId, kinds));
  const entries = story.data?.pages.flatMap((page) => page.results) ?? [];
  const toggle = (kind: TimelineKind) =>
    setKinds((old) => (old.includes(kind) ? old.filter((one) => one !== kind) : [...old, kind]));
  return (
    <Card title="What happened">
      <div role="group" aria-label="Show only" className={classes["chips"]}>
        {KINDS.map(([kind, word]) => (
          <button
            key={kind}
            type="button"
            aria-pressed={kinds.includes(kind)}
            onClick={() => toggle(kind)}
          >
            {word}
          </button>
        ))}
      </div>
      {story.isPending && <Lines rows={4} />}
      {story.isError && (
        <Failed
          error={story.error}
          what="What happened cannot be shown."
          again={() => void story.refetch()}
        />
      )}
      {story.isSuccess && entries.length === 0 && <p>{kinds.length > 0 ? NONE : NOTHING}</p>}
      <ol className={classes["line"]} aria-busy={story.isFetching}>
        {entries.map((entry, index) => (
          <Entry key={`${entry.at} ${index}`} entry={entry} />
        ))}
      </ol>
      {story.hasNextPage && (
        <Button
          variant="default"
          loading={story.isFetchingNextPage}
          onClick={() => void story.fetchNextPage()}
        >
          Show earlier
        </Button>
      )}
    </Card>
  );
}

const NOTHING = "Reservations, letters, opens and consents will be listed here as they happen.";
const NONE = "Nothing of this kind happened. Choose another, or none to see everything.";

const Entry = ({ entry }: { entry: TimelineEntry }) => (
  <li>
    <time dateTime={entry.at}>{moment(entry.at)}</time>
    <div>{subjectInWords(entry.title)}</div>
    {entry.detail && <p>{entry.detail}</p>}
  </li>
);

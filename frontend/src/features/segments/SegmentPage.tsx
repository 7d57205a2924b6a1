import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";

import { isMissing } from "@/api/errors";
import { useOrg } from "@/api/org";
import { segmentQuery, segmentSchemaQuery } from "@/api/queries/segments";
import type { SegmentTree } from "@/api/types";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";

import { Builder } from "./Builder";
import { back } from "./back";
import classes from "./Segments.module.css";
import { STARTERS } from "./starters";
import { emptyGroup, treeWrite } from "./tree";

/** One segment, or a new one from a rule to begin with. */
export function SegmentPage() {
  const { slug } = useOrg();
  const { segmentId } = useParams({ from: "/$org/segments/$segmentId" });
  const fresh = segmentId === "new";
  const schema = useQuery(segmentSchemaQuery(slug));
  const segment = useQuery({ ...segmentQuery(slug, Number(segmentId)), enabled: !fresh });
  const [start, setStart] = useState<{ name: string; tree: SegmentTree } | null>(null);

  if (schema.data && fresh && start)
    return <Builder key="new" schema={schema.data} saved={null} start={start} />;
  if (schema.data && !fresh && segment.data)
    return (
      <Builder key={segmentId} schema={schema.data} saved={segment.data} start={segment.data} />
    );
  const error = schema.error ?? segment.error;
  return (
    <Page
      title={fresh ? "New segment" : "Segment"}
      back={back}
      sub={fresh && "A rule that finds guests anew each time it is used. Begin with:"}
    >
      {error && (
        <Failed
          error={error}
          what={isMissing(error) ? "This segment is not here." : "The segment cannot be shown."}
          again={() => void (schema.isError ? schema : segment).refetch()}
        />
      )}
      {!error && !fresh && <Lines rows={6} height={28} />}
      {!error && fresh && <Starters choose={setStart} waiting={!schema.data} />}
    </Page>
  );
}

interface StartersProps {
  choose: (start: { name: string; tree: SegmentTree }) => void;
  waiting: boolean;
}

const Starters = ({ choose, waiting }: StartersProps) => {
  const blank = {
    name: "",
    note: "Choose each condition yourself.",
    tree: treeWrite(emptyGroup()),
  };
  return (
    <ul className={classes["starters"]}>
      {[blank, ...STARTERS].map((starter) => (
        <li key={starter.name}>
          <button type="button" disabled={waiting} onClick={() => choose(starter)}>
            <strong>{starter.name || "An empty rule"}</strong>
            <span>{starter.note}</span>
          </button>
        </li>
      ))}
    </ul>
  );
};

import { useQuery } from "@tanstack/react-query";
import { Check, CircleHelp, Minus, X } from "lucide-react";

import { useOrg } from "@/api/org";
import { guestSegmentsQuery } from "@/api/queries/guests";
import type { JudgedSegment, SegmentVerdict } from "@/api/types";
import { count } from "@/format/format";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Status } from "@/ui/Status";
import { TextLink } from "@/ui/TextLink";
import type { Word } from "@/words/tone";

import classes from "./InSegments.module.css";

/** Which of the group's segments find this guest, and why or why not. */
export function InSegments({ guestId }: { guestId: number }) {
  const { slug } = useOrg();
  const segments = useQuery(guestSegmentsQuery(slug, guestId));
  const { results = [], total = 0 } = segments.data ?? {};
  return (
    <Card title="Segments">
      {segments.isPending && <Lines rows={3} />}
      {segments.isError && (
        <Failed
          error={segments.error}
          what="The segments cannot be shown."
          again={() => void segments.refetch()}
        />
      )}
      {segments.isSuccess && total === 0 && (
        <p className={classes["soft"]}>
          Whether this guest is in a segment is told here, rule by rule, once{" "}
          <TextLink to="/$org/segments">a segment is made</TextLink>.
        </p>
      )}
      {results.map((row) => (
        <Judged key={row.id} row={row} />
      ))}
      {total > results.length && (
        <p className={classes["soft"]}>
          The newest {count(results.length)} of {count(total)} segments.
        </p>
      )}
    </Card>
  );
}

const IN: Word = { word: "In", tone: "ok", icon: Check };
const OUT: Word = { word: "Out", tone: "skip", icon: Minus };
const UNREADABLE: Word = { word: "Cannot tell", tone: "wait", icon: CircleHelp };

const wordOf = (verdict: SegmentVerdict | null): Word =>
  verdict === null ? UNREADABLE : verdict.holds ? IN : OUT;

const Judged = ({ row: { name, verdict } }: { row: JudgedSegment }) => (
  <details className={classes["segment"]}>
    <summary>
      <span>{name}</span>
      <Status word={wordOf(verdict)} />
    </summary>
    {verdict === null ? (
      <p className={classes["soft"]}>
        Its rule asks for something that is not there any more. Open the segment and mend it.
      </p>
    ) : (
      <>
        <p>{verdict.holds ? "In, because:" : "Out, because:"}</p>
        <ul>
          <Reason verdict={verdict} />
        </ul>
      </>
    )}
  </details>
);

function Reason({ verdict: { holds, text, children } }: { verdict: SegmentVerdict }) {
  const Icon = holds ? Check : X;
  return (
    <li>
      <span className={classes["reason"]} data-holds={holds}>
        <Icon size={14} role="img" aria-label={holds ? "Holds:" : "Does not hold:"} />
        <span>{text}</span>
      </span>
      {children.length > 0 && (
        <ul>
          {children.map((child) => (
            <Reason key={child.path} verdict={child} />
          ))}
        </ul>
      )}
    </li>
  );
}

import type { TimelineEntry } from "@/api/types";
import { moment } from "@/format/format";
import { Card } from "@/ui/Card";

import classes from "./Guests.module.css";

export const Timeline = ({ entries }: { entries: TimelineEntry[] }) => (
  <Card title="What happened">
    {entries.length === 0 ? (
      <p>Reservations, letters, opens and consents will be listed here as they happen.</p>
    ) : (
      <ol className={classes["line"]}>
        {entries.map((entry) => (
          <li key={`${entry.at} ${entry.kind} ${entry.title}`}>
            <time dateTime={entry.at}>{moment(entry.at)}</time>
            <div>{entry.title}</div>
            {entry.detail && <p>{entry.detail}</p>}
          </li>
        ))}
      </ol>
    )}
  </Card>
);

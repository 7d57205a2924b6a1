import { Download } from "lucide-react";

import type { Import } from "@/api/types";
import { count, many } from "@/format/format";
import { Card } from "@/ui/Card";
import { Tile, Tiles } from "@/ui/Tile";

import classes from "./Imports.module.css";

/** Every row in exactly one of four figures, and what they add up to. */
export function Numbers({ batch }: { batch: Import }) {
  const { total, imported, updated, duplicate, rejected, dry_run: dry } = batch;
  return (
    <div className={classes["stack"]}>
      <Tiles label={dry ? "What would happen" : "What became of the rows"}>
        <Tile label={dry ? "Would be new" : "New guests"} value={count(imported)} />
        <Tile
          label={dry ? "Known, would be updated" : "Known, updated"}
          value={count(updated)}
          note="same address"
        />
        <Tile label="Nothing new in them" value={count(duplicate)} note="known, or twice in file" />
        <Tile label={dry ? "Would be refused" : "Refused"} value={count(rejected)} />
      </Tiles>
      <p className={classes["sum"]}>
        {count(imported)} + {count(updated)} + {count(duplicate)} + {count(rejected)} ={" "}
        {many(total, "row")}, every row {batch.state === "running" ? "so far" : "of the file"}.{" "}
        {many(batch.consented, "guest")} with a consent of their own,{" "}
        {many(batch.suppressed, "guest")} never to be written to
        {batch.unread_values > 0 &&
          `, and ${many(batch.unread_values, "value")} left out because they do not fit your own fields`}
        .
      </p>
    </div>
  );
}

/** Why rows are refused, the most frequent first, and the rows themselves to mend. */
export function Reasons({ batch }: { batch: Import }) {
  if (batch.reasons.length === 0 && !batch.rejections_url) return null;
  return (
    <Card
      title={batch.dry_run ? "Why rows would be refused" : "Why rows were refused"}
      note="Mend them in the file and import it again: the others are recognised."
      action={
        batch.rejections_url && (
          <a href={batch.rejections_url} download>
            <Download size={14} aria-hidden="true" /> Download the refused rows
          </a>
        )
      }
    >
      <Told reasons={batch.reasons} />
    </Card>
  );
}

/** What was odd about rows that are taken all the same. */
export const Oddities = ({ batch }: { batch: Import }) =>
  batch.notes.length > 0 && (
    <Card title="Taken, but worth a look">
      <Told reasons={batch.notes} />
    </Card>
  );

const Told = ({ reasons }: { reasons: Import["reasons"] }) => (
  <ul className={classes["reasons"]}>
    {reasons.map(({ reason, text, rows, first_line }) => (
      <li key={reason}>
        <strong>{count(rows)}</strong>
        <span>
          {text}
          <small>
            {rows === 1 ? "Line" : "First in line"} {count(first_line)}
          </small>
        </span>
      </li>
    ))}
  </ul>
);

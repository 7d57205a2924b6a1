import { Button } from "@mantine/core";
import { Undo2 } from "lucide-react";
import { useState } from "react";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { importUndo } from "@/api/queries/imports";
import type { Import } from "@/api/types";
import { count, many } from "@/format/format";
import { Card } from "@/ui/Card";
import { Confirm } from "@/ui/Confirm";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";
import { TextLink } from "@/ui/TextLink";
import { Tile, Tiles } from "@/ui/Tile";
import { say } from "@/ui/toast";

import { Numbers, Oddities, Reasons } from "./Numbers";
import { useImportStep } from "./useImportStep";

/** How it ended: every row accounted for, the refused ones to take along, and the way back. */
export const Outcome = ({ batch }: { batch: Import }) => (
  <>
    {batch.state === "failed" && (
      <Notice tone="bad" title="The import broke off.">
        {batch.message} The {many(batch.total, "row")} before that are imported; import the file
        again for the rest, or take everything back below.
      </Notice>
    )}
    {batch.state === "cancelled" && (
      <Notice tone="info" title="The import was stopped.">
        {batch.total > 0
          ? `${many(batch.total, "row")} had been read, and what they brought is kept.`
          : "No guest was imported."}
      </Notice>
    )}
    {batch.state === "undoing" && (
      <Notice tone="info" title="The import is being taken back.">
        So far {many(batch.removed, "guest")} removed and {many(batch.restored, "guest")} put back.
        You may leave this page; it goes on by itself.
      </Notice>
    )}
    {batch.state === "undone" && <TakenBack batch={batch} />}
    {batch.total > 0 && <Numbers batch={batch} />}
    <Reasons batch={batch} />
    <Oddities batch={batch} />
    {batch.total > 0 && ["done", "cancelled", "failed"].includes(batch.state) && (
      <Undo batch={batch} />
    )}
  </>
);

const TakenBack = ({ batch }: { batch: Import }) => (
  <>
    <Notice tone="info" title="This import was taken back.">
      Guests that it made are gone, fields that it changed are as before, and consents that rest on
      it alone no longer count. Whoever had left or bounced stays on the do-not-write list.
    </Notice>
    <Tiles label="What was taken back">
      <Tile label="Guests removed" value={count(batch.removed)} />
      <Tile label="Guests put back as they were" value={count(batch.restored)} />
      <Tile label="Guests kept" value={count(batch.kept)} note="changed since, or with stays" />
    </Tiles>
  </>
);

function Undo({ batch }: { batch: Import }) {
  const { can } = useOrg();
  const [asked, setAsked] = useState(false);
  const undo = useImportStep(batch.id, importUndo, () => setAsked(false));
  if (!can("guest.import")) return null;
  const failed = (error: unknown) =>
    say(`The import was not taken back. ${sentence(error)}`, "bad");
  return (
    <Card
      title="Was this a mistake?"
      note="The whole import can be taken back, today or later."
      action={
        <Button
          variant="default"
          leftSection={<Undo2 size={16} aria-hidden="true" />}
          onClick={() => setAsked(true)}
        >
          Take this import back
        </Button>
      }
    >
      <p>
        Or look at <TextLink to="/$org/guests">the guests</TextLink> first.
      </p>
      <Confirm
        opened={asked}
        title={`Take ${batch.file_name} back?`}
        verb={`Take ${many(batch.imported + batch.updated, "guest")} back`}
        keep="Leave it as it is"
        danger
        busy={undo.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() => undo.mutate(undefined, { onError: failed })}
      >
        <ul className={form["form"]}>
          <li>
            Up to {many(batch.imported, "new guest")} will be deleted. Guests who have stays by now,
            or whom somebody changed, are kept.
          </li>
          <li>
            {many(batch.updated, "known guest")} will get back what they had before, where nobody
            changed it since.
          </li>
          <li>
            {many(batch.consented, "consent")} from this file will no longer count. The{" "}
            {many(batch.suppressed, "guest")} never to be written to stay so.
          </li>
        </ul>
      </Confirm>
    </Card>
  );
}

import { Button } from "@mantine/core";
import { useState } from "react";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { importCancel } from "@/api/queries/imports";
import type { Import } from "@/api/types";
import { count, many } from "@/format/format";
import { Bar } from "@/ui/Bar";
import { Card } from "@/ui/Card";
import { Confirm } from "@/ui/Confirm";
import form from "@/ui/Form.module.css";
import { say } from "@/ui/toast";

import { Numbers } from "./Numbers";
import { useImportStep } from "./useImportStep";

/** Live progress; the figures come with every slice that is written. */
export const Running = ({ batch }: { batch: Import }) => (
  <>
    <Card
      title={batch.dry_run ? "Counting what would happen" : "Importing"}
      action={!batch.dry_run && <Stop batch={batch} />}
    >
      <div className={form["form"]}>
        <Bar
          label={batch.dry_run ? "Checking the file" : "Read of the file"}
          percent={batch.dry_run || batch.total === 0 ? null : batch.percent}
        />
        <p className={form["hint"]} role="status">
          {batch.dry_run
            ? "Every row is read and judged, and nothing is written. A large file takes a minute or two."
            : batch.total === 0
              ? "Waiting for a free worker; it begins within a few seconds."
              : `${many(batch.total, "row")} read, ${count(batch.percent)} % of the file. You can leave this page; the import goes on.`}
        </p>
      </div>
    </Card>
    {!batch.dry_run && batch.total > 0 && <Numbers batch={batch} />}
  </>
);

function Stop({ batch }: { batch: Import }) {
  const { can } = useOrg();
  const [asked, setAsked] = useState(false);
  const stop = useImportStep(batch.id, importCancel, () => setAsked(false));
  if (!can("guest.import")) return null;
  return (
    <>
      <Button variant="default" onClick={() => setAsked(true)}>
        Stop
      </Button>
      <Confirm
        opened={asked}
        title="Stop this import?"
        verb="Stop it"
        keep="Let it go on"
        danger
        busy={stop.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() =>
          stop.mutate(undefined, {
            onError: (error) => say(`The import was not stopped. ${sentence(error)}`, "bad"),
          })
        }
      >
        <p>
          The rows that are done stay, and can be taken back afterwards. The rest of the file is not
          imported; to have it, import the file again: nobody is doubled.
        </p>
      </Confirm>
    </>
  );
}

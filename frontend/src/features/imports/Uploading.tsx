import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { importCancel, importQuery } from "@/api/queries/imports";
import type { Import } from "@/api/types";
import { bytes, many, share } from "@/format/format";
import { Bar } from "@/ui/Bar";
import { Card } from "@/ui/Card";
import { FileDrop } from "@/ui/FileDrop";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";

import classes from "./Imports.module.css";
import { SHEETS, uploadRun, useUpload } from "./uploads";
import { useImportStep } from "./useImportStep";

/** The file on its way; or, after a break, the place where it is taken up again. */
export function Uploading({ batch }: { batch: Import }) {
  const upload = useUpload(batch.id);
  const discard = useImportStep(batch.id, importCancel);
  const sent = upload?.sent ?? batch.received;
  const going = upload?.error === null;
  return (
    <Card title={going ? "Uploading" : "The upload stopped before its end"}>
      <div className={form["form"]}>
        <Bar label="Uploaded" percent={(sent / batch.size) * 100} />
        <p className={classes["sum"]} role="status">
          {bytes(sent)} of {bytes(batch.size)}, {share(sent, batch.size)}
        </p>
        {going ? (
          <p className={form["hint"]}>
            You can look at other pages meanwhile. Leave this browser tab open.
          </p>
        ) : (
          <Resume batch={batch} error={upload?.error} />
        )}
        {!going && (
          <div className={form["buttons"]}>
            <Button
              variant="default"
              loading={discard.isPending}
              onClick={() => discard.mutate(undefined)}
            >
              Give this upload up
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}

/** Why a chosen file cannot be the one that was begun, or undefined. */
export const otherFile = (file: Pick<File, "size">, batch: Pick<Import, "size" | "file_name">) =>
  file.size === batch.size
    ? undefined
    : `This is another file: it has ${many(file.size, "byte")}, and ${batch.file_name} had ${many(batch.size, "byte")}. Choose the same file, or give this upload up and begin a new one.`;

function Resume({ batch, error }: { batch: Import; error: unknown }) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const [fault, setFault] = useState<string>();
  const goOn = async (file: File) => {
    const other = otherFile(file, batch);
    setFault(other);
    if (other) return;
    const { queryKey } = importQuery(slug, batch.id);
    const now = await client.query({ ...importQuery(slug, batch.id), staleTime: 0 });
    await uploadRun(slug, now, file, (done) => client.setQueryData(queryKey, done));
  };
  return (
    <>
      {error !== undefined && (
        <Notice tone="bad" title="The upload broke off.">
          {sentence(error)} What arrived is kept, and no guest was imported.
        </Notice>
      )}
      <FileDrop
        accept={SHEETS}
        label={`Choose ${batch.file_name} again to go on`}
        note={`${bytes(batch.received)} are here already and are not sent twice.`}
        file={null}
        error={fault}
        onFile={(file) => void goOn(file)}
      />
    </>
  );
}

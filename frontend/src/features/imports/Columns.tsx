import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { fieldSentences, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { analysisQuery, customFieldsQuery, importCancel, importStart } from "@/api/queries/imports";
import type { Import, ImportAnalysis, ImportStart } from "@/api/types";
import { many } from "@/format/format";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import form from "@/ui/Form.module.css";
import { Lines } from "@/ui/Lines";
import { Notice } from "@/ui/Notice";
import { delimiterWord, encodingWord, fieldWord } from "@/words/import";

import { ColumnTable } from "./ColumnTable";
import classes from "./Imports.module.css";
import { columnsShown, mappingFaults, mappingOf, ownKey, sameMapping } from "./mapping";
import { Numbers, Oddities, Reasons } from "./Numbers";
import { useImportStep } from "./useImportStep";

export function Columns({ batch }: { batch: Import }) {
  const { slug } = useOrg();
  const analysis = useQuery(analysisQuery(slug, batch.id));
  if (analysis.data) return <Chooser key={batch.id} batch={batch} analysis={analysis.data} />;
  if (analysis.isPending) return <Lines rows={6} height={28} />;
  return (
    <>
      <Failed
        error={analysis.error}
        what="This file cannot be read. No guest was imported."
        again={() => void analysis.refetch()}
      />
      <Discard batch={batch} />
    </>
  );
}

/** The columns of the file, what each becomes, and from there to the check and the import. */
function Chooser({ batch, analysis }: { batch: Import; analysis: ImportAnalysis }) {
  const { slug } = useOrg();
  const own = useQuery(customFieldsQuery(slug));
  const checked = batch.state === "done" && batch.dry_run;
  const [mapping, setMapping] = useState(() => mappingOf(analysis, batch.mapping));
  const [hasHeader, setHasHeader] = useState(checked ? batch.has_header : analysis.has_header);
  const start = useImportStep<ImportStart>(batch.id, importStart);
  const fields = own.data?.results ?? [];
  const nameOf = (field: string) =>
    fields.find(({ key }) => key === ownKey(field))?.label ?? fieldWord(field);
  const faults = mappingFaults(mapping, nameOf);
  const current = checked && sameMapping(mapping, batch.mapping) && hasHeader === batch.has_header;
  const go = (dry_run: boolean) => start.mutate({ mapping, has_header: hasHeader, dry_run });
  const left = Object.values(mapping).filter((field) => !field).length;

  return (
    <>
      {current && <Checked batch={batch} go={() => go(false)} busy={start.isPending} />}
      <Card title="What was recognised">
        <Recognised analysis={analysis} />
        {analysis.notes.map((note) => (
          <p key={note} className={classes["sum"]}>
            {note}
          </p>
        ))}
        <label className={`${form["choice"] ?? ""} ${classes["header"] ?? ""}`}>
          <input
            type="checkbox"
            checked={hasHeader}
            onChange={(event) => setHasHeader(event.currentTarget.checked)}
          />
          <span>The first line holds the names of the columns, not a guest</span>
        </label>
      </Card>
      <Card
        title="Where each column goes"
        note={`${many(analysis.columns.length, "column")}, ${left} of them left out. What is left out is not stored.`}
        flush
      >
        <ColumnTable
          columns={columnsShown(analysis, hasHeader)}
          offered={analysis.fields}
          own={fields}
          mapping={mapping}
          onChange={(number, field) => setMapping((old) => ({ ...old, [number]: field }))}
        />
      </Card>
      {start.isError && (
        <Notice tone="bad" title="Nothing was started.">
          {sentence(start.error)} {fieldSentences(start.error)}
        </Notice>
      )}
      {faults.length > 0 && (
        <Notice tone="wait" title="Before it can go on">
          {faults.join(" ")}
        </Notice>
      )}
      {!current && (
        <div className={form["buttons"]}>
          <Button disabled={faults.length > 0} loading={start.isPending} onClick={() => go(true)}>
            {checked ? "Check again" : "Check what would happen"}
          </Button>
          <Discard batch={batch} />
          <span className={form["hint"]}>Nothing is written by the check.</span>
        </div>
      )}
    </>
  );
}

const Checked = ({ batch, go, busy }: { batch: Import; go: () => void; busy: boolean }) => (
  <>
    <Numbers batch={batch} />
    <Reasons batch={batch} />
    <Oddities batch={batch} />
    {batch.imported + batch.updated + batch.duplicate === 0 ? (
      <Notice tone="wait" title="No row of this file would be taken.">
        Look at where the columns go below, and check again.
      </Notice>
    ) : (
      <div className={form["buttons"]}>
        <Button loading={busy} onClick={go}>
          Import {many(batch.total - batch.rejected, "row")}
        </Button>
        <span className={form["hint"]}>It can be stopped, and taken back as a whole.</span>
      </div>
    )}
  </>
);

const Recognised = ({ analysis }: { analysis: ImportAnalysis }) => (
  <dl className={classes["facts"]}>
    <div>
      <dt>Kind of file</dt>
      <dd>{analysis.format.toUpperCase()}</dd>
    </div>
    {analysis.delimiter && (
      <div>
        <dt>Columns divided by</dt>
        <dd>{delimiterWord(analysis.delimiter)}</dd>
      </div>
    )}
    {analysis.encoding && (
      <div>
        <dt>Encoding</dt>
        <dd>{encodingWord(analysis.encoding)}</dd>
      </div>
    )}
    <div>
      <dt>First line</dt>
      <dd>{analysis.has_header ? "names of the columns" : "a guest already"}</dd>
    </div>
  </dl>
);

function Discard({ batch }: { batch: Import }) {
  const discard = useImportStep(batch.id, importCancel);
  if (batch.state !== "ready") return null;
  return (
    <Button variant="default" loading={discard.isPending} onClick={() => discard.mutate(undefined)}>
      Discard this file
    </Button>
  );
}

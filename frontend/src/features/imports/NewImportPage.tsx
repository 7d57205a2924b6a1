import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type SyntheticEvent } from "react";

import { fieldError, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { importQuery, importsQuery, uploadCreate, type NewUpload } from "@/api/queries/imports";
import type { ImportBasis } from "@/api/types";
import { BackLink } from "@/ui/BackLink";
import { Card } from "@/ui/Card";
import { FileDrop } from "@/ui/FileDrop";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { BASES } from "@/words/import";

import { Steps } from "./Steps";
import { SHEETS, uploadRun } from "./uploads";

export const NewImportPage = () => (
  <Page
    title="Import guests"
    back={<BackLink to="/$org/imports">All imports</BackLink>}
    sub="From a list you have, or from the service you send with today. Nothing is written before you have seen what would happen."
  >
    <Steps at="File" />
    <Card>
      <NewImport />
    </Card>
  </Page>
);

function NewImport() {
  const { slug } = useOrg();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [file, setFile] = useState<File | null>(null);
  const [source, setSource] = useState("");
  const [basis, setBasis] = useState<ImportBasis | null>(null);
  const begin = useMutation({
    mutationFn: ({ wanted }: { wanted: NewUpload; file: File }) => uploadCreate(slug, wanted),
    onSuccess: async (batch, { file: chosen }) => {
      const { queryKey } = importQuery(slug, batch.id);
      client.setQueryData(queryKey, batch);
      void client.invalidateQueries({ queryKey: importsQuery(slug).queryKey, exact: true });
      void uploadRun(slug, batch, chosen, (done) => client.setQueryData(queryKey, done));
      await navigate({
        to: "/$org/imports/$importId",
        params: { org: slug, importId: String(batch.id) },
      });
    },
  });
  const empty = file?.size === 0;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (file && basis)
      begin.mutate({
        file,
        wanted: { file_name: file.name, size: file.size, source: source.trim(), basis },
      });
  };
  const ready = file !== null && !empty && source.trim() !== "" && basis !== null;
  return (
    <form className={form["form"]} onSubmit={submit}>
      {begin.isError && (
        <Notice tone="bad" title="The upload did not begin.">
          {sentence(begin.error)}
        </Notice>
      )}
      <FileDrop
        accept={SHEETS}
        label="Choose a file, or drop it here"
        note="CSV, TSV, Excel or a ZIP of CSV files, as your present service exports it. Any size."
        file={file}
        error={
          empty
            ? "This file is empty. Export it again, then choose it here."
            : (fieldError(begin.error, "size") ?? fieldError(begin.error, "file_name"))
        }
        onFile={setFile}
      />
      <TextInput
        label="Where the addresses come from"
        description="Kept with each guest as evidence, and shown when somebody asks."
        placeholder="Newsletter form on our website, until 2025"
        maxLength={50}
        value={source}
        onChange={(event) => setSource(event.currentTarget.value)}
        error={fieldError(begin.error, "source")}
      />
      <Bases value={basis} onChange={setBasis} />
      <div className={form["buttons"]}>
        <Button type="submit" disabled={!ready} loading={begin.isPending}>
          Upload and look at the columns
        </Button>
        <span className={form["hint"]}>
          Guests who have unsubscribed stay unsubscribed, whatever the file says.
        </span>
      </div>
    </form>
  );
}

interface BasesProps {
  value: ImportBasis | null;
  onChange: (basis: ImportBasis) => void;
}

const Bases = ({ value, onChange }: BasesProps) => (
  <fieldset>
    <legend className={form["legend"]}>Why you may write to these guests</legend>
    <div className={form["choices"]}>
      {BASES.map((basis) => (
        <label key={basis.value} className={form["choice"]}>
          <input
            type="radio"
            name="basis"
            checked={value === basis.value}
            onChange={() => onChange(basis.value)}
          />
          <span>
            <strong>{basis.title}</strong>
            <span>{basis.note}</span>
          </span>
        </label>
      ))}
    </div>
  </fieldset>
);

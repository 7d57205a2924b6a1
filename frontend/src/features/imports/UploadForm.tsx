import { Button, FileInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Upload } from "lucide-react";
import { useState, type SyntheticEvent } from "react";

import { fieldError, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { importCreate, importsQuery, type Upload as NewImport } from "@/api/queries/imports";
import type { ImportBasis } from "@/api/types";
import { many } from "@/format/format";
import { Card } from "@/ui/Card";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";
import { say } from "@/ui/toast";

const BASES: { value: ImportBasis; title: string; note: string }[] = [
  {
    value: "consent",
    title: "They agreed to receive offers",
    note: "On a form, at the desk or by letter. Keep the proof: it is asked for when a guest complains.",
  },
  {
    value: "soft_opt_in",
    title: "They are our own guests and could object",
    note: "They stayed with us, and could say no when they gave the address.",
  },
  {
    value: "none",
    title: "Neither, or I do not know",
    note: "The guests are stored, and no offer is sent to them.",
  },
];

export function UploadForm() {
  const { slug } = useOrg();
  const client = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [source, setSource] = useState("");
  const [basis, setBasis] = useState<ImportBasis | null>(null);
  const upload = useMutation({
    mutationFn: (wanted: NewImport) => importCreate(slug, wanted),
    onSuccess: async (done) => {
      setFile(null);
      say(
        done.total > 0
          ? `${done.file_name}: ${many(done.total, "row")} read.`
          : `${done.file_name} is being read.`,
      );
      await client.invalidateQueries({ queryKey: importsQuery(slug).queryKey });
      await client.invalidateQueries({ queryKey: ["org", slug, "guests"] });
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (file && basis) upload.mutate({ file, source: source.trim(), basis });
  };
  const ready = file !== null && source.trim() !== "" && basis !== null;
  return (
    <Card title="Upload a file">
      <form className={form["form"]} onSubmit={submit}>
        {upload.isError && (
          <Notice tone="bad" title="The file was not imported.">
            {sentence(upload.error)}
          </Notice>
        )}
        <div className={form["row"]}>
          <FileInput
            label="File"
            description="CSV with a first line of headings, as your present service exports it."
            placeholder="Choose a file"
            accept=".csv,text/csv"
            clearable
            value={file}
            onChange={setFile}
            leftSection={<Upload size={16} aria-hidden="true" />}
            error={fieldError(upload.error, "file")}
          />
          <TextInput
            label="Where the addresses come from"
            description="It is kept as evidence with each guest."
            placeholder="Newsletter form on our website"
            maxLength={64}
            value={source}
            onChange={(event) => setSource(event.currentTarget.value)}
            error={fieldError(upload.error, "source")}
          />
        </div>
        <Bases value={basis} onChange={setBasis} />
        <div className={form["buttons"]}>
          <Button type="submit" disabled={!ready} loading={upload.isPending}>
            Import
          </Button>
          <span className={form["hint"]}>
            Guests who have unsubscribed stay unsubscribed, whatever the file says.
          </span>
        </div>
      </form>
    </Card>
  );
}

const Bases = ({
  value,
  onChange,
}: {
  value: ImportBasis | null;
  onChange: (basis: ImportBasis) => void;
}) => (
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

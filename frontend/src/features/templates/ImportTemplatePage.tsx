import { Button, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useBlocker } from "@tanstack/react-router";
import { useState, type SyntheticEvent } from "react";

import { fieldError, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { templateImport, templatesQuery } from "@/api/queries/templates";
import type { TemplateImported } from "@/api/types";
import { BackLink } from "@/ui/BackLink";
import { Card } from "@/ui/Card";
import { FileDrop } from "@/ui/FileDrop";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { Segments } from "@/ui/Segments";

import classes from "./Templates.module.css";

const back = <BackLink to="/$org/templates">All templates</BackLink>;
type Way = "file" | "paste";
const WAYS = [
  { value: "file", label: "From a file" },
  { value: "paste", label: "Paste the source" },
] as const;

/** A letter of another program becomes a template; what had to be changed in it is shown. */
export function ImportTemplatePage() {
  const { slug } = useOrg();
  const client = useQueryClient();
  const bring = useMutation({
    mutationFn: (letter: { name: string; file: Blob }) => templateImport(slug, letter),
    onSuccess: () =>
      client.invalidateQueries({ queryKey: templatesQuery(slug).queryKey, exact: true }),
  });
  if (bring.data) return <Outcome made={bring.data} again={bring.reset} />;
  return (
    <Page
      title="Import a template"
      back={back}
      sub="A letter from Mailchimp, Brevo, Klaviyo, Stripo or your agency keeps its look. What Bellhop has to change is told before you use it."
    >
      <ImportForm
        error={bring.error}
        isBusy={bring.isPending}
        onSend={(letter) => bring.mutate(letter)}
      />
    </Page>
  );
}

interface ImportFormProps {
  error: unknown;
  isBusy: boolean;
  onSend: (letter: { name: string; file: Blob }) => void;
}

function ImportForm({ error, isBusy, onSend }: ImportFormProps) {
  const [way, setWay] = useState<Way>("file");
  const [name, setName] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const [pasted, setPasted] = useState("");
  const letter = way === "file" ? file : pasted.trim() ? new Blob([pasted]) : null;
  useBlocker({
    shouldBlockFn: () => !window.confirm("Leave without importing what you pasted?"),
    disabled: pasted.trim() === "" || isBusy,
    enableBeforeUnload: pasted.trim() !== "",
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (letter) onSend({ name: name.trim(), file: letter });
  };
  const fault = fieldError(error, "file");
  return (
    <form className={form["form"]} onSubmit={submit}>
      {error !== null && !fault && (
        <Notice tone="bad" title="The letter is not imported.">
          {sentence(error)}
        </Notice>
      )}
      <Card>
        <div className={form["form"]}>
          <Segments label="How to bring the letter" options={WAYS} value={way} onChange={setWay} />
          {way === "file" ? (
            <FileDrop
              accept=".html,.htm,.mjml,.zip,.txt,text/html,application/zip"
              label="Choose an HTML, MJML or ZIP file, or drop it here"
              note="Up to 10 MB. Of a ZIP file, the first page in it is taken."
              file={file}
              error={fault}
              onFile={setFile}
            />
          ) : (
            <Textarea
              className={form["mono"] ?? ""}
              label="Source of the letter, HTML or MJML"
              description="Merge tags of other programs, such as *|FNAME|* or {{ contact.FIRSTNAME }}, are translated."
              rows={16}
              spellCheck={false}
              value={pasted}
              error={fault}
              onChange={(event) => setPasted(event.currentTarget.value)}
            />
          )}
          <TextInput
            label="Name"
            description="Left empty, the letter's own title is taken."
            maxLength={200}
            value={name}
            error={fieldError(error, "name")}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </div>
      </Card>
      <div className={form["buttons"]}>
        <Button type="submit" loading={isBusy} disabled={letter === null}>
          Import the letter
        </Button>
        <span className={form["hint"]}>Nothing is sent, and no picture is fetched.</span>
      </div>
    </form>
  );
}

const places = (lines: readonly number[], count: number) => {
  if (lines.length === 0) return count > 1 ? `${count} times` : "";
  const more = count > lines.length ? ` and ${count - lines.length} more` : "";
  return `${lines.length > 1 ? "lines" : "line"} ${lines.join(", ")}${more}`;
};

function Outcome({ made, again }: { made: TemplateImported; again: () => void }) {
  const { slug } = useOrg();
  const { template, warnings } = made;
  return (
    <Page
      title={template.name}
      back={back}
      sub="Stored as a template."
      actions={
        <>
          <Button variant="default" onClick={again}>
            Import another
          </Button>
          <Button component={Link} to={`/${slug}/templates/${template.id}`}>
            Open the template
          </Button>
        </>
      }
    >
      {warnings.length === 0 ? (
        <Notice tone="info" title="Nothing had to be changed.">
          The letter is stored as it was.
        </Notice>
      ) : (
        <Card title="What was changed, or is for you to look at">
          <ul className={classes["changes"]}>
            {warnings.map(({ code, message, count, lines }) => (
              <li key={`${code} ${message}`}>
                {message} <small>{places(lines, count)}</small>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Page>
  );
}

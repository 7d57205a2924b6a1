import { Button, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useBlocker, useNavigate, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useState, type SyntheticEvent } from "react";

import { fieldError, isMissing, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import {
  templateCreate,
  templateQuery,
  templatesQuery,
  templateUpdate,
} from "@/api/queries/templates";
import type { TemplateWrite } from "@/api/types";
import { BackLink } from "@/ui/BackLink";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import form from "@/ui/Form.module.css";
import { Lines } from "@/ui/Lines";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { say } from "@/ui/toast";

const TemplateLetter = lazy(async () => ({
  default: (await import("./editor/TemplateLetter")).TemplateLetter,
}));

const back = <BackLink to="/$org/templates">All templates</BackLink>;
/** A letter written as MJML or HTML. */
type SourceDraft = Required<Pick<TemplateWrite, "name" | "subject" | "preview_text" | "mjml">>;
const BLANK: SourceDraft = { name: "", subject: "", preview_text: "", mjml: "" };

export function TemplatePage() {
  const { slug } = useOrg();
  const { templateId } = useParams({ from: "/$org/templates/$templateId" });
  const fresh = templateId === "new";
  const template = useQuery({ ...templateQuery(slug, Number(templateId)), enabled: !fresh });
  if (fresh) return <Editor key="new" id={null} saved={BLANK} />;
  if (template.data?.document)
    return (
      <Suspense fallback={<Lines rows={8} height={28} />}>
        <TemplateLetter key={templateId} template={template.data} letter={template.data.document} />
      </Suspense>
    );
  if (template.data) return <Editor key={templateId} id={template.data.id} saved={template.data} />;
  return (
    <Page title="Template" back={back}>
      {template.isError ? (
        <Failed
          error={template.error}
          what={
            isMissing(template.error)
              ? "This template is not here."
              : "The template cannot be shown."
          }
          again={() => void template.refetch()}
        />
      ) : (
        <Lines rows={8} height={28} />
      )}
    </Page>
  );
}

const KEYS = ["name", "subject", "preview_text", "mjml"] as const;

function useSave(id: number | null, onSaved: (id: number) => void) {
  const { slug } = useOrg();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SourceDraft) =>
      id === null ? templateCreate(slug, body) : templateUpdate(slug, id, body),
    onSuccess: async (saved) => {
      client.setQueryData(templateQuery(slug, saved.id).queryKey, saved);
      await client.invalidateQueries({ queryKey: templatesQuery(slug).queryKey, exact: true });
      say("Template saved.");
      onSaved(saved.id);
    },
  });
}

function Editor({ id, saved }: { id: number | null; saved: SourceDraft }) {
  const { slug } = useOrg();
  const navigate = useNavigate();
  const [draft, setDraft] = useState<SourceDraft>(() => ({
    name: saved.name,
    subject: saved.subject,
    preview_text: saved.preview_text,
    mjml: saved.mjml,
  }));
  const dirty = KEYS.some((key) => draft[key] !== saved[key]);
  const save = useSave(id, (savedId) => {
    if (id === null)
      void navigate({
        to: "/$org/templates/$templateId",
        params: { org: slug, templateId: String(savedId) },
        replace: true,
        ignoreBlocker: true,
      });
  });
  useBlocker({
    shouldBlockFn: () => dirty && !window.confirm("Leave without saving this template?"),
    enableBeforeUnload: dirty,
  });
  const set = (key: keyof SourceDraft) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setDraft((old) => ({ ...old, [key]: value }));
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate(draft);
  };
  return (
    <Page title={draft.name || "New template"} back={back}>
      <form className={form["form"]} onSubmit={submit}>
        {save.isError && (
          <Notice tone="bad" title="The template is not saved.">
            {sentence(save.error)}
          </Notice>
        )}
        <Card>
          <Fields draft={draft} set={set} error={save.error} />
        </Card>
        <div className={form["buttons"]}>
          <Button type="submit" loading={save.isPending} disabled={!dirty || !draft.name.trim()}>
            Save template
          </Button>
          <span className={form["hint"]}>
            {dirty ? "Not saved yet" : id !== null && "All changes are saved"}
          </span>
        </div>
      </form>
    </Page>
  );
}

type Set = (key: keyof SourceDraft) => (event: { currentTarget: { value: string } }) => void;

const Fields = (props: { draft: SourceDraft; set: Set; error: unknown }) => {
  const { draft, set, error } = props;
  return (
    <div className={form["form"]}>
      <div className={form["row"]}>
        <TextInput
          label="Name"
          required
          withAsterisk={false}
          maxLength={200}
          value={draft.name}
          onChange={set("name")}
          error={fieldError(error, "name")}
        />
        <TextInput
          label="Subject"
          maxLength={200}
          value={draft.subject}
          onChange={set("subject")}
          error={fieldError(error, "subject")}
        />
      </div>
      <TextInput
        label="Preview text"
        maxLength={200}
        value={draft.preview_text}
        onChange={set("preview_text")}
        error={fieldError(error, "preview_text")}
      />
      <Textarea
        className={form["mono"] ?? ""}
        label="Letter, as MJML or HTML"
        description="Guests' names and stays are written as {{ guest.first_name }}, {{ stay.arrival }}, {{ hotel.name }}. The preview with a real guest is in each campaign."
        rows={24}
        spellCheck={false}
        value={draft.mjml}
        onChange={set("mjml")}
        error={fieldError(error, "mjml")}
      />
    </div>
  );
};

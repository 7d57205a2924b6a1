import { Button, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { PencilLine } from "lucide-react";
import { useRef } from "react";

import { useOrg } from "@/api/org";
import { templatesQuery } from "@/api/queries/templates";
import type { Template } from "@/api/types";
import { many } from "@/format/format";
import form from "@/ui/Form.module.css";
import { Choice } from "@/ui/Choice";

import { PreviewPane } from "../parts/PreviewPane";
import classes from "./Compose.module.css";
import type { PanelProps } from "./checks";
import { MERGE_FIELDS, STARTER_LETTER } from "./starter";

export const ContentPanel = ({ draft }: PanelProps) => (
  <div className={classes["editor"]}>
    <div className={classes["source"]}>
      {draft.campaign.document ? <Blocks draft={draft} /> : <Source draft={draft} />}
    </div>
    <PreviewPane campaignId={draft.campaign.id} version={draft.version} />
  </div>
);

/** A letter of blocks is written in the editor; here one sees what it is made of. */
function Blocks({ draft }: PanelProps) {
  const { slug } = useOrg();
  const { id, document, mjml } = draft.campaign;
  const toSource = () => {
    const meant = window.confirm(
      "Write this letter as MJML from now on? It can then no longer be edited as blocks.",
    );
    if (meant) draft.change({ mjml });
  };
  return (
    <>
      <p>
        A letter of {many(document?.blocks.length ?? 0, "block")}: words, pictures, buttons and the
        footer with the way to unsubscribe.
      </p>
      <Button
        fullWidth
        leftSection={<PencilLine size={16} aria-hidden="true" />}
        renderRoot={(props) => (
          <Link
            {...props}
            to="/$org/campaigns/$campaignId/letter"
            params={{ org: slug, campaignId: String(id) }}
          />
        )}
      >
        Edit the letter
      </Button>
      <TemplateSwap draft={draft} />
      <Button variant="subtle" size="xs" onClick={toSource}>
        Write it as MJML instead
      </Button>
    </>
  );
}

/** A letter written as MJML or HTML. */
function Source({ draft }: PanelProps) {
  const { campaign } = draft;
  const source = useRef<HTMLTextAreaElement>(null);
  const insert = (field: string) => {
    const box = source.current;
    const at = box?.selectionStart ?? campaign.mjml.length;
    const until = box?.selectionEnd ?? at;
    draft.change({ mjml: campaign.mjml.slice(0, at) + field + campaign.mjml.slice(until) });
    box?.focus();
  };
  const toBlocks = () => {
    const empty = campaign.mjml.trim() === "";
    if (empty || window.confirm("Begin a new letter of blocks? It replaces the one written here."))
      draft.change({ document: STARTER_LETTER });
  };
  return (
    <>
      <div className={classes["tools"]}>
        <TemplateSwap draft={draft} />
        <Choice
          aria-label="Insert a field"
          value=""
          data={[
            { value: "", label: "Insert a field" },
            ...MERGE_FIELDS.map(({ label, field }) => ({ value: field, label })),
          ]}
          onChange={(event) => insert(event.currentTarget.value)}
        />
      </div>
      <Textarea
        ref={source}
        className={form["mono"] ?? ""}
        label="Letter, as MJML"
        rows={26}
        spellCheck={false}
        value={campaign.mjml}
        onChange={(event) => draft.change({ mjml: event.currentTarget.value })}
      />
      <Button variant="subtle" size="xs" onClick={toBlocks}>
        Write it in blocks instead
      </Button>
    </>
  );
}

/** Another template replaces the letter; a letter that was changed by hand asks first. */
function TemplateSwap({ draft }: PanelProps) {
  const { slug } = useOrg();
  const templates = useQuery(templatesQuery(slug));
  const { document, mjml, subject, preview_text: preview } = draft.campaign;
  const all = templates.data?.results ?? [];
  const swap = (id: number) => {
    const template = all.find((other) => other.id === id);
    if (!template) return;
    const written = (letter: Pick<Template, "document" | "mjml">) =>
      letter.document ? JSON.stringify(letter.document) : letter.mjml;
    const own =
      mjml.trim() !== "" && !all.some((other) => written(other) === written({ document, mjml }));
    if (own && !window.confirm("Replace the letter you wrote with this template?")) return;
    draft.change({
      template_id: template.id,
      ...(template.document ? { document: template.document } : { mjml: template.mjml }),
      subject: subject || template.subject,
      preview_text: preview || template.preview_text,
    });
  };
  return (
    <Choice
      aria-label="Template"
      value={String(draft.campaign.template_id ?? "")}
      data={[
        { value: "", label: "Start from a template", disabled: true },
        ...all.map(({ id, name }) => ({ value: String(id), label: name })),
      ]}
      onChange={(event) => swap(Number(event.currentTarget.value))}
    />
  );
}

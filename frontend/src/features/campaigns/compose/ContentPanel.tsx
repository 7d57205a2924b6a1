import { Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";

import { useOrg } from "@/api/org";
import { templatesQuery } from "@/api/queries/templates";
import form from "@/ui/Form.module.css";
import { Choice } from "@/ui/Choice";

import { PreviewPane } from "../parts/PreviewPane";
import classes from "./Compose.module.css";
import type { PanelProps } from "./checks";
import { MERGE_FIELDS } from "./starter";

export function ContentPanel({ draft }: PanelProps) {
  const { campaign } = draft;
  const source = useRef<HTMLTextAreaElement>(null);
  const insert = (field: string) => {
    const box = source.current;
    const at = box?.selectionStart ?? campaign.mjml.length;
    const until = box?.selectionEnd ?? at;
    draft.change({ mjml: campaign.mjml.slice(0, at) + field + campaign.mjml.slice(until) });
    box?.focus();
  };
  return (
    <div className={classes["editor"]}>
      <div className={classes["source"]}>
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
      </div>
      <PreviewPane campaignId={campaign.id} version={draft.version} />
    </div>
  );
}

/** Another template replaces the letter; a letter that was changed by hand asks first. */
function TemplateSwap({ draft }: PanelProps) {
  const { slug } = useOrg();
  const templates = useQuery(templatesQuery(slug));
  const { mjml, subject, preview_text: preview } = draft.campaign;
  const all = templates.data?.results ?? [];
  const swap = (id: number) => {
    const template = all.find((other) => other.id === id);
    if (!template) return;
    const own = mjml.trim() !== "" && !all.some((other) => other.mjml === mjml);
    if (own && !window.confirm("Replace the letter you wrote with this template?")) return;
    draft.change({
      template_id: template.id,
      mjml: template.mjml,
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

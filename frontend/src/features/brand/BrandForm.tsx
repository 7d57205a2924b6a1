import { Button, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { useState, type SyntheticEvent } from "react";

import { fieldError, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { brandQuery, brandSave } from "@/api/queries/brand";
import type { Brand } from "@/api/types";
import { isColour } from "@/format/contrast";
import { Card } from "@/ui/Card";
import { Choice } from "@/ui/Choice";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";
import { say } from "@/ui/toast";

import classes from "./Brand.module.css";
import { BrandTrial } from "./BrandTrial";
import { Colours, COLOURS } from "./Colours";

const FONTS: readonly { value: Brand["body_font"]; label: string }[] = [
  { value: "serif", label: "Georgia" },
  { value: "garamond", label: "Garamond" },
  { value: "palatino", label: "Palatino" },
  { value: "sans", label: "Helvetica" },
  { value: "verdana", label: "Verdana" },
];

interface BrandFormProps {
  hotelId: number;
  saved: Brand;
}

/** What a hotel's letters look like, and beside it a letter that looks so. */
export function BrandForm({ hotelId, saved }: BrandFormProps) {
  const { slug, can } = useOrg();
  const client = useQueryClient();
  const [draft, setDraft] = useState(saved);
  const keys = Object.keys(saved) as (keyof Brand)[];
  const dirty = keys.some((key) => draft[key] !== saved[key]);
  const save = useMutation({
    mutationFn: () => brandSave(slug, hotelId, draft),
    onSuccess: async (kept) => {
      client.setQueryData(brandQuery(slug, hotelId).queryKey, kept);
      setDraft(kept);
      await client.invalidateQueries({ queryKey: ["org", slug, "template-gallery"] });
      say("Brand saved.");
    },
  });
  useBlocker({
    shouldBlockFn: () => dirty && !window.confirm("Leave without saving this brand?"),
    enableBeforeUnload: dirty,
  });
  const set = (patch: Partial<Brand>) => setDraft((old) => ({ ...old, ...patch }));
  const sound = COLOURS.every(({ key }) => isColour(draft[key]));
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <div className={classes["brand"]}>
      <form className={form["form"]} onSubmit={submit}>
        {save.isError && (
          <Notice tone="bad" title="The brand is not saved.">
            {sentence(save.error)}
          </Notice>
        )}
        <Card title="Colours">
          <Colours brand={draft} set={set} />
        </Card>
        <Card title="Logo, fonts and footer">
          <Rest draft={draft} set={set} error={save.error} />
        </Card>
        {can("campaign.edit") && (
          <div className={form["buttons"]}>
            <Button type="submit" loading={save.isPending} disabled={!dirty || !sound}>
              Save brand
            </Button>
            <span className={form["hint"]}>
              {dirty ? "Not saved yet" : "All changes are saved"}
            </span>
          </div>
        )}
      </form>
      <BrandTrial hotelId={hotelId} brand={sound ? draft : saved} />
    </div>
  );
}

interface PartProps {
  draft: Brand;
  set: (patch: Partial<Brand>) => void;
  error: unknown;
}

const Rest = ({ draft, set, error }: PartProps) => (
  <div className={form["form"]}>
    <TextInput
      label="Logo's address"
      description="Without a logo the hotel's name stands at the top."
      placeholder="https://"
      maxLength={500}
      value={draft.logo_url}
      error={fieldError(error, "logo_url")}
      onChange={(event) => set({ logo_url: event.currentTarget.value })}
    />
    {draft.logo_url && (
      <TextInput
        label="Logo's width in pixels"
        type="number"
        min={40}
        max={536}
        value={draft.logo_width}
        error={fieldError(error, "logo_width")}
        onChange={(event) => set({ logo_width: Number(event.currentTarget.value) })}
      />
    )}
    <div className={form["fields"]}>
      <Font
        label="Headings"
        value={draft.heading_font}
        onPick={(heading_font) => set({ heading_font })}
      />
      <Font label="Text" value={draft.body_font} onPick={(body_font) => set({ body_font })} />
    </div>
    <Textarea
      label="Footer"
      description="Below each letter, beside the hotel's address: the company's register number, a line about the house."
      rows={3}
      maxLength={500}
      value={draft.footer_text}
      error={fieldError(error, "footer_text")}
      onChange={(event) => set({ footer_text: event.currentTarget.value })}
    />
  </div>
);

interface FontProps {
  label: string;
  value: Brand["body_font"];
  onPick: (font: Brand["body_font"]) => void;
}

const Font = ({ label, value, onPick }: FontProps) => (
  <Choice
    label={label}
    value={value}
    data={FONTS.map((each) => ({ ...each }))}
    onChange={(event) => {
      const found = FONTS.find((each) => each.value === event.currentTarget.value);
      if (found) onPick(found.value);
    }}
  />
);

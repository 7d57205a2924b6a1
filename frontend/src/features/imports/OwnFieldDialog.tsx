import { Button, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";

import { fieldSentences, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { customFieldCreate, customFieldsQuery, customFieldUpdate } from "@/api/queries/imports";
import type { CustomField, CustomFieldType } from "@/api/types";
import { Choice } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";
import { TYPES, typeWord } from "@/words/import";

import { keyFor, typeFor } from "./mapping";

interface OwnFieldDialogProps {
  /** The field to change; without it a new one is made. */
  field?: CustomField;
  label?: string;
  /** What a column holds, by which a type is proposed. */
  samples?: string[];
  onClose: () => void;
  onMade: (field: CustomField) => void;
}

const linesOf = (text: string): string[] => [
  ...new Set(
    text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
  ),
];

/** A field of one's own: its name, and what kind of value it holds. */
export function OwnFieldDialog(props: OwnFieldDialogProps) {
  const { field, samples = [], onClose, onMade } = props;
  const { slug } = useOrg();
  const client = useQueryClient();
  const fields = useQuery(customFieldsQuery(slug));
  const [label, setLabel] = useState(field?.label ?? props.label ?? "");
  const [type, setType] = useState<CustomFieldType>(field?.type ?? typeFor(samples));
  const [list, setList] = useState((field?.choices ?? linesOf(samples.join("\n"))).join("\n"));
  const choices = type === "choice" ? linesOf(list) : [];
  const save = useMutation({
    mutationFn: () =>
      field
        ? customFieldUpdate(slug, field.id, {
            label: label.trim(),
            ...(type === "choice" ? { choices } : {}),
          })
        : customFieldCreate(slug, {
            key: keyFor(label, fields.data?.results ?? []),
            label: label.trim(),
            type,
            choices,
          }),
    onSuccess: async (saved) => {
      await client.invalidateQueries({ queryKey: customFieldsQuery(slug).queryKey });
      onMade(saved);
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const ready = label.trim() !== "" && (type !== "choice" || choices.length > 0);
  return (
    <Dialog
      opened
      onClose={onClose}
      title={field ? `Change ${field.label}` : "A field of your own"}
    >
      <form className={form["form"]} onSubmit={submit}>
        {save.isError && (
          <Notice tone="bad" title="The field was not saved.">
            {sentence(save.error)} {fieldSentences(save.error)}
          </Notice>
        )}
        <TextInput
          label="Name"
          description="As your team will read it on a guest's page, in segments and on forms."
          maxLength={100}
          data-autofocus
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        {field ? (
          <p className={form["hint"]}>
            It holds: {typeWord(type).toLowerCase()}. The kind stays, since values were read by it.
          </p>
        ) : (
          <Choice
            label="What it holds"
            description="A value that does not fit is left out and counted; its guest is still imported."
            data={TYPES}
            value={type}
            onChange={(event) => setType(event.currentTarget.value as CustomFieldType)}
          />
        )}
        {type === "choice" && (
          <Textarea
            label="The list, one on each line"
            rows={5}
            value={list}
            onChange={(event) => setList(event.currentTarget.value)}
          />
        )}
        <div className={form["answers"]}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!ready} loading={save.isPending}>
            {field ? "Save" : "Make the field"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

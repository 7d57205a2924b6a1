import { Button, CloseButton, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";

import { fieldError, fieldSentences, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { topicCreate, topicsQuery, topicUpdate } from "@/api/queries/topics";
import type { Topic } from "@/api/types";
import { LANGUAGES } from "@/format/codes";
import { language } from "@/format/format";
import { Choice } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";
import { say } from "@/ui/toast";
import { topicName } from "@/words/topic";

import classes from "./Compliance.module.css";
import { keyOf } from "./topicOrder";

interface TopicDialogProps {
  topic: Topic | null;
  /** Where a new one goes. */
  position: number;
  close: () => void;
}

interface Draft {
  names: Record<string, string>;
  hotel_id: number | null;
  retired: boolean;
  /** Its own words, or null while it follows the first name. */
  key: string | null;
}

const trimmed = (names: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(names)
      .map(([code, name]) => [code, name.trim()] as const)
      .filter(([, name]) => name !== ""),
  );

export function TopicDialog({ topic, position, close }: TopicDialogProps) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const [draft, setDraft] = useState<Draft>({
    names: topic?.names ?? { en: "" },
    hotel_id: topic?.hotel_id ?? null,
    retired: topic?.retired ?? false,
    key: topic?.key ?? null,
  });
  const names = trimmed(draft.names);
  const key = draft.key ?? keyOf(Object.values(draft.names)[0] ?? "");
  const facts = { names, hotel_id: draft.hotel_id, retired: draft.retired };
  const save = useMutation({
    mutationFn: () =>
      topic ? topicUpdate(slug, topic.id, facts) : topicCreate(slug, { ...facts, key, position }),
    onSuccess: async (saved) => {
      say(`${topicName(saved)} is saved.`);
      await client.invalidateQueries({ queryKey: topicsQuery(slug).queryKey });
      close();
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const set = (change: Partial<Draft>) => setDraft((old) => ({ ...old, ...change }));
  return (
    <Dialog opened onClose={close} title={topic ? topicName(topic) : "New topic"}>
      <form className={form["form"]} onSubmit={submit}>
        {save.isError && (
          <Notice tone="bad" title="The topic is not saved.">
            {sentence(save.error)} {fieldSentences(save.error)}
          </Notice>
        )}
        <Names names={draft.names} set={(changed) => set({ names: changed })} />
        <Whose hotelId={draft.hotel_id} set={(hotel_id) => set({ hotel_id })} />
        {!topic && (
          <TextInput
            label="Key"
            description="Small letters, digits and hyphens. It names the topic in the evidence and never changes."
            maxLength={40}
            value={key}
            onChange={(event) => set({ key: event.currentTarget.value })}
            error={fieldError(save.error, "key")}
          />
        )}
        <label className={form["choice"]}>
          <input
            type="checkbox"
            checked={draft.retired}
            onChange={(event) => set({ retired: event.currentTarget.checked })}
          />
          <span>
            <strong>Retired</strong>
            <span>Offered to nobody any more; who left it stays out of it.</span>
          </span>
        </label>
        <div className={form["answers"]}>
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={save.isPending}
            disabled={Object.keys(names).length === 0 || key === ""}
          >
            Save topic
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface NamesProps {
  names: Record<string, string>;
  set: (names: Record<string, string>) => void;
}

const Names = ({ names, set }: NamesProps) => (
  <>
    {Object.entries(names).map(([code, name]) => (
      <div key={code} className={classes["name"]}>
        <TextInput
          label={`Name in ${language(code)}`}
          maxLength={80}
          value={name}
          onChange={(event) => set({ ...names, [code]: event.currentTarget.value })}
        />
        {Object.keys(names).length > 1 && (
          <CloseButton
            aria-label={`Remove the name in ${language(code)}`}
            onClick={() =>
              set(Object.fromEntries(Object.entries(names).filter(([other]) => other !== code)))
            }
          />
        )}
      </div>
    ))}
    <Choice
      aria-label="Add a language to the topic"
      data={[
        { value: "", label: "Add a language" },
        ...LANGUAGES.filter((code) => !(code in names))
          .map((value) => ({ value, label: language(value) }))
          .sort((a, b) => a.label.localeCompare(b.label)),
      ]}
      value=""
      onChange={({ currentTarget: { value } }) => {
        if (value) set({ ...names, [value]: "" });
      }}
    />
  </>
);

function Whose({ hotelId, set }: { hotelId: number | null; set: (id: number | null) => void }) {
  const { hotels } = useOrg();
  return (
    <Choice
      label="Whose topic"
      data={[
        { value: "", label: "The whole group's" },
        ...hotels.map(({ id, name }) => ({ value: String(id), label: name })),
      ]}
      value={String(hotelId ?? "")}
      onChange={({ currentTarget: { value } }) => set(value ? Number(value) : null)}
    />
  );
}

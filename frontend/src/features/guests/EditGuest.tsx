import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";

import { fieldError, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { guestQuery, guestUpdate } from "@/api/queries/guests";
import type { CustomField, Guest } from "@/api/types";
import { COUNTRIES, LANGUAGES } from "@/format/codes";
import { country, language } from "@/format/format";
import { Choice } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";
import { say } from "@/ui/toast";
import { guestFieldWord } from "@/words/guest";

import { changesOf, draftOf, type GuestDraft } from "./guestDraft";

type Text = Exclude<keyof GuestDraft, "custom">;

const options = (codes: readonly string[], nameOf: (code: string) => string, held: string) => [
  { value: "", label: "Not known" },
  ...[...new Set(held ? [held, ...codes] : codes)]
    .map((code) => ({ value: code, label: nameOf(code) }))
    .sort((a, b) => a.label.localeCompare(b.label)),
];

interface EditGuestProps {
  guest: Guest;
  own: CustomField[];
  onClose: () => void;
}

/** The guest's fields to change, and whether it is the guest who says so. */
export function EditGuest({ guest, own, onClose }: EditGuestProps) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const [before] = useState(() => draftOf(guest, own));
  const [draft, setDraft] = useState(before);
  const [forGuest, setForGuest] = useState(false);
  const changes = changesOf(before, draft);
  const save = useMutation({
    mutationFn: () =>
      guestUpdate(slug, guest.id, {
        ...changes,
        updated_at: guest.updated_at,
        for_guest: forGuest,
      }),
    onSuccess: (saved) => {
      client.setQueryData(guestQuery(slug, guest.id).queryKey, saved);
      void client.invalidateQueries({ queryKey: ["org", slug, "guests"] });
      say("Saved. It stands on the guest's timeline.");
      onClose();
    },
  });
  const set = (field: Text) => (value: string) => setDraft((old) => ({ ...old, [field]: value }));
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const input = (field: Text, type = "text") => (
    <TextInput
      label={guestFieldWord(field)}
      type={type}
      value={draft[field]}
      onChange={(event) => set(field)(event.currentTarget.value)}
      error={fieldError(save.error, field)}
    />
  );
  return (
    <Dialog opened onClose={onClose} title="Edit the guest" size="lg">
      <form className={form["form"]} onSubmit={submit}>
        {save.isError && (
          <Notice tone="bad" title="Nothing was saved.">
            {sentence(save.error)}
          </Notice>
        )}
        <div className={form["fields"]}>
          {input("first_name")}
          {input("last_name")}
          {input("email", "email")}
          {input("phone", "tel")}
          <Choice
            label="Country"
            data={options(COUNTRIES, country, guest.country)}
            value={draft.country}
            onChange={(event) => set("country")(event.currentTarget.value)}
            error={fieldError(save.error, "country")}
          />
          <Choice
            label="Language"
            data={options(LANGUAGES, language, guest.language)}
            value={draft.language}
            onChange={(event) => set("language")(event.currentTarget.value)}
            error={fieldError(save.error, "language")}
          />
          {input("birth_date", "date")}
          {input("tags")}
          {own.map(({ key, label, type, choices }) => {
            const value = draft.custom[key] ?? "";
            const change = (given: string) =>
              setDraft((old) => ({ ...old, custom: { ...old.custom, [key]: given } }));
            const error = fieldError(save.error, `custom.${key}`);
            const listed = type === "boolean" ? ["yes", "no"] : choices;
            return listed.length > 0 ? (
              <Choice
                key={key}
                label={label}
                data={[{ value: "", label: "Not known" }, ...listed]}
                value={value}
                onChange={(event) => change(event.currentTarget.value)}
                error={error}
              />
            ) : (
              <TextInput
                key={key}
                label={label}
                type={type === "date" ? "date" : "text"}
                value={value}
                onChange={(event) => change(event.currentTarget.value)}
                error={error}
              />
            );
          })}
        </div>
        <label className={form["choice"]}>
          <input
            type="checkbox"
            checked={forGuest}
            onChange={(event) => setForGuest(event.currentTarget.checked)}
          />
          <span>
            <strong>The guest asked for this</strong>
            <span>
              It then counts as the guest&apos;s own word: no booking site, hotel system or list
              changes it again.
            </span>
          </span>
        </label>
        <div className={form["answers"]}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            disabled={Object.keys(changes).length === 0}
            loading={save.isPending}
          >
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

import { Button, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";

import { fieldError } from "@/api/errors";
import { useOrg } from "@/api/org";
import { formSuggestionsQuery } from "@/api/queries/forms";
import type { FormWords, SignupForm } from "@/api/types";
import { language } from "@/format/format";
import { Card } from "@/ui/Card";
import { Choice } from "@/ui/Choice";
import { Failed } from "@/ui/Failed";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";
import { Segments } from "@/ui/Segments";

import classes from "./Forms.module.css";
import type { PartProps } from "./parts";

/** What the form says, language by language; it begins with words of ours. */
export function Words({ draft, set, error, saved }: PartProps & { saved: SignupForm | null }) {
  const { slug } = useOrg();
  const suggestions = useQuery(formSuggestionsQuery(slug, draft.hotel_id));
  const codes = Object.keys(draft.words);
  const [chosen, setChosen] = useState(codes[0] ?? "");
  const shown = codes.includes(chosen) ? chosen : (codes[0] ?? "");
  const own = draft.words[shown];
  const free = (suggestions.data?.languages ?? []).filter((code) => !codes.includes(code));
  const fault = fieldError(error, "words");
  const add = (code: string) => {
    const begin = suggestions.data?.words[code];
    if (!begin) return;
    set({ words: { ...draft.words, [code]: { ...begin } } });
    setChosen(code);
  };
  const remove = (code: string) =>
    set({ words: Object.fromEntries(Object.entries(draft.words).filter(([key]) => key !== code)) });
  return (
    <Card
      title="What it says"
      note="Visitors see their own language where you wrote it, and the first one otherwise."
    >
      <div className={form["form"]}>
        {fault && <Notice tone="bad">{fault}</Notice>}
        {suggestions.isError && (
          <Failed
            error={suggestions.error}
            what="The words to begin with cannot be shown."
            again={() => void suggestions.refetch()}
          />
        )}
        <div className={classes["languages"]}>
          {codes.length > 0 && (
            <Segments
              label="Language of the words"
              options={codes.map((value) => ({ value, label: language(value) }))}
              value={shown}
              onChange={setChosen}
            />
          )}
          {free.length > 0 && (
            <Choice
              aria-label="Add a language to the form"
              data={[
                { value: "", label: "Add a language" },
                ...free.map((value) => ({ value, label: language(value) })),
              ]}
              value=""
              onChange={(event) => add(event.currentTarget.value)}
            />
          )}
        </div>
        {own && (
          <Language
            key={shown}
            own={own}
            version={saved?.words[shown]?.consent_version}
            changed={saved?.words[shown]?.consent !== own.consent.trim()}
            fault={fieldError(error, `words.${shown}`)}
            set={(change) => set({ words: { ...draft.words, [shown]: { ...own, ...change } } })}
          />
        )}
        {own && (
          <div>
            <Button
              variant="subtle"
              size="xs"
              leftSection={<Trash2 size={14} aria-hidden="true" />}
              onClick={() => remove(shown)}
            >
              Take out {language(shown)}
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}

interface LanguageProps {
  own: FormWords;
  /** The consent text that people agree to now; undefined before it is saved. */
  version: number | undefined;
  changed: boolean;
  fault: string | undefined;
  set: (change: Partial<FormWords>) => void;
}

const versionInWords = (version: number | undefined, changed: boolean): string => {
  if (version === undefined) return "Its first version is kept with each consent.";
  return changed
    ? `Saving makes a new version after ${version}. Whoever agreed before keeps the words of then.`
    : `Version ${version}, kept with each consent as evidence.`;
};

const Language = ({ own, version, changed, fault, set }: LanguageProps) => (
  <>
    {fault && <Notice tone="bad">{fault}</Notice>}
    <div className={form["fields"]}>
      <TextInput
        label="Title"
        maxLength={200}
        value={own.title}
        onChange={(event) => set({ title: event.currentTarget.value })}
      />
      <TextInput
        label="Button"
        maxLength={60}
        value={own.button}
        onChange={(event) => set({ button: event.currentTarget.value })}
      />
    </div>
    <Textarea
      label="Introduction"
      rows={2}
      maxLength={1000}
      value={own.intro}
      onChange={(event) => set({ intro: event.currentTarget.value })}
    />
    <Textarea
      label="What people agree to"
      description={versionInWords(version, changed)}
      rows={3}
      maxLength={4000}
      value={own.consent}
      onChange={(event) => set({ consent: event.currentTarget.value })}
    />
    <Textarea
      label="Thanks, after signing up"
      rows={2}
      maxLength={1000}
      value={own.thanks}
      onChange={(event) => set({ thanks: event.currentTarget.value })}
    />
  </>
);

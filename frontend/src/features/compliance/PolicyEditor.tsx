import { Button, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";
import { useState, type SyntheticEvent } from "react";

import { fieldSentences, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { privacyPublish, privacyQuery, privacyWrite } from "@/api/queries/policy";
import type { PrivacyPolicy } from "@/api/types";
import { LANGUAGES } from "@/format/codes";
import { language } from "@/format/format";
import { Card } from "@/ui/Card";
import { Choice } from "@/ui/Choice";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";
import { Segments } from "@/ui/Segments";
import { say } from "@/ui/toast";

import classes from "./Compliance.module.css";
import { POLICY_EDIT } from "./permissions";
import { PublishPolicy } from "./PublishPolicy";

const same = (a: Record<string, string>, b: Record<string, string>): boolean =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());

const written = (texts: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== ""));

function usePolicySteps(draft: Record<string, string>, dirty: boolean) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () => privacyWrite(slug, draft),
    onSuccess: (after) => {
      client.setQueryData(privacyQuery(slug).queryKey, after);
      say("The draft is saved. Guests see nothing of it until it is published.");
    },
  });
  const publish = useMutation({
    mutationFn: async () => {
      if (dirty) client.setQueryData(privacyQuery(slug).queryKey, await privacyWrite(slug, draft));
      return privacyPublish(slug);
    },
    onSuccess: async ({ version }) => {
      say(`Version ${version} is published.`);
      await client.invalidateQueries({ queryKey: privacyQuery(slug).queryKey });
    },
  });
  return { save, publish };
}

/** The draft, language by language, and the way to publish it. */
export function PolicyEditor({ policy }: { policy: PrivacyPolicy }) {
  const { can } = useOrg();
  const [draft, setDraft] = useState(policy.draft);
  const dirty = !same(draft, policy.draft);
  const { save, publish } = usePolicySteps(draft, dirty);
  useBlocker({
    shouldBlockFn: () => dirty && !window.confirm("Leave without saving the draft?"),
    enableBeforeUnload: dirty,
  });
  const [newest] = policy.versions;
  const texts = written(draft);
  const news = Object.keys(texts).length > 0 && !(newest && same(texts, newest.texts));
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const error = save.error ?? publish.error;
  return (
    <form className={form["form"]} onSubmit={submit}>
      {error && (
        <Notice tone="bad" title={publish.error ? "It is not published." : "It is not saved."}>
          {sentence(error)} {fieldSentences(error)}
        </Notice>
      )}
      <Texts draft={draft} setDraft={setDraft} readOnly={!can(POLICY_EDIT)} />
      {can(POLICY_EDIT) && (
        <div className={form["buttons"]}>
          <PublishPolicy
            version={(newest?.version ?? 0) + 1}
            languages={Object.keys(texts)}
            disabled={!news}
            busy={publish.isPending}
            publish={publish.mutateAsync}
          />
          <Button type="submit" variant="default" loading={save.isPending} disabled={!dirty}>
            Save the draft
          </Button>
          <span className={form["hint"]}>{stateOf(dirty, news, newest !== undefined)}</span>
        </div>
      )}
    </form>
  );
}

function stateOf(dirty: boolean, news: boolean, published: boolean): string {
  if (dirty) return "Not saved yet";
  if (news) return "Saved, not published";
  return published ? "This is what guests read now" : "";
}

interface TextsProps {
  draft: Record<string, string>;
  setDraft: (draft: Record<string, string>) => void;
  readOnly: boolean;
}

type Look = "write" | "read";
const LOOKS: { value: Look; label: string }[] = [
  { value: "write", label: "Write" },
  { value: "read", label: "Preview" },
];

function Texts({ draft, setDraft, readOnly }: TextsProps) {
  const codes = Object.keys(draft).sort();
  const [chosen, setChosen] = useState(codes[0] ?? "");
  const [look, setLook] = useState<Look>(readOnly ? "read" : "write");
  const shown = codes.includes(chosen) ? chosen : (codes[0] ?? "");
  const free = LANGUAGES.filter((code) => !codes.includes(code));
  const remove = () =>
    setDraft(Object.fromEntries(Object.entries(draft).filter(([code]) => code !== shown)));
  return (
    <Card
      title="Draft"
      note="Readers get their own language where you wrote it, and English otherwise."
      action={
        shown &&
        !readOnly && <Segments label="Look" options={LOOKS} value={look} onChange={setLook} />
      }
    >
      <div className={form["form"]}>
        <div className={classes["choices"]}>
          {codes.length > 0 && (
            <Segments
              label="Language of the policy"
              options={codes.map((value) => ({ value, label: language(value) }))}
              value={shown}
              onChange={setChosen}
            />
          )}
          {!readOnly && (
            <Choice
              aria-label="Add a language to the policy"
              data={[
                { value: "", label: "Add a language" },
                ...free
                  .map((value) => ({ value, label: language(value) }))
                  .sort((a, b) => a.label.localeCompare(b.label)),
              ]}
              value=""
              onChange={({ currentTarget: { value } }) => {
                if (!value) return;
                setDraft({ ...draft, [value]: "" });
                setChosen(value);
                setLook("write");
              }}
            />
          )}
        </div>
        {!shown && (
          <p className={form["hint"]}>
            Add a language to begin. Say who you are, what you keep of guests and what for, for how
            long, who gets it, and how guests can object, have it corrected or erased.
          </p>
        )}
        {shown && look === "write" && !readOnly && (
          <>
            <Textarea
              label={`The policy in ${language(shown)}`}
              description="Plain text; an empty line begins a new paragraph."
              autosize={false}
              rows={18}
              maxLength={100_000}
              value={draft[shown] ?? ""}
              onChange={(event) => setDraft({ ...draft, [shown]: event.currentTarget.value })}
            />
            <div>
              <Button
                variant="subtle"
                size="xs"
                leftSection={<Trash2 size={14} aria-hidden="true" />}
                onClick={remove}
              >
                Take out {language(shown)}
              </Button>
            </div>
          </>
        )}
        {shown && (look === "read" || readOnly) && (
          <Preview text={draft[shown] ?? ""} lang={shown} />
        )}
      </div>
    </Card>
  );
}

/** As the public page sets it: paragraphs by empty lines, and nothing of it is markup. */
const Preview = ({ text, lang }: { text: string; lang: string }) => (
  <article aria-label="Preview" lang={lang} className={classes["policy"]}>
    {text.trim() === "" && <p>Nothing is written in this language.</p>}
    {text
      .trim()
      .split(/\n{2,}/)
      .map((paragraph, place) => (
        <p key={place}>{paragraph}</p>
      ))}
  </article>
);

import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useBlocker, useNavigate } from "@tanstack/react-router";
import { useState, type SyntheticEvent } from "react";

import { ApiError, fieldSentences, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { formCreate, formQuery, formsQuery, formUpdate } from "@/api/queries/forms";
import type { SignupForm } from "@/api/types";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { Status } from "@/ui/Status";
import { say } from "@/ui/toast";
import { formWord } from "@/words/form";

import { back } from "./back";
import { Basics } from "./Basics";
import { DeleteForm } from "./DeleteForm";
import { Fields } from "./Fields";
import { bodyOf, draftOf, type FormDraft } from "./formDraft";
import { FormFigures } from "./FormFigures";
import { FORM_EDIT } from "./permissions";
import { Share } from "./Share";
import { Words } from "./Words";

function useSave(saved: SignupForm | null, draft: FormDraft) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () =>
      saved ? formUpdate(slug, saved.id, bodyOf(draft)) : formCreate(slug, bodyOf(draft)),
    onSuccess: async (after) => {
      client.setQueryData(formQuery(slug, after.id).queryKey, after);
      await client.invalidateQueries({ queryKey: formsQuery(slug).queryKey, exact: true });
      say(`${after.name} is saved.`);
      if (!saved)
        await navigate({
          to: "/$org/forms/$formId",
          params: { org: slug, formId: String(after.id) },
          replace: true,
          ignoreBlocker: true,
        });
    },
  });
}

/** One form: what it asks, what it says in each language, where it stands, and how it fares. */
export function FormEditor({ form: saved }: { form: SignupForm | null }) {
  const { hotels, hotel, can } = useOrg();
  const stored = draftOf(saved, hotel?.id ?? hotels[0]?.id ?? 0);
  const [draft, setDraft] = useState(stored);
  const dirty = JSON.stringify(bodyOf(draft)) !== JSON.stringify(bodyOf(stored));
  const save = useSave(saved, draft);
  const set = (change: Partial<FormDraft>) => setDraft((old) => ({ ...old, ...change }));
  useBlocker({
    shouldBlockFn: () => dirty && !window.confirm("Leave without saving this form?"),
    enableBeforeUnload: dirty,
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const parts = { draft, set, error: save.error };
  return (
    <Page
      title={draft.name || "New sign-up form"}
      back={back}
      sub={saved && <Status word={formWord(saved.active)} />}
      actions={saved && can(FORM_EDIT) && <DeleteForm form={saved} />}
    >
      {saved && <FormFigures form={saved} />}
      {saved && <Share form={saved} />}
      <form className={form["form"]} onSubmit={submit} noValidate>
        {save.isError && (
          <Notice tone="bad" title="The form is not saved.">
            {save.error instanceof ApiError && fieldSentences(save.error)
              ? fieldSentences(save.error)
              : sentence(save.error)}
          </Notice>
        )}
        <Basics {...parts} />
        <Fields {...parts} />
        <Words {...parts} saved={saved} />
        {can(FORM_EDIT) && (
          <div className={form["buttons"]}>
            <Button
              type="submit"
              loading={save.isPending}
              disabled={!draft.name.trim() || (saved !== null && !dirty)}
            >
              Save form
            </Button>
            <span className={form["hint"]}>
              {dirty ? "Not saved yet" : saved && "All changes are saved"}
            </span>
          </div>
        )}
      </form>
    </Page>
  );
}

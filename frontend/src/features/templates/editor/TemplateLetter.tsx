import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";

import { useOrg } from "@/api/org";
import { templateQuery, templateUpdate } from "@/api/queries/templates";
import type { LetterDocument, Template } from "@/api/types";
import { BackLink } from "@/ui/BackLink";

import { LetterEditor } from "./LetterEditor";
import type { LetterDraft, LetterPlace } from "./useLetter";

const draftOf = (template: Template, document: LetterDocument): LetterDraft => ({
  name: template.name,
  subject: template.subject,
  preview_text: template.preview_text,
  document,
});

/** A template of blocks in the editor. */
export function TemplateLetter(opened: { template: Template; letter: LetterDocument }) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const { template, letter } = opened;
  const { id } = template;
  const saving = useMemo<Pick<LetterPlace, "keep" | "load">>(
    () => ({
      keep: async (draft, seen) => {
        const kept = await templateUpdate(slug, id, draft, seen);
        client.setQueryData(templateQuery(slug, id).queryKey, kept);
        return kept.updated_at;
      },
      load: async () => {
        const other = await client.query({ ...templateQuery(slug, id), staleTime: 0 });
        return { draft: draftOf(other, other.document ?? letter), seen: other.updated_at };
      },
    }),
    [client, id, letter, slug],
  );
  const place = {
    ...saving,
    start: draftOf(template, letter),
    seen: template.updated_at,
    hotelId: null,
  };
  return (
    <LetterEditor place={place} back={<BackLink to="/$org/templates">All templates</BackLink>} />
  );
}

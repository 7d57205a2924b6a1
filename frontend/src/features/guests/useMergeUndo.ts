import { useMutation, useQueryClient } from "@tanstack/react-query";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { mergeUndo } from "@/api/queries/guests";
import { say } from "@/ui/toast";
import { keptWord } from "@/words/guest";

/** Makes two guests again of what a merge made one, and says what could not go back. */
export function useMergeUndo() {
  const { slug } = useOrg();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => mergeUndo(slug, id),
    onSuccess: async ({ absorbed_name, kept }) => {
      say(`${absorbed_name || "The other guest"} is a guest of their own again.${keptWord(kept)}`);
      await client.invalidateQueries({ queryKey: ["org", slug, "guests"] });
    },
    onError: (error) => say(`It was not undone. ${sentence(error)}`, "bad"),
  });
}

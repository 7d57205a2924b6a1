import { useMutation, useQueryClient } from "@tanstack/react-query";

import { useOrg } from "@/api/org";
import { importQuery, importsQuery } from "@/api/queries/imports";
import type { Import } from "@/api/types";

/** One step with an import; what the server answers is shown at once. */
export function useImportStep<T = void>(
  id: number,
  step: (org: string, id: number, wanted: T) => Promise<Import>,
  after?: (batch: Import) => void,
) {
  const { slug } = useOrg();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: T) => step(slug, id, wanted),
    onSuccess: (batch) => {
      client.setQueryData(importQuery(slug, id).queryKey, batch);
      void client.invalidateQueries({ queryKey: importsQuery(slug).queryKey, exact: true });
      void client.invalidateQueries({ queryKey: ["org", slug, "guests"] });
      after?.(batch);
    },
  });
}

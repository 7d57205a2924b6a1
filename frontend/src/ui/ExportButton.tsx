import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { guestsExport, type GuestFilter } from "@/api/queries/guests";
import { bytes } from "@/format/format";

import { save } from "./save";
import { say } from "./toast";

interface ExportButtonProps {
  /** Whom the file is about: the filters of the guests' list. */
  filter: GuestFilter;
  /** What is pressed; it names whom. */
  label: string;
}

/** Takes guests out as a CSV file, for those who may. */
export function ExportButton({ filter, label }: ExportButtonProps) {
  const { slug, can } = useOrg();
  const out = useMutation({
    mutationFn: () => guestsExport(slug, filter),
    onSuccess: (file) => {
      const name = `guests-${slug}-${new Date().toISOString().slice(0, 10)}.csv`;
      save(file, name);
      say(`${name}, ${bytes(file.size)}. The export is noted in the audit log.`);
    },
    onError: (error) => say(`The guests were not exported. ${sentence(error)}`, "bad"),
  });
  if (!can("guest.export")) return null;
  return (
    <Button
      variant="default"
      leftSection={<Download size={16} aria-hidden="true" />}
      loading={out.isPending}
      onClick={() => out.mutate()}
    >
      {label}
    </Button>
  );
}

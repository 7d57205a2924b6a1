import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { guestsExport } from "@/api/queries/imports";
import { bytes } from "@/format/format";
import { say } from "@/ui/toast";

/** Hands a file that was fetched to the browser's own download. */
function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export function ExportButton() {
  const { slug } = useOrg();
  const out = useMutation({
    mutationFn: () => guestsExport(slug),
    onSuccess: (file) => {
      const name = `guests-${slug}-${new Date().toISOString().slice(0, 10)}.csv`;
      save(file, name);
      say(`${name}, ${bytes(file.size)}. The export is noted in the audit log.`);
    },
    onError: (error) => say(`The guests were not exported. ${sentence(error)}`, "bad"),
  });
  return (
    <Button
      variant="default"
      leftSection={<Download size={16} aria-hidden="true" />}
      loading={out.isPending}
      onClick={() => out.mutate()}
    >
      Export all guests
    </Button>
  );
}

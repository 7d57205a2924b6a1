import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { bytes } from "@/format/format";

import { save } from "./save";
import { say } from "./toast";

interface ExportButtonProps {
  /** What the file holds: the first word of its name. */
  what: "guests" | "recipients";
  take: () => Promise<Blob>;
  /** What is pressed; it names whom. */
  label: string;
}

/** Takes guests out as a CSV file, for those who may. */
export function ExportButton({ what, take, label }: ExportButtonProps) {
  const { slug, can } = useOrg();
  const out = useMutation({
    mutationFn: take,
    onSuccess: (file) => {
      const name = `${what}-${slug}-${new Date().toISOString().slice(0, 10)}.csv`;
      save(file, name);
      say(`${name}, ${bytes(file.size)}. The export is noted in the audit log.`);
    },
    onError: (error) => say(`The ${what} were not exported. ${sentence(error)}`, "bad"),
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

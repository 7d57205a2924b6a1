import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, SlidersHorizontal } from "lucide-react";
import { useState } from "react";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { customFieldDelete, customFieldsQuery } from "@/api/queries/imports";
import type { CustomField } from "@/api/types";
import { BackLink } from "@/ui/BackLink";
import { Card } from "@/ui/Card";
import { Confirm } from "@/ui/Confirm";
import { Empty } from "@/ui/Empty";
import { Failed } from "@/ui/Failed";
import form from "@/ui/Form.module.css";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";
import table from "@/ui/Table.module.css";
import { say } from "@/ui/toast";
import { typeWord } from "@/words/import";

import { OwnFieldDialog } from "./OwnFieldDialog";

type Open = { change: CustomField } | { remove: CustomField } | "new" | null;

export function OwnFieldsPage() {
  const { slug, can } = useOrg();
  const fields = useQuery(customFieldsQuery(slug));
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const edit = can("guest.import");
  const add = edit && (
    <Button leftSection={<Plus size={16} aria-hidden="true" />} onClick={() => setOpen("new")}>
      Add a field
    </Button>
  );
  const rows = fields.data?.results ?? [];
  return (
    <Page
      title="Your own fields"
      sub="What your hotels know of a guest beyond name, address and stays."
      back={<BackLink to="/$org/imports">Import and export</BackLink>}
      actions={add}
    >
      <Card flush>
        {fields.isPending && <Lines rows={4} />}
        {fields.isError && (
          <Failed
            error={fields.error}
            what="Your fields cannot be shown."
            again={() => void fields.refetch()}
          />
        )}
        {fields.isSuccess && rows.length === 0 && (
          <Empty icon={SlidersHorizontal} title="No field of your own yet" action={add}>
            A loyalty number, the dog's name, a favourite room: make a field here, or while you
            import the file that has it.
          </Empty>
        )}
        {rows.length > 0 && <FieldTable rows={rows} edit={edit} open={setOpen} />}
      </Card>
      {open === "new" && <OwnFieldDialog onClose={close} onMade={close} />}
      {open !== null && open !== "new" && "change" in open && (
        <OwnFieldDialog field={open.change} onClose={close} onMade={close} />
      )}
      {open !== null && open !== "new" && "remove" in open && (
        <Remove field={open.remove} onClose={close} />
      )}
    </Page>
  );
}

interface FieldTableProps {
  rows: CustomField[];
  edit: boolean;
  open: (what: Open) => void;
}

const FieldTable = ({ rows, edit, open }: FieldTableProps) => (
  <div className={table["scroll"]}>
    <table className={table["table"]}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Holds</th>
          <th scope="col" data-wide-only>
            In exports and letters
          </th>
          {edit && <th scope="col">Change</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map((field) => (
          <tr key={field.id}>
            <th scope="row">{field.label}</th>
            <td>
              {typeWord(field.type)}
              {field.choices.length > 0 && (
                <span className={table["sub"]}>{field.choices.join(", ")}</span>
              )}
            </td>
            <td data-wide-only>
              <code>{field.key}</code>
            </td>
            {edit && (
              <td>
                <div className={form["buttons"]}>
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={`Change ${field.label}`}
                    onClick={() => open({ change: field })}
                  >
                    Change
                  </Button>
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={`Remove ${field.label}`}
                    onClick={() => open({ remove: field })}
                  >
                    Remove
                  </Button>
                </div>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

function Remove({ field, onClose }: { field: CustomField; onClose: () => void }) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => customFieldDelete(slug, field.id),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: customFieldsQuery(slug).queryKey });
    },
    onError: (error) => say(`The field was not removed. ${sentence(error)}`, "bad"),
  });
  return (
    <Confirm
      opened
      title={`Remove ${field.label}?`}
      verb="Remove the field"
      keep="Keep it"
      danger
      busy={remove.isPending}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
    >
      <p>
        It is no longer offered for imports, segments and forms. The values that guests have stay
        stored until they are overwritten or erased.
      </p>
    </Confirm>
  );
}

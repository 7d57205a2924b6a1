import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { Search } from "lucide-react";
import { useState } from "react";

import type { GuestFilter } from "@/api/queries/guests";
import { EMAIL_KINDS } from "@/words/permission";
import type { EmailKind } from "@/api/types";
import { Choice } from "@/ui/Choice";

import classes from "./Guests.module.css";

interface Value {
  search?: string | undefined;
  email_kind?: EmailKind | undefined;
  permission?: GuestFilter["permission"];
}

const PERMISSIONS = [
  { value: "", label: "Allowed or not" },
  { value: "allowed", label: "May be written to" },
  { value: "blocked", label: "Not allowed" },
];

const KINDS = [
  { value: "", label: "Any address" },
  ...Object.entries(EMAIL_KINDS).map(([value, label]) => ({ value, label })),
];

export function GuestFilters(props: { value: Value; onChange: (change: Value) => void }) {
  const { value, onChange } = props;
  const [typed, setTyped] = useState(value.search ?? "");
  const settle = useDebouncedCallback(
    (text: string) => onChange({ search: text || undefined }),
    250,
  );
  const type = (text: string) => {
    setTyped(text);
    settle(text);
  };
  return (
    <div role="search" className={classes["filters"]}>
      <TextInput
        className={classes["find"]}
        aria-label="Search guests"
        placeholder="Name or e-mail address"
        value={typed}
        onChange={(event) => type(event.currentTarget.value)}
        leftSection={<Search size={16} aria-hidden="true" />}
        rightSection={
          typed && <CloseButton size="sm" aria-label="Clear the search" onClick={() => type("")} />
        }
      />
      <Choice
        aria-label="Permission"
        data={PERMISSIONS}
        value={value.permission ?? ""}
        onChange={(event) =>
          onChange({ permission: (event.currentTarget.value || undefined) as Value["permission"] })
        }
      />
      <Choice
        aria-label="Kind of address"
        data={KINDS}
        value={value.email_kind ?? ""}
        onChange={(event) =>
          onChange({
            email_kind: (event.currentTarget.value || undefined) as EmailKind | undefined,
          })
        }
      />
    </div>
  );
}

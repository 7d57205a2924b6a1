import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useState } from "react";

import { useOrg } from "@/api/org";
import { guestChoiceQuery } from "@/api/queries/guests";
import type { Guest, GuestRow } from "@/api/types";
import { count, country, day, many } from "@/format/format";
import { Failed } from "@/ui/Failed";
import form from "@/ui/Form.module.css";
import { Lines } from "@/ui/Lines";
import { EMAIL_KINDS } from "@/words/permission";

import classes from "./FindGuest.module.css";
import { nameOf } from "./GuestList";

/** Chooses the other guest; those with the same family name are there before one types. */
export function FindGuest({ guest, choose }: { guest: Guest; choose: (id: number) => void }) {
  const { slug } = useOrg();
  const [typed, setTyped] = useState(guest.last_name);
  const [search] = useDebouncedValue(typed.trim(), 250);
  const found = useQuery({ ...guestChoiceQuery(slug, { search }), enabled: search !== "" });
  const others = (found.data?.results ?? []).filter(({ id }) => id !== guest.id);
  return (
    <div className={form["form"]}>
      <TextInput
        label="Who is the same person?"
        placeholder="Name or e-mail address"
        data-autofocus
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        leftSection={<Search size={16} aria-hidden="true" />}
      />
      {found.isLoading && <Lines rows={4} height={44} />}
      {found.isError && (
        <Failed
          error={found.error}
          what="The guests cannot be shown."
          again={() => void found.refetch()}
        />
      )}
      {found.data && (
        <p role="status" className={form["hint"]}>
          {summary(others.length, found.data.total, found.data.results.length)}
        </p>
      )}
      {search !== "" && others.length > 0 && (
        <ul className={classes["found"]}>
          {others.map((other) => (
            <li key={other.id}>
              <button type="button" onClick={() => choose(other.id)}>
                <strong>{nameOf(other)}</strong>
                <span>{describe(other)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function summary(others: number, total: number, loaded: number): string {
  if (others === 0) return "No other guest matches. Try fewer letters, or the e-mail address.";
  if (total > loaded)
    return `${count(others)} of ${many(total, "guest")}. Type more to narrow them.`;
  return `${many(others, "other guest")} found`;
}

const describe = (guest: GuestRow): string =>
  [
    guest.email || EMAIL_KINDS[guest.email_kind],
    guest.country && country(guest.country),
    guest.stays > 0 && many(guest.stays, "stay"),
    guest.last_departure && `last until ${day(guest.last_departure)}`,
  ]
    .filter(Boolean)
    .join(" · ");

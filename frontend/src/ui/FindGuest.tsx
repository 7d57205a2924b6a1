import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useState } from "react";

import { useOrg } from "@/api/org";
import { guestChoiceQuery } from "@/api/queries/guests";
import type { GuestRow } from "@/api/types";
import { count, country, day, many } from "@/format/format";
import { nameOf } from "@/words/guest";
import { EMAIL_KINDS } from "@/words/permission";

import { Failed } from "./Failed";
import classes from "./FindGuest.module.css";
import form from "./Form.module.css";
import { Lines } from "./Lines";

interface FindGuestProps {
  /** What is asked: 'Who is the same person?' */
  label: string;
  /** Searched for before one types. */
  begin?: string;
  /** The guest for whom another is looked for. */
  except?: number;
  choose: (guest: GuestRow) => void;
}

/** Chooses one guest out of all, by name or address. */
export function FindGuest({ label, begin = "", except, choose }: FindGuestProps) {
  const { slug } = useOrg();
  const [typed, setTyped] = useState(begin);
  const [search] = useDebouncedValue(typed.trim(), 250);
  const found = useQuery({ ...guestChoiceQuery(slug, { search }), enabled: search !== "" });
  const others = (found.data?.results ?? []).filter(({ id }) => id !== except);
  return (
    <div className={form["form"]}>
      <TextInput
        label={label}
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
          {summary(
            others.length,
            found.data.total,
            found.data.results.length,
            except !== undefined,
          )}
        </p>
      )}
      {search !== "" && others.length > 0 && (
        <ul className={classes["found"]}>
          {others.map((other) => (
            <li key={other.id}>
              <button type="button" onClick={() => choose(other)}>
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

function summary(found: number, total: number, loaded: number, others: boolean): string {
  const guest = others ? "other guest" : "guest";
  if (found === 0) return `No ${guest} matches. Try fewer letters, or the e-mail address.`;
  if (total > loaded)
    return `${count(found)} of ${many(total, "guest")}. Type more to narrow them.`;
  return `${many(found, guest)} found`;
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

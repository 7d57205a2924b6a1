import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { useState } from "react";

import { useOrg } from "@/api/org";
import { customFieldsQuery } from "@/api/queries/imports";
import type { Guest } from "@/api/types";
import { country, day, language } from "@/format/format";
import { Card } from "@/ui/Card";
import { EMAIL_KINDS } from "@/words/permission";
import { saidBy } from "@/words/guest";

import { EditGuest } from "./EditGuest";
import classes from "./Guests.module.css";

/** A value of an own field, as people read it. */
export const shown = (value: unknown): string => {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "string" || typeof value === "number" ? String(value) : "–";
};

/** What is known of a guest, and whose word each of it is. */
export function Facts({ guest }: { guest: Guest }) {
  const { slug, can } = useOrg();
  const own = useQuery(customFieldsQuery(slug));
  const [editing, setEditing] = useState(false);
  const said = (field: string) => saidBy(guest.provenance[field]);
  return (
    <Card
      title="Profile"
      action={
        can("guest.edit") && (
          <Button
            size="xs"
            variant="default"
            leftSection={<Pencil size={14} aria-hidden="true" />}
            onClick={() => setEditing(true)}
          >
            Edit
          </Button>
        )
      }
    >
      <dl className={classes["facts"]}>
        <Fact name="Address" value={guest.email || "–"} said={said("email")} />
        <Fact name="Address kind" value={EMAIL_KINDS[guest.email_kind]} />
        <Fact name="Phone" value={guest.phone || "–"} said={said("phone")} />
        <Fact name="Country" value={country(guest.country)} said={said("country")} />
        <Fact name="Language" value={language(guest.language)} said={said("language")} />
        <Fact name="Birthday" value={day(guest.birth_date)} said={said("birth_date")} />
        {(own.data?.results ?? [])
          .filter(({ key }) => key in guest.custom)
          .map(({ key, label, type }) => (
            <Fact
              key={key}
              name={label}
              value={type === "date" ? day(shown(guest.custom[key])) : shown(guest.custom[key])}
            />
          ))}
        <Fact name="Known since" value={day(guest.created_at)} />
        {guest.tags.length > 0 && (
          <>
            <dt>Tags</dt>
            <dd className={classes["tags"]}>
              {guest.tags.map((tag) => (
                <span key={tag} className={classes["tag"]}>
                  {tag}
                </span>
              ))}
            </dd>
          </>
        )}
      </dl>
      {editing && (
        <EditGuest guest={guest} own={own.data?.results ?? []} onClose={() => setEditing(false)} />
      )}
    </Card>
  );
}

const Fact = ({ name, value, said = "" }: { name: string; value: string; said?: string }) => (
  <>
    <dt>{name}</dt>
    <dd>
      {value}
      {said && value !== "–" && <small className={classes["said"]}>{said}</small>}
    </dd>
  </>
);

import { Button } from "@mantine/core";
import { Download } from "lucide-react";

import { useOrg } from "@/api/org";
import type { PermissionDetail } from "@/api/types";
import { moment } from "@/format/format";
import { Card } from "@/ui/Card";
import { Status } from "@/ui/Status";
import { basisWord, permissionWord, purposeWord } from "@/words/permission";

import classes from "./Guests.module.css";

interface PermissionsProps {
  guestId: number;
  permissions: PermissionDetail[];
  noted: string;
}

/** For each kind of mail: allowed or not, why, and what shows it. */
export const Permissions = ({ guestId, permissions, noted }: PermissionsProps) => (
  <Card title="May we write to this guest" action={<Proof guestId={guestId} />}>
    {permissions.map((permission) => (
      <div key={permission.purpose} className={classes["permission"]}>
        <h3>
          {purposeWord(permission.purpose)}
          <Status
            word={
              permission.allowed
                ? { ...permissionWord(permission), word: "Allowed" }
                : permissionWord(permission)
            }
          />
        </h3>
        <p>
          {permission.text}
          {permission.allowed && permission.basis && ` Ground: ${basisWord(permission.basis)}.`}
          {permission.expires_at && ` Until ${moment(permission.expires_at)}.`}
        </p>
        <Evidence facts={permission.evidence} />
      </div>
    ))}
    <p>{noted}</p>
  </Card>
);

/** A link, since the browser saves what it leads to under the name that the answer gives. */
function Proof({ guestId }: { guestId: number }) {
  const { slug } = useOrg();
  return (
    <Button
      component="a"
      href={`/api/v1/orgs/${slug}/guests/${guestId}/consent-proof?format=json`}
      download
      variant="default"
      size="xs"
      leftSection={<Download size={14} aria-hidden="true" />}
    >
      Proof of consent
    </Button>
  );
}

const ISO = /^\d{4}-\d\d-\d\dT/;

function shown(value: unknown): string {
  if (typeof value === "string") return ISO.test(value) ? moment(value) : value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return JSON.stringify(value);
}

function Evidence({ facts }: { facts: Record<string, unknown> }) {
  const entries = Object.entries(facts).filter(
    ([, value]) => value !== null && value !== undefined && value !== "",
  );
  if (entries.length === 0) return null;
  return (
    <details className={classes["evidence"]}>
      <summary>What shows it</summary>
      <dl>
        {entries.map(([key, value]) => (
          <div key={key} style={{ display: "contents" }}>
            <dt>{key.replaceAll("_", " ")}</dt>
            <dd>{shown(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

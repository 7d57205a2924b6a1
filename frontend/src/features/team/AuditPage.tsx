import { Button, TextInput } from "@mantine/core";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { auditExport, auditQuery, type AuditFilter } from "@/api/queries/team";
import type { AuditEvent } from "@/api/types";
import { bytes, many, moment } from "@/format/format";
import { Card } from "@/ui/Card";
import { Choice } from "@/ui/Choice";
import { Failed } from "@/ui/Failed";
import form from "@/ui/Form.module.css";
import { Lines } from "@/ui/Lines";
import { save } from "@/ui/save";
import table from "@/ui/Table.module.css";
import { say } from "@/ui/toast";
import { ACTS, actionWord } from "@/words/team";

import { Frame } from "./Frame";
import { AUDIT_VIEW } from "./permissions";

const NOTHING = { actor: "", action: "", from: "", until: "" };
type Typed = typeof NOTHING;

/** Days as they are typed, in the reader's own zone; the last one counts. */
function filterOf({ actor, action, from, until }: Typed): AuditFilter {
  const end = until ? new Date(`${until}T00:00:00`) : null;
  end?.setDate(end.getDate() + 1);
  return {
    ...(actor.trim() ? { actor: actor.trim() } : {}),
    ...(action ? { action } : {}),
    ...(from ? { since: new Date(`${from}T00:00:00`).toISOString() } : {}),
    ...(end ? { until: end.toISOString() } : {}),
  };
}

export function AuditPage() {
  const { slug, can } = useOrg();
  const [typed, setTyped] = useState(NOTHING);
  const filter = filterOf(typed);
  const log = useInfiniteQuery({ ...auditQuery(slug, filter), enabled: can(AUDIT_VIEW) });
  const rows = log.data?.pages.flatMap(({ results }) => results) ?? [];
  const total = log.data?.pages[0]?.total ?? 0;
  return (
    <Frame
      title="Audit log"
      sub={log.data && `${many(total, "act")}; nobody can change or delete one`}
      actions={<Export filter={filter} />}
    >
      <Filters typed={typed} set={(change) => setTyped({ ...typed, ...change })} />
      {log.isPending && <Lines rows={6} height={28} />}
      {log.isError && (
        <Failed
          error={log.error}
          what="The audit log cannot be shown."
          again={() => void log.refetch()}
        />
      )}
      {log.isSuccess && (
        <Card flush>
          <Rows rows={rows} />
        </Card>
      )}
      {log.hasNextPage && (
        <Button
          variant="default"
          loading={log.isFetchingNextPage}
          onClick={() => void log.fetchNextPage()}
        >
          Show older acts
        </Button>
      )}
    </Frame>
  );
}

const Filters = ({ typed, set }: { typed: Typed; set: (change: Partial<Typed>) => void }) => (
  <div className={form["fields"]}>
    <TextInput
      label="Who"
      placeholder="Part of an e-mail address"
      value={typed.actor}
      onChange={(event) => set({ actor: event.currentTarget.value })}
    />
    <Choice
      label="What"
      data={ACTS}
      value={typed.action}
      onChange={(event) => set({ action: event.currentTarget.value })}
    />
    <TextInput
      label="From"
      type="date"
      value={typed.from}
      onChange={(event) => set({ from: event.currentTarget.value })}
    />
    <TextInput
      label="Until"
      type="date"
      value={typed.until}
      onChange={(event) => set({ until: event.currentTarget.value })}
    />
  </div>
);

const said = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);

const detailOf = ({ detail }: AuditEvent): string =>
  Object.entries(detail)
    .map(([name, value]) => `${name.replaceAll("_", " ")}: ${said(value)}`)
    .join(" · ");

const Rows = ({ rows }: { rows: AuditEvent[] }) => (
  <div className={table["scroll"]}>
    <table className={table["table"]} aria-label="Audit log">
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Who</th>
          <th scope="col">When</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((event) => (
          <tr key={event.id}>
            <th scope="row">
              {actionWord(event.action)}
              <span className={table["sub"]}>{detailOf(event)}</span>
            </th>
            <td>{event.who}</td>
            <td>{moment(event.at)}</td>
          </tr>
        ))}
        {rows.length === 0 && (
          <tr>
            <td colSpan={3}>Nothing of this kind happened in these days.</td>
          </tr>
        )}
      </tbody>
    </table>
  </div>
);

function Export({ filter }: { filter: AuditFilter }) {
  const { slug } = useOrg();
  const out = useMutation({
    mutationFn: () => auditExport(slug, filter),
    onSuccess: (file) => {
      const name = `audit-${slug}-${new Date().toISOString().slice(0, 10)}.csv`;
      save(file, name);
      say(`${name}, ${bytes(file.size)}. The export is noted in the log.`);
    },
    onError: (error) => say(`The log was not exported. ${sentence(error)}`, "bad"),
  });
  return (
    <Button
      variant="default"
      leftSection={<Download size={16} aria-hidden="true" />}
      loading={out.isPending}
      onClick={() => out.mutate()}
    >
      Export
    </Button>
  );
}

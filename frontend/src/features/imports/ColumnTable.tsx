import { useState } from "react";

import type { CustomField } from "@/api/types";
import { Choice } from "@/ui/Choice";
import table from "@/ui/Table.module.css";
import { fieldWord, typeWord } from "@/words/import";

import classes from "./Imports.module.css";
import { ownField, type Mapping, type Shown } from "./mapping";
import { OwnFieldDialog } from "./OwnFieldDialog";

const NEW = "new";
const ABOUT_PERMISSION = new Set([
  "status",
  "standing",
  "opt_in_at",
  "opt_in_ip",
  "confirm_at",
  "confirm_ip",
  "unsubscribed_at",
  "bounced_at",
  "blacklisted",
]);

interface ColumnTableProps {
  columns: Shown[];
  /** The fields of a guest that a column can go to. */
  offered: string[];
  own: CustomField[];
  mapping: Mapping;
  onChange: (number: string, field: string) => void;
}

const option = (field: string) => ({ value: field, label: fieldWord(field) });

function choicesOf(offered: string[], own: CustomField[]) {
  return [
    { value: "", label: "Leave out" },
    { group: "The guest", items: offered.filter((f) => !ABOUT_PERMISSION.has(f)).map(option) },
    { group: "Permission", items: offered.filter((f) => ABOUT_PERMISSION.has(f)).map(option) },
    {
      group: "Your own fields",
      items: [
        ...own.map(({ key, label, type }) => ({
          value: ownField(key),
          label: `${label} (${typeWord(type).toLowerCase()})`,
        })),
        { value: NEW, label: "Make a new field…" },
      ],
    },
  ];
}

export function ColumnTable({ columns, offered, own, mapping, onChange }: ColumnTableProps) {
  const [making, setMaking] = useState<Shown | null>(null);
  const data = choicesOf(offered, own);
  return (
    <div className={table["scroll"]}>
      <table className={`${table["table"] ?? ""} ${classes["map"] ?? ""}`}>
        <thead>
          <tr>
            <th scope="col">Column of the file</th>
            <th scope="col">First rows</th>
            <th scope="col">Goes to</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => {
            const field = mapping[String(column.number)] ?? "";
            return (
              <tr key={column.number} className={field ? undefined : classes["out"]}>
                <th scope="row">
                  <span className={classes["column"]}>{column.name}</span>
                </th>
                <td>
                  <Samples samples={column.samples} />
                </td>
                <td className={classes["goes"]}>
                  <Choice
                    aria-label={`Field for ${column.name}`}
                    data={data}
                    value={field}
                    onChange={(event) => {
                      const chosen = event.currentTarget.value;
                      if (chosen === NEW) setMaking(column);
                      else onChange(String(column.number), chosen);
                    }}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {making && (
        <OwnFieldDialog
          label={making.name}
          samples={making.samples}
          onClose={() => setMaking(null)}
          onMade={({ key }) => {
            onChange(String(making.number), ownField(key));
            setMaking(null);
          }}
        />
      )}
    </div>
  );
}

const Samples = ({ samples }: { samples: string[] }) => {
  const said = samples.filter((sample) => sample.trim()).slice(0, 3);
  return (
    <div className={classes["samples"]} title={said.join("\n")}>
      {said.length === 0
        ? "empty"
        : // Two rows may well say the same.
          said.map((sample, row) => <span key={`${row} ${sample}`}>{sample}</span>)}
    </div>
  );
};

import { CircleCheck, CircleX, Download, LoaderCircle } from "lucide-react";

import { isRunning } from "@/api/queries/imports";
import type { Import } from "@/api/types";
import { count } from "@/format/format";
import { Ago } from "@/ui/Ago";
import { Status } from "@/ui/Status";
import table from "@/ui/Table.module.css";
import type { Word } from "@/words/tone";

function wordOf(row: Import): Word {
  if (row.state === "failed") return { word: "Failed", tone: "bad", icon: CircleX };
  if (isRunning(row)) return { word: "Reading", tone: "info", icon: LoaderCircle };
  return { word: "Done", tone: "ok", icon: CircleCheck };
}

export const ImportTable = ({ rows }: { rows: Import[] }) => (
  <div className={table["scroll"]}>
    <table className={table["table"]}>
      <thead>
        <tr>
          <th scope="col">File</th>
          <th scope="col">State</th>
          <th scope="col" data-num>
            Rows
          </th>
          <th scope="col" data-num data-wide-only>
            New
          </th>
          <th scope="col" data-num data-wide-only>
            Known, updated
          </th>
          <th scope="col" data-num data-wide-only>
            Unchanged
          </th>
          <th scope="col" data-num data-wide-only>
            With consent
          </th>
          <th scope="col" data-num data-wide-only>
            Never to write to
          </th>
          <th scope="col" data-num>
            Refused
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </tbody>
    </table>
  </div>
);

const Row = ({ row }: { row: Import }) => (
  <tr>
    <th scope="row">
      {row.file_name}
      <span className={table["sub"]}>
        <Ago at={row.created_at} />
      </span>
    </th>
    <td>
      <Status word={wordOf(row)} />
    </td>
    <td data-num>{count(row.total)}</td>
    <td data-num data-wide-only>
      {count(row.imported)}
    </td>
    <td data-num data-wide-only>
      {count(row.updated)}
    </td>
    <td data-num data-wide-only>
      {count(row.duplicate)}
    </td>
    <td data-num data-wide-only>
      {count(row.consented)}
    </td>
    <td data-num data-wide-only>
      {count(row.suppressed)}
    </td>
    <td data-num>
      {count(row.rejected)}
      {row.rejected > 0 && row.rejections_url && (
        <span className={table["sub"]}>
          <a href={row.rejections_url} download aria-label={`Refused rows of ${row.file_name}`}>
            <Download size={12} aria-hidden="true" /> with reasons
          </a>
        </span>
      )}
    </td>
  </tr>
);

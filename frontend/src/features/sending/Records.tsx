import type { DnsRecord } from "@/api/types";
import { CopyButton } from "@/ui/CopyButton";
import { Status } from "@/ui/Status";
import { PARTS, recordWord } from "@/words/sending";

import classes from "./Sending.module.css";

/** The exact records to publish, each with what DNS says of it. */
export const Records = ({ records }: { records: DnsRecord[] }) => (
  <ul className={classes["records"]}>
    {records.map((record) => (
      <Record key={`${record.name} ${record.value}`} record={record} />
    ))}
  </ul>
);

const Record = ({ record }: { record: DnsRecord }) => {
  const title = PARTS[record.part];
  const wrong = record.state === "wrong" ? record.found : [];
  return (
    <li className={classes["record"]}>
      <header>
        <h4>
          {title} <span>{record.needed ? "needed" : "recommended"}</span>
        </h4>
        <Status quiet word={recordWord(record)} />
      </header>
      <p className={classes["soft"]}>{record.purpose}</p>
      <dl>
        <Fact name={`${record.kind} name`} label={`${title} name`} text={record.name} />
        <Fact name="Value" label={`${title} value`} text={record.value} />
        {wrong.map((found) => (
          <div key={found} data-found>
            <dt>In DNS now</dt>
            <dd>
              <code>{found}</code>
            </dd>
          </div>
        ))}
      </dl>
      {record.advice && record.state !== "ok" && <p>{record.advice}</p>}
    </li>
  );
};

const Fact = ({ name, label, text }: { name: string; label: string; text: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>
      <code>{text}</code>
      <CopyButton text={text} what={label} />
    </dd>
  </div>
);

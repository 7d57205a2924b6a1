import { TextInput } from "@mantine/core";

import type { ChannelMapping, RatePlan, RoomType } from "@/api/types";
import { Choice } from "@/ui/Choice";
import table from "@/ui/Table.module.css";

import { rateKey, ratesFor, type MappingDraft } from "./mappingDraft";

interface MappingTableProps {
  mapping: ChannelMapping;
  rooms: RoomType[];
  plans: RatePlan[];
  draft: MappingDraft;
  setDraft: (draft: MappingDraft) => void;
}

export const MappingTable = (props: MappingTableProps) => (
  <div className={table["scroll"]}>
    <table className={table["table"]} data-inset>
      <thead>
        <tr>
          <th scope="col">Here</th>
          <th scope="col">At the channel</th>
        </tr>
      </thead>
      <tbody>
        {props.rooms.map((room) => (
          <Room key={room.id} {...props} room={room} />
        ))}
      </tbody>
    </table>
  </div>
);

const Room = ({ room, ...props }: MappingTableProps & { room: RoomType }) => {
  const { mapping, plans, draft, setDraft } = props;
  const code = draft.rooms[room.id] ?? "";
  return (
    <>
      <tr>
        <th scope="row">
          {room.name}
          <span className={table["sub"]}>Room type {room.code}</span>
        </th>
        <td>
          <Code
            label={`${room.name} at the channel`}
            listed={mapping.remote_rooms}
            value={code}
            onChange={(value) =>
              setDraft({ ...draft, rooms: { ...draft.rooms, [room.id]: value } })
            }
          />
        </td>
      </tr>
      {code !== "" &&
        plans.map((plan) => {
          const key = rateKey(room.id, plan.id);
          return (
            <tr key={key}>
              <td>
                {plan.name}
                <span className={table["sub"]}>
                  Rate plan of {room.name}, in {plan.currency}
                </span>
              </td>
              <td>
                <Code
                  label={`${plan.name} of ${room.name} at the channel`}
                  listed={ratesFor(mapping, code)}
                  value={draft.rates[key] ?? ""}
                  onChange={(value) =>
                    setDraft({ ...draft, rates: { ...draft.rates, [key]: value } })
                  }
                />
              </td>
            </tr>
          );
        })}
    </>
  );
};

interface CodeProps {
  label: string;
  listed: readonly { code: string; name: string; currency?: string }[];
  value: string;
  onChange: (code: string) => void;
}

/** What the channel lists to choose from, or the code to type where it has no list. */
const Code = ({ label, listed, value, onChange }: CodeProps) => {
  if (listed.length === 0)
    return (
      <TextInput
        aria-label={label}
        placeholder="Its code; empty: not mapped"
        value={value}
        maxLength={128}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  const gone = value !== "" && !listed.some(({ code }) => code === value);
  return (
    <Choice
      aria-label={label}
      data={[
        { value: "", label: "Not mapped" },
        ...listed.map(({ code, name, currency }) => ({
          value: code,
          label: `${name || code}${name && name !== code ? ` (${code})` : ""}${currency ? `, ${currency}` : ""}`,
        })),
        ...(gone ? [{ value, label: `${value}, no longer listed` }] : []),
      ]}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
};

import { TextInput } from "@mantine/core";
import { useState } from "react";

import type { SegmentField, SegmentSchema } from "@/api/types";
import { minorDigits } from "@/format/format";
import { Choice } from "@/ui/Choice";
import { CodePicker } from "@/ui/CodePicker";

import classes from "./Segments.module.css";
import { choiceWord } from "./sentence";
import { shapeOf } from "./values";

interface ValueInputProps {
  schema: SegmentSchema;
  field: SegmentField;
  op: string;
  value: unknown;
  /** The three letters of the money's currency, where it is not the usual one. */
  currency?: string;
  invalid: boolean;
  onChange: (value: unknown) => void;
}

/** The input that fits a field and its operator. */
export function ValueInput(props: ValueInputProps) {
  const { field, op, value, invalid, onChange } = props;
  const label = `Value of ${field.label}`;
  switch (shapeOf(field.type, op)) {
    case "none":
      return null;
    case "many":
      return <Many {...props} />;
    case "boolean":
      return (
        <Choice
          aria-label={label}
          data={[
            { value: "yes", label: "yes" },
            { value: "no", label: "no" },
          ]}
          value={value === true ? "yes" : "no"}
          onChange={(event) => onChange(event.currentTarget.value === "yes")}
        />
      );
    case "days":
      return (
        <NumberBox label={label} unit="days" value={value} onChange={onChange} {...{ invalid }} />
      );
    case "number":
      return <Amount {...props} label={label} value={value} onChange={onChange} />;
    case "numbers":
    case "dates":
      return <Pair {...props} label={label} />;
    case "date":
      return <DateBox label={label} value={value} onChange={onChange} invalid={invalid} />;
    case "cohort":
      return <Cohort {...props} />;
    default:
      return (
        <TextInput
          aria-label={label}
          maxLength={200}
          error={invalid}
          value={typeof value === "string" ? value : ""}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}

function Many({ schema, field, value, onChange }: ValueInputProps) {
  const chosen = Array.isArray(value) ? (value as unknown[]).map(String) : [];
  // Lists and hotels go by number, all other choices by their own word.
  const typed = (codes: string[]) => (field.type === "lists" ? codes.map(Number) : codes);
  const codes = (schema.choices[field.choices] ?? []).map((choice) => choice.value);
  return (
    <CodePicker
      hideLabel
      label={`Add to ${field.label}`}
      add={codes.length === 0 ? "None of your guests has one" : "Choose…"}
      codes={codes}
      nameOf={(code) => choiceWord(schema, field, code)}
      value={chosen}
      onChange={(next) => onChange(typed(next))}
    />
  );
}

interface NumberBoxProps {
  label: string;
  unit?: string;
  value: unknown;
  /** 100 shows minor units as whole ones. */
  scale?: number;
  invalid: boolean;
  onChange: (value: number | null) => void;
}

/** Keeps what is typed, and hands on the number it means; null for none. */
function NumberBox({ label, unit, value, scale = 1, invalid, onChange }: NumberBoxProps) {
  const [typed, setTyped] = useState(typeof value === "number" ? String(value / scale) : "");
  const change = (text: string) => {
    setTyped(text);
    const number = Number(text.replace(",", "."));
    onChange(
      text.trim() === "" || !Number.isFinite(number)
        ? null
        : Math.round(number * scale * 1e6) / 1e6,
    );
  };
  return (
    <span className={classes["number"]}>
      <TextInput
        aria-label={unit ? `${label}, in ${unit}` : label}
        inputMode="decimal"
        autoComplete="off"
        error={invalid}
        value={typed}
        onChange={(event) => change(event.currentTarget.value)}
      />
      {unit && <span aria-hidden="true">{unit}</span>}
    </span>
  );
}

type AmountProps = Omit<ValueInputProps, "onChange"> & {
  label: string;
  onChange: (value: number | null) => void;
};

const Amount = ({ schema, field, currency, label, value, invalid, onChange }: AmountProps) => {
  const code = (currency ?? "") || schema.currency || "EUR";
  const isMoney = field.type === "money";
  return (
    <NumberBox
      label={label}
      value={value}
      invalid={invalid}
      scale={isMoney ? 10 ** minorDigits(code) : 1}
      onChange={(number) => onChange(isMoney && number !== null ? Math.round(number) : number)}
      {...(isMoney ? { unit: code } : {})}
    />
  );
};

interface DateBoxProps {
  label: string;
  value: unknown;
  invalid: boolean;
  onChange: (value: string) => void;
}

const DateBox = ({ label, value, invalid, onChange }: DateBoxProps) => (
  <TextInput
    type="date"
    aria-label={label}
    error={invalid}
    value={typeof value === "string" ? value : ""}
    onChange={(event) => onChange(event.currentTarget.value)}
  />
);

function Pair(props: ValueInputProps & { label: string }) {
  const { field, value, label, invalid, onChange } = props;
  const [low, high] = Array.isArray(value) ? (value as unknown[]) : [null, null];
  const Box = field.type === "date" ? DateBox : null;
  return (
    <span className={classes["pair"]}>
      {Box ? (
        <Box
          label={`${label}, first`}
          value={low}
          {...{ invalid }}
          onChange={(next) => onChange([next, high])}
        />
      ) : (
        <Amount
          {...props}
          label={`${label}, lowest`}
          value={low}
          onChange={(next) => onChange([next, high])}
        />
      )}
      <span>and</span>
      {Box ? (
        <Box
          label={`${label}, last`}
          value={high}
          {...{ invalid }}
          onChange={(next) => onChange([low, next])}
        />
      ) : (
        <Amount
          {...props}
          label={`${label}, highest`}
          value={high}
          onChange={(next) => onChange([low, next])}
        />
      )}
    </span>
  );
}

interface Share {
  seed: string;
  from: number;
  to: number;
}

/** A share stays the same guests as long as its seed does; another one is another drawing. */
function Cohort({ value, invalid, onChange }: ValueInputProps) {
  const share = value as Share;
  return (
    <span className={classes["pair"]}>
      <NumberBox
        label="Share begins at"
        unit="%"
        value={share.from}
        invalid={invalid}
        onChange={(from) => onChange({ ...share, from: from ?? 0 })}
      />
      <span>to</span>
      <NumberBox
        label="Share ends at"
        unit="%"
        value={share.to}
        invalid={invalid}
        onChange={(to) => onChange({ ...share, to: to ?? 0 })}
      />
    </span>
  );
}

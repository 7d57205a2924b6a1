import { ActionIcon, Button } from "@mantine/core";
import { Copy, Plus, X } from "lucide-react";

import type { SegmentField, SegmentSchema } from "@/api/types";
import { Choice } from "@/ui/Choice";

import classes from "./Segments.module.css";
import type { Condition, StayTest } from "./tree";
import { conditionNew, fieldIn, testNew, valueFor } from "./values";
import { ValueInput } from "./ValueInput";

/** Fields under the headings that the server gave them. */
export const grouped = (fields: SegmentField[]) =>
  [...new Set(fields.map(({ group }) => group))].map((group) => ({
    group,
    items: fields
      .filter((field) => field.group === group)
      .map(({ name, label }) => ({ value: name, label })),
  }));

const operatorsOf = (schema: SegmentSchema, field: SegmentField) =>
  field.operators.map((name) => ({
    value: name,
    label: schema.operators.find((operator) => operator.name === name)?.label ?? name,
  }));

interface ConditionRowProps {
  schema: SegmentSchema;
  node: Condition;
  faults: Map<string, string>;
  onChange: (node: Condition) => void;
  onCopy: () => void;
  onRemove: () => void;
}

export function ConditionRow(props: ConditionRowProps) {
  const { schema, node, faults, onChange, onCopy, onRemove } = props;
  const field = fieldIn(schema.fields, node.field);
  const fault = faults.get(node.id);
  const name = field?.label ?? node.field;
  const pick = (wanted: string) => {
    const next = fieldIn(schema.fields, wanted);
    if (next) onChange({ ...conditionNew(next), id: node.id, not: node.not });
  };
  return (
    <li className={classes["condition"]} data-fault={fault ? true : undefined}>
      <div className={classes["row"]} role="group" aria-label={`Condition: ${name}`}>
        <Button
          variant={node.not ? "light" : "subtle"}
          size="xs"
          aria-pressed={node.not}
          aria-label={`Not: turn ${name} around`}
          onClick={() => onChange({ ...node, not: !node.not })}
        >
          not
        </Button>
        <Choice
          id={`field-${node.id}`}
          aria-label="Ask about"
          data={
            field
              ? grouped(schema.fields)
              : [{ value: node.field, label: node.field }, ...grouped(schema.fields)]
          }
          value={node.field}
          onChange={(event) => pick(event.currentTarget.value)}
        />
        {field && (
          <Comparison
            schema={schema}
            field={field}
            test={node}
            currency={node.currency}
            invalid={fault !== undefined}
            onChange={(change) => onChange({ ...node, ...change })}
          />
        )}
        <span className={classes["tools"]}>
          <ActionIcon variant="subtle" title="Copy" aria-label={`Copy ${name}`} onClick={onCopy}>
            <Copy size={15} aria-hidden="true" />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            title="Remove"
            aria-label={`Remove ${name}`}
            onClick={onRemove}
          >
            <X size={16} aria-hidden="true" />
          </ActionIcon>
        </span>
      </div>
      {fault && (
        <p className={classes["fault"]} role="alert">
          {fault}
        </p>
      )}
      {field?.countable && (
        <StayTests schema={schema} node={node} faults={faults} onChange={onChange} />
      )}
    </li>
  );
}

interface ComparisonProps {
  schema: SegmentSchema;
  field: SegmentField;
  test: { op: string; value: unknown };
  currency: string;
  invalid: boolean;
  onChange: (change: { op: string; value: unknown }) => void;
}

const Comparison = ({ schema, field, test, onChange, ...rest }: ComparisonProps) => (
  <>
    <Choice
      aria-label={`How ${field.label} is compared`}
      data={operatorsOf(schema, field)}
      value={test.op}
      onChange={(event) => {
        const op = event.currentTarget.value;
        onChange({ op, value: valueFor(field.type, op, test) });
      }}
    />
    <div className={classes["value"]}>
      <ValueInput
        // Another shape or currency begins anew; the same one keeps what is typed.
        key={`${field.name} ${test.op === "between" ? "two" : "one"}`}
        schema={schema}
        field={field}
        op={test.op}
        value={test.value}
        onChange={(value) => onChange({ op: test.op, value })}
        {...rest}
      />
    </div>
  </>
);

interface StayTestsProps {
  schema: SegmentSchema;
  node: Condition;
  faults: Map<string, string>;
  onChange: (node: Condition) => void;
}

/** Which stays are counted: each property once. */
function StayTests({ schema, node, faults, onChange }: StayTestsProps) {
  const free = schema.stay_fields.filter(
    (field) => !node.where.some(({ name }) => name === field.name),
  );
  const set = (where: StayTest[]) => onChange({ ...node, where });
  const put = (test: StayTest) => set(node.where.map((old) => (old.id === test.id ? test : old)));
  const add = () => {
    if (free[0]) set([...node.where, testNew(free[0])]);
  };
  return (
    <div className={classes["where"]}>
      {node.where.map((test) => {
        const field = fieldIn(schema.stay_fields, test.name);
        const fault = faults.get(test.id);
        return (
          <div key={test.id} data-fault={fault ? true : undefined}>
            <div
              className={classes["row"]}
              role="group"
              aria-label={`Only stays whose ${test.name}`}
            >
              <span className={classes["only"]}>only stays whose</span>
              <Choice
                aria-label="Property of the stay"
                data={[...(field ? [field] : []), ...free].map((each) => ({
                  value: each.name,
                  label: each.label,
                }))}
                value={test.name}
                onChange={(event) => {
                  const next = fieldIn(schema.stay_fields, event.currentTarget.value);
                  if (next) put({ ...testNew(next), id: test.id });
                }}
              />
              {field && (
                <Comparison
                  schema={schema}
                  field={field}
                  test={test}
                  currency={node.currency}
                  invalid={fault !== undefined}
                  onChange={(change) => put({ ...test, ...change })}
                />
              )}
              <span className={classes["tools"]}>
                <ActionIcon
                  variant="subtle"
                  title="Remove"
                  aria-label={`Count stays of any ${field?.label.toLowerCase() ?? test.name}`}
                  onClick={() => set(node.where.filter(({ id }) => id !== test.id))}
                >
                  <X size={16} aria-hidden="true" />
                </ActionIcon>
              </span>
            </div>
            {fault && (
              <p className={classes["fault"]} role="alert">
                {fault}
              </p>
            )}
          </div>
        );
      })}
      {free.length > 0 && (
        <Button
          variant="subtle"
          size="xs"
          leftSection={<Plus size={14} aria-hidden="true" />}
          onClick={add}
        >
          {node.where.length > 0 ? "And only stays whose…" : "Count only some stays"}
        </Button>
      )}
    </div>
  );
}

import { CloseButton } from "@mantine/core";

import { Choice } from "./Choice";
import form from "./Form.module.css";

interface CodePickerProps {
  label: string;
  /** Where the place says it already, the label is for those who hear the page. */
  hideLabel?: boolean;
  /** The words of the choice that is not one yet: 'Add a country'. */
  add: string;
  codes: readonly string[];
  nameOf: (code: string) => string;
  value: string[];
  onChange: (codes: string[]) => void;
}

/** Several out of many, each shown with a way to take it away again. */
export function CodePicker(props: CodePickerProps) {
  const { label, hideLabel = false, add, codes, nameOf, value, onChange } = props;
  const options = codes
    .filter((code) => !value.includes(code))
    .map((code) => ({ value: code, label: nameOf(code) }))
    .sort((a, b) => a.label.localeCompare(b.label));
  return (
    <div className={form["choices"]}>
      <Choice
        {...(hideLabel ? { "aria-label": label } : { label })}
        data={[{ value: "", label: add }, ...options]}
        value=""
        onChange={(event) => {
          if (event.currentTarget.value) onChange([...value, event.currentTarget.value]);
        }}
      />
      {value.length > 0 && (
        <ul className={form["chips"]}>
          {value.map((code) => (
            <li key={code} className={form["chip"]}>
              {nameOf(code)}
              <CloseButton
                size="xs"
                aria-label={`Remove ${nameOf(code)}`}
                onClick={() => onChange(value.filter((other) => other !== code))}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

import type { Template } from "@/api/types";
import { LetterSketch } from "@/ui/LetterSketch";
import { subjectInWords } from "@/words/letter";

import classes from "./TemplateChoice.module.css";

interface TemplateChoiceProps {
  templates: Template[];
  value: number | null;
  onChange: (id: number | null) => void;
}

export const TemplateChoice = ({ templates, value, onChange }: TemplateChoiceProps) => (
  <fieldset className={classes["grid"]}>
    <legend>Template</legend>
    <Option
      name="Empty letter"
      note="Begin with a blank page"
      on={value === null}
      pick={() => onChange(null)}
    />
    {templates.map((template) => (
      <Option
        key={template.id}
        name={template.name}
        note={subjectInWords(template.subject)}
        on={value === template.id}
        pick={() => onChange(template.id)}
      />
    ))}
  </fieldset>
);

const Option = (props: { name: string; note: string; on: boolean; pick: () => void }) => (
  <label className={classes["option"]}>
    <input type="radio" name="template" checked={props.on} onChange={props.pick} />
    <LetterSketch title={props.name} />
    <strong>{props.name}</strong>
    <span>{props.note}</span>
  </label>
);

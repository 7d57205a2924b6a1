import classes from "./Segments.module.css";

interface SegmentsProps<T extends string> {
  label: string;
  options: readonly { value: T; label: string }[];
  value: T;
  onChange: (value: T) => void;
}

/** One choice out of a few, all in sight. */
export const Segments = <T extends string>(props: SegmentsProps<T>) => {
  const { label, options, value, onChange } = props;
  return (
    <div role="group" aria-label={label} className={classes["segments"]}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
};

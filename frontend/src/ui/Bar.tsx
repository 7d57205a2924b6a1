import classes from "./Bar.module.css";

interface BarProps {
  label: string;
  /** 0 to 100; null where nobody knows how much is left. */
  percent: number | null;
}

/** How far something has come. */
export const Bar = ({ label, percent }: BarProps) => (
  <div
    className={classes["bar"]}
    role="progressbar"
    aria-label={label}
    aria-valuemin={0}
    aria-valuemax={100}
    {...(percent === null ? {} : { "aria-valuenow": Math.round(percent) })}
  >
    <span
      data-unknown={percent === null || undefined}
      style={percent === null ? {} : { width: `${percent}%` }}
    />
  </div>
);

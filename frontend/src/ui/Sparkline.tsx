import classes from "./chart.module.css";
import { pathOf } from "./path";

const WIDTH = 120;
const HEIGHT = 32;

/** The shape of a month in a line; the number beside it says the same in figures. */
export const Sparkline = ({ values, tone }: { values: number[]; tone: string }) => (
  <svg
    className={classes["spark"]}
    viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
    preserveAspectRatio="none"
    data-tone={tone}
    aria-hidden="true"
    focusable="false"
  >
    <path
      d={`${pathOf(values, WIDTH, HEIGHT)} L${WIDTH} ${HEIGHT} L0 ${HEIGHT} Z`}
      className={classes["area"]}
    />
    <path d={pathOf(values, WIDTH, HEIGHT)} className={classes["line"]} />
  </svg>
);

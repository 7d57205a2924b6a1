import { useElementSize } from "@mantine/hooks";
import { useState, type PointerEvent } from "react";

import { count, day, moment, shortDay, shortMoment } from "@/format/format";
import { t, type Key } from "@/i18n/words";

import classes from "./chart.module.css";
import { niceTop, pathOf } from "./path";
import table from "./Table.module.css";

export interface Series {
  name: string;
  tone: string;
  values: number[];
}

/** How a point's time is written: below the axis, in full, and at the head of the table. */
interface Times {
  short: (iso: string) => string;
  full: (iso: string) => string;
  head: Key;
}

const DAYS: Times = { short: shortDay, full: (iso) => day(iso), head: "chart.day" };
export const HOURS: Times = { short: shortMoment, full: (iso) => moment(iso), head: "chart.hour" };

interface LineChartProps {
  /** ISO dates or instants, one for each value. */
  dates: string[];
  times?: Times;
  series: Series[];
  caption: string;
  height: number;
}

const LEFT = 44;
const RIGHT = 72;
const BOTTOM = 24;
const LABEL_GAP = 15;
const ANCHORS = ["start", "middle", "end"] as const;

/** Label heights beside the lines' ends, pushed apart until none covers another. */
function labelRows(series: Series[], floor: number, y: Scale): Map<string, number> {
  const rows = series
    .map(({ name, values }) => ({ name, at: y(values.at(-1) ?? 0) }))
    .sort((a, b) => b.at - a.at);
  let ceiling = floor + 4;
  for (const row of rows) {
    row.at = Math.min(row.at + 4, ceiling);
    ceiling = row.at - LABEL_GAP;
  }
  return new Map(rows.map(({ name, at }) => [name, at]));
}

/** Thin lines over days, each with its name at its end, and a table behind them. */
export function LineChart({ dates, times = DAYS, series, caption, height }: LineChartProps) {
  const { ref, width } = useElementSize();
  const [picked, setPicked] = useState<number | null>(null);
  const plotWidth = Math.max(40, width - LEFT - RIGHT);
  const top = niceTop(Math.max(0, ...series.flatMap(({ values }) => values)));
  const floor = height - BOTTOM;
  const y = (value: number) => floor * (1 - value / top);
  const x = (i: number) => LEFT + (dates.length > 1 ? (i / (dates.length - 1)) * plotWidth : 0);

  const pick = (event: PointerEvent<SVGSVGElement>) => {
    const at = event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT;
    const i = Math.round((at / plotWidth) * (dates.length - 1));
    setPicked(Math.min(dates.length - 1, Math.max(0, i)));
  };

  return (
    <figure>
      <div ref={ref} className={classes["chart"]}>
        <svg
          height={height}
          role="img"
          aria-label={t("chart.label", { caption })}
          onPointerMove={pick}
          onPointerLeave={() => setPicked(null)}
        >
          <Axes
            dates={dates}
            times={times}
            top={top}
            x={x}
            y={y}
            right={LEFT + plotWidth}
            floor={floor}
          />
          <Lines series={series} top={top} plotWidth={plotWidth} floor={floor} y={y} />
          {picked !== null && <Marker at={picked} series={series} floor={floor} x={x} y={y} />}
        </svg>
        {picked !== null && (
          <Tip
            date={times.full(dates[picked] ?? "")}
            at={picked}
            series={series}
            left={x(picked)}
            flip={x(picked) > width / 2}
          />
        )}
      </div>
      <Behind dates={dates} times={times} series={series} caption={caption} />
    </figure>
  );
}

type Scale = (value: number) => number;

const Axes = (props: {
  dates: string[];
  times: Times;
  top: number;
  x: Scale;
  y: Scale;
  right: number;
  floor: number;
}) => {
  const { dates, times, top, x, y, right, floor } = props;
  const last = dates.length - 1;
  const marks = last < 2 ? [0] : [0, Math.floor(last / 2), last];
  return (
    <g>
      {[0, top / 2, top].map((value) => (
        <g key={value}>
          <line
            x1={LEFT}
            x2={right}
            y1={y(value) + 0.5}
            y2={y(value) + 0.5}
            className={classes["grid"]}
          />
          <text
            x={LEFT - 8}
            y={Math.max(10, y(value) + 4)}
            textAnchor="end"
            className={classes["axis"]}
          >
            {count(value)}
          </text>
        </g>
      ))}
      {marks.map((i, place) => (
        <text
          key={ANCHORS[place]}
          x={x(i)}
          y={floor + BOTTOM - 4}
          textAnchor={ANCHORS[place]}
          className={classes["axis"]}
        >
          {times.short(dates[i] ?? "")}
        </text>
      ))}
    </g>
  );
};

const Lines = (props: {
  series: Series[];
  top: number;
  plotWidth: number;
  floor: number;
  y: Scale;
}) => {
  const { series, top, plotWidth, floor, y } = props;
  const rows = labelRows(series, floor, y);
  return (
    <g>
      {series.map(({ name, tone, values }) => (
        <g key={name} className={classes["series"]} data-tone={tone}>
          <path
            d={pathOf(values, plotWidth, floor, top, 0)}
            transform={`translate(${LEFT} 0)`}
            className={classes["line"]}
          />
          <text x={LEFT + plotWidth + 8} y={rows.get(name)} className={classes["label"]}>
            {name}
          </text>
        </g>
      ))}
    </g>
  );
};

interface MarkerProps {
  at: number;
  series: Series[];
  floor: number;
  x: Scale;
  y: Scale;
}

const Marker = ({ at, series, floor, x, y }: MarkerProps) => (
  <g>
    <line x1={x(at)} x2={x(at)} y1={0} y2={floor} className={classes["marker"]} />
    {series.map(({ name, tone, values }) => (
      <g key={name} className={classes["series"]} data-tone={tone}>
        <circle cx={x(at)} cy={y(values[at] ?? 0)} r={4} className={classes["dot"]} />
      </g>
    ))}
  </g>
);

interface TipProps {
  date: string;
  at: number;
  series: Series[];
  left: number;
  flip: boolean;
}

const Tip = ({ date, at, series, left, flip }: TipProps) => (
  <div
    className={classes["tip"]}
    style={{ left, transform: flip ? "translateX(calc(-100% - 12px))" : "translateX(12px)" }}
  >
    <strong>{date}</strong>
    <dl>
      {series.map(({ name, tone, values }) => (
        <div key={name} style={{ display: "contents" }}>
          <dt className={classes["key"]} data-tone={tone}>
            {name}
          </dt>
          <dd>{count(values[at] ?? 0)}</dd>
        </div>
      ))}
    </dl>
  </div>
);

const Behind = ({ dates, times, series, caption }: Required<Omit<LineChartProps, "height">>) => (
  <details className={classes["table"]}>
    <summary>{t("chart.asTable")}</summary>
    {/* A region that scrolls must be reachable by keyboard. */}
    {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
    <div tabIndex={0} role="region" aria-label={caption}>
      <table className={table["table"]}>
        <thead>
          <tr>
            <th scope="col">{t(times.head)}</th>
            {series.map(({ name }) => (
              <th key={name} scope="col" data-num>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {dates.map((date, i) => (
            <tr key={date}>
              <td>{times.full(date)}</td>
              {series.map(({ name, values }) => (
                <td key={name} data-num>
                  {count(values[i] ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </details>
);

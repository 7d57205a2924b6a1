/** A month of days, in the reader's own time zone. */

const two = (n: number): string => String(n).padStart(2, "0");

/** '2026-11-05' in the reader's time zone. */
export const dayOf = (at: Date): string =>
  `${String(at.getFullYear())}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;

/** '2026-11' in the reader's time zone. */
export const monthOf = (at: Date): string => dayOf(at).slice(0, 7);

/** The month so many months on: '2026-12' and 1 give '2027-01'. */
export function monthShift(month: string, by: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return monthOf(new Date(year, number - 1 + by, 1));
}

/** Whole weeks from Monday that hold the month, each of seven days. */
export function weeksOf(month: string): string[][] {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const lead = (new Date(year, number - 1, 1).getDay() + 6) % 7;
  const length = new Date(year, number, 0).getDate();
  return Array.from({ length: Math.ceil((lead + length) / 7) }, (_, week) =>
    Array.from({ length: 7 }, (_day, i) =>
      dayOf(new Date(year, number - 1, 1 - lead + week * 7 + i)),
    ),
  );
}

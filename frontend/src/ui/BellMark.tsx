/** The mark: a bell on a line. Drawn on a 16 px grid so that it stays crisp at favicon size. */
export const BellMark = ({ size = 24 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    <path d="M8 1.5v2" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
    <path d="M2.5 11a5.5 5.5 0 0 1 11 0z" fill="currentColor" />
    <path d="M1 13.75h14" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
  </svg>
);

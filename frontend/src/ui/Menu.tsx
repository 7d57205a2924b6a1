import {
  createContext,
  use,
  useEffect,
  useId,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
} from "react";

import classes from "./Menu.module.css";

const CloseContext = createContext<() => void>(() => undefined);

const GAP = 6;
const EDGE = 8;

interface MenuProps {
  /** What the button shows. */
  button: ReactNode;
  buttonClass?: string | undefined;
  width: number;
  side: "below" | "above";
  align: "start" | "end";
  children: ReactNode;
}

/** Beside the button, in the window's own coordinates, so that no scrolling parent cuts it. */
function placed(button: HTMLElement, { width, side, align }: MenuProps): CSSProperties {
  const box = button.getBoundingClientRect();
  return {
    width,
    ...(side === "below"
      ? { top: box.bottom + GAP }
      : { bottom: window.innerHeight - box.top + GAP }),
    ...(align === "start"
      ? { left: box.left }
      : { right: Math.max(EDGE, document.documentElement.clientWidth - box.right) }),
  };
}

const STEPS: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at, last) => (at >= last ? 0 : at + 1),
  ArrowUp: (at, last) => (at <= 0 ? last : at - 1),
  Home: () => 0,
  End: (_, last) => last,
};

function useOutside(open: boolean, close: () => void) {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const press = (event: PointerEvent) => {
      if (!(event.target instanceof Node) || !root.current?.contains(event.target)) close();
    };
    document.addEventListener("pointerdown", press);
    window.addEventListener("resize", close);
    return () => {
      document.removeEventListener("pointerdown", press);
      window.removeEventListener("resize", close);
    };
  }, [open, close]);
  return root;
}

/** A button that opens a list of things to do; arrows move, Escape closes, focus comes back. */
export function Menu(props: MenuProps) {
  const { button, buttonClass, children } = props;
  const [style, setStyle] = useState<CSSProperties | null>(null);
  const [close] = useState(() => () => setStyle(null));
  const open = style !== null;
  const id = useId();
  const root = useOutside(open, close);
  const trigger = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const items = () => [...(list.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
  useEffect(() => {
    if (open) list.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  }, [open]);

  const leave = () => {
    close();
    trigger.current?.focus();
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === "Escape") leave();
    if (event.key === "Tab") close();
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const all = items();
    const at = all.findIndex((item) => item === document.activeElement);
    all[step(at, all.length - 1)]?.focus();
  };

  return (
    <div ref={root} className={classes["root"]}>
      <button
        ref={trigger}
        type="button"
        className={buttonClass}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setStyle(open || !trigger.current ? null : placed(trigger.current, props))}
      >
        {button}
      </button>
      {open && (
        <div
          ref={list}
          id={id}
          role="menu"
          tabIndex={-1}
          className={classes["list"]}
          style={style}
          onKeyDown={key}
        >
          <CloseContext value={leave}>{children}</CloseContext>
        </div>
      )}
    </div>
  );
}

interface MenuItemProps {
  icon?: ReactNode;
  mark?: ReactNode;
  children: ReactNode;
}

const Inside = ({ icon, mark, children }: MenuItemProps) => (
  <>
    {icon}
    <span>{children}</span>
    {mark}
  </>
);

export function MenuItem({ onSelect, ...inside }: MenuItemProps & { onSelect: () => void }) {
  const close = use(CloseContext);
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className={classes["item"]}
      onClick={() => {
        close();
        onSelect();
      }}
    >
      <Inside {...inside} />
    </button>
  );
}

export const MenuLink = ({ href, ...inside }: MenuItemProps & { href: string }) => (
  <a role="menuitem" tabIndex={-1} className={classes["item"]} href={href}>
    <Inside {...inside} />
  </a>
);

/** A heading or a note between the items. */
export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <div role="presentation" className={classes["label"]}>
    {children}
  </div>
);

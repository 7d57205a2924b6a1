import { Link } from "@tanstack/react-router";

import { useOrg } from "@/api/org";

import classes from "./Tabs.module.css";
import type { Place } from "./TextLink";

interface TabsProps {
  label: string;
  tabs: readonly { to: Place; name: string }[];
}

/** Pages that belong together, side by side below their title. */
export const Tabs = ({ label, tabs }: TabsProps) => {
  const { slug } = useOrg();
  return (
    <nav aria-label={label} className={classes["tabs"]}>
      {tabs.map(({ to, name }) => (
        <Link key={to} to={to} params={{ org: slug }} activeOptions={{ exact: true }}>
          {name}
        </Link>
      ))}
    </nav>
  );
};

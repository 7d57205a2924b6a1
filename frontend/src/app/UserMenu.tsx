import { BookOpen, LogOut, Wrench } from "lucide-react";

import { useOrg } from "@/api/org";
import type { Me } from "@/api/types";

import { Menu, MenuItem, MenuLabel, MenuLink } from "@/ui/Menu";

import classes from "./Shell.module.css";
import { useLogOut } from "./useLogOut";

export const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((part) => part[0]?.toUpperCase())
    .join("");

const ROLES: Record<string, string> = {
  owner: "Owner",
  manager: "Manager",
  marketer: "Marketer",
  analyst: "Analyst",
};

export const UserItems = ({ me }: { me: Me }) => {
  const leave = useLogOut();
  return (
    <>
      <MenuLabel>{me.email}</MenuLabel>
      <MenuLink href="/api/v1/docs" icon={<BookOpen size={16} aria-hidden="true" />}>
        API reference
      </MenuLink>
      {me.is_operator && (
        <MenuLink href="/admin/" icon={<Wrench size={16} aria-hidden="true" />}>
          Operator&apos;s admin
        </MenuLink>
      )}
      <MenuItem icon={<LogOut size={16} aria-hidden="true" />} onSelect={() => void leave()}>
        Log out
      </MenuItem>
    </>
  );
};

export const UserMenu = ({ me }: { me: Me }) => {
  const { organization } = useOrg();
  const name = me.name || me.email;
  return (
    <Menu
      width={220}
      side="above"
      align="start"
      buttonClass={classes["user"]}
      button={
        <>
          <span className={classes["initials"]} aria-hidden="true">
            {initialsOf(name)}
          </span>
          <span className={classes["names"]}>
            <strong>{name}</strong>
            <span>{ROLES[organization.role] ?? organization.role}</span>
          </span>
        </>
      }
    >
      <UserItems me={me} />
    </Menu>
  );
};

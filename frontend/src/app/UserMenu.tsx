import { Menu } from "@mantine/core";
import { BookOpen, LogOut, Wrench } from "lucide-react";

import { useOrg } from "@/api/org";
import type { Me } from "@/api/types";

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
      <Menu.Label>{me.email}</Menu.Label>
      <Menu.Item
        component="a"
        href="/api/v1/docs"
        leftSection={<BookOpen size={16} aria-hidden="true" />}
      >
        API reference
      </Menu.Item>
      {me.is_operator && (
        <Menu.Item
          component="a"
          href="/admin/"
          leftSection={<Wrench size={16} aria-hidden="true" />}
        >
          Operator&apos;s admin
        </Menu.Item>
      )}
      <Menu.Item leftSection={<LogOut size={16} aria-hidden="true" />} onClick={() => void leave()}>
        Log out
      </Menu.Item>
    </>
  );
};

export const UserMenu = ({ me }: { me: Me }) => {
  const { organization } = useOrg();
  const name = me.name || me.email;
  return (
    <Menu position="top-start" width={220} shadow="md" withinPortal>
      <Menu.Target>
        <button type="button" className={classes["user"]}>
          <span className={classes["initials"]} aria-hidden="true">
            {initialsOf(name)}
          </span>
          <span className={classes["names"]}>
            <strong>{name}</strong>
            <span>{ROLES[organization.role] ?? organization.role}</span>
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <UserItems me={me} />
      </Menu.Dropdown>
    </Menu>
  );
};

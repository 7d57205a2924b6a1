import { BookOpen, LogOut, Wrench } from "lucide-react";

import { useOrg } from "@/api/org";
import type { Me } from "@/api/types";
import { t, type Key } from "@/i18n/words";
import { Menu, MenuItem, MenuLabel, MenuLink } from "@/ui/Menu";

import { LanguageItems } from "./LanguageItems";
import classes from "./Shell.module.css";
import { useLogOut } from "./useLogOut";

export const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((part) => part[0]?.toUpperCase())
    .join("");

const ROLES: Record<string, Key> = {
  owner: "role.owner",
  manager: "role.manager",
  marketer: "role.marketer",
  analyst: "role.analyst",
};

const roleOf = (role: string): string => {
  const word = ROLES[role];
  return word ? t(word) : role;
};

export const UserItems = ({ me }: { me: Me }) => {
  const leave = useLogOut();
  return (
    <>
      <MenuLabel>{me.email}</MenuLabel>
      <MenuLink href="/api/v1/docs" icon={<BookOpen size={16} aria-hidden="true" />}>
        {t("user.apiReference")}
      </MenuLink>
      <LanguageItems />
      {me.is_operator && (
        <MenuLink href="/admin/" icon={<Wrench size={16} aria-hidden="true" />}>
          {t("user.operatorAdmin")}
        </MenuLink>
      )}
      <MenuItem icon={<LogOut size={16} aria-hidden="true" />} onSelect={() => void leave()}>
        {t("user.logOut")}
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
            <span>{roleOf(organization.role)}</span>
          </span>
        </>
      }
    >
      <UserItems me={me} />
    </Menu>
  );
};

import { Button } from "@mantine/core";
import { Mail } from "lucide-react";

import { useOrg } from "@/api/org";
import { CopyButton } from "@/ui/CopyButton";
import { Dialog } from "@/ui/Dialog";
import form from "@/ui/Form.module.css";

import type { Handed } from "./handed";

const letter = (organization: string, { member, link }: Handed): string => {
  const subject = `${organization} on Bellhop`;
  const body = `You are invited to work with ${organization} on Bellhop. Choose your password here, within three days:\n\n${link}`;
  return `mailto:${encodeURIComponent(member.email)}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
};

/** The link is shown this once; whoever has it becomes this member. */
export const LinkDialog = ({ handed, close }: { handed: Handed; close: () => void }) => {
  const { organization } = useOrg();
  const { member, link } = handed;
  return (
    <Dialog opened onClose={close} title={`${member.email} is a member`}>
      <div className={form["form"]}>
        {link ? (
          <>
            <p>
              Send this link to {member.email}. With it they choose a password, within three days.
              Whoever has the link can do so, so send it to nobody else.
            </p>
            <output className={form["hint"]} aria-label="Link" data-wrap>
              {link}
            </output>
            <div className={form["buttons"]}>
              <CopyButton text={link} what="the link" />
              <Button
                component="a"
                href={letter(organization.name, handed)}
                leftSection={<Mail size={16} aria-hidden="true" />}
              >
                Write the mail
              </Button>
            </div>
          </>
        ) : (
          <p>They have an account already and log in with the password they know.</p>
        )}
      </div>
    </Dialog>
  );
};

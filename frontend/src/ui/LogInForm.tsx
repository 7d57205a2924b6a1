import { Button, PasswordInput, TextInput } from "@mantine/core";
import "@mantine/core/styles/PasswordInput.layer.css";
import { useMutation } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";

import { sentence } from "@/api/errors";
import { logIn } from "@/api/session";
import { t } from "@/i18n/words";

import form from "./Form.module.css";
import { Notice } from "./Notice";

interface LogInFormProps {
  email?: string;
  intro?: string;
  onDone: () => void;
}

export function LogInForm({ email: known = "", intro, onDone }: LogInFormProps) {
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState("");
  const attempt = useMutation({
    mutationFn: () => logIn(email.trim(), password),
    onSuccess: (outcome) => {
      if (outcome.kind === "in") onDone();
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    attempt.mutate();
  };
  const complaint = attempt.isError
    ? sentence(attempt.error)
    : attempt.data?.kind === "refused"
      ? attempt.data.message
      : attempt.data?.kind === "second-step"
        ? t("login.secondStep")
        : "";
  return (
    <form className={form["form"]} onSubmit={submit}>
      {intro && <p className={form["hint"]}>{intro}</p>}
      {complaint && <Notice tone="bad">{complaint}</Notice>}
      <TextInput
        label={t("login.email")}
        type="email"
        name="email"
        autoComplete="username"
        required
        withAsterisk={false}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label={t("login.password")}
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        visibilityToggleButtonProps={{ "aria-label": t("login.showPassword") }}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" loading={attempt.isPending} fullWidth>
        {t("login.go")}
      </Button>
    </form>
  );
}

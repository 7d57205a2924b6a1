import type { UnreachableArrival } from "@/api/types";

export const nameOf = (arrival: UnreachableArrival): string =>
  arrival.guest
    ? `${arrival.guest.first_name} ${arrival.guest.last_name}`.trim() || "Guest without a name"
    : "No guest named";

/** Where the picture of the code that opens the guest's own page is. */
export const codeOf = (org: string, { stay }: UnreachableArrival): string =>
  `/api/v1/orgs/${org}/arrivals/${stay}/qr.svg`;

const ASKS: Record<string, string> = {
  en: "Scan the code to leave your e-mail address, or write it here:",
  de: "Scannen Sie den Code, um Ihre E-Mail-Adresse zu hinterlassen, oder schreiben Sie sie hier auf:",
  fr: "Scannez le code pour laisser votre adresse e-mail, ou écrivez-la ici :",
  it: "Inquadri il codice per lasciare il Suo indirizzo e-mail, oppure lo scriva qui:",
  es: "Escanee el código para dejar su correo electrónico o escríbalo aquí:",
};

/** What a slip asks its guest, in the guest's language or in English; and which language that is. */
export function askOf(arrival: UnreachableArrival): { language: string; text: string } {
  const language = arrival.guest?.language.slice(0, 2).toLowerCase() ?? "";
  const said = ASKS[language];
  return said ? { language, text: said } : { language: "en", text: ASKS["en"] ?? "" };
}

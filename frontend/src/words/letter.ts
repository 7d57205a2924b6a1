/** A subject as it reads: each field by its stand-in, or by its own name in angle quotes. */
export const subjectInWords = (subject: string): string =>
  subject.replaceAll(/\{\{\s*([\w.]+)([^}]*)\}\}/g, (_, field: string, filters: string) => {
    const standIn = /default:\s*(["'])(.*?)\1/.exec(filters)?.[2];
    return standIn ?? `‹${field.replaceAll(/[._]/g, " ")}›`;
  });

"""Letters made of blocks: their form, their MJML, their checks. No Django here."""

"""E-mail content: MJML and Liquid compiled once, merged once for each recipient. No Django here."""

"""What a hotel pastes into its own site. Pure."""

from html import escape
from urllib.parse import urlsplit


def snippets_for(url: str, *, title: str) -> dict[str, str]:
    """Three ways to show the form at `url`: our small script, a plain frame, a bare link that needs nothing."""
    parts = urlsplit(url)
    site = f"{parts.scheme}://{parts.netloc}"
    source, name = escape(url), escape(title)
    return {
        "script": f'<script src="{site}/f/embed.js" data-bellhop-form="{source}" data-title="{name}" async></script>',
        "iframe": (
            f'<iframe src="{source}?frame=1" title="{name}" width="100%" height="640" style="border:0" '
            'loading="lazy"></iframe>'
        ),
        "form": (
            f'<form action="{source}" method="post" target="_top"><label>{name}: '
            '<input type="email" name="email" required autocomplete="email"></label> '
            '<button type="submit">&rarr;</button></form>'
        ),
    }

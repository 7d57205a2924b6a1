from accounts.models import User


def language_choose(*, user: User, language: str) -> User:
    """Set the language of the person's dashboard; empty leaves it to the browser."""
    user.language = language
    user.save(update_fields=["language"])
    return user

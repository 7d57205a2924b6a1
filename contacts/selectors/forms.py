"""Sign-up forms with their words and counts."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet, Sum

from accounts.errors import NotFound
from contacts.forms.tokens import form_token_make
from contacts.models import SignupCount, SignupForm, SignupRequest
from delivery.keys import token_key

REFUSED = "refused:"


def form_list(*, hotel_id: int | None = None) -> QuerySet[SignupForm]:
    """All forms, or one hotel's, with hotel and words."""
    rows = SignupForm.objects.select_related("hotel").prefetch_related("words__consent_text")
    return rows.filter(hotel_id=hotel_id) if hotel_id is not None else rows.all()


def form_get(*, form_id: int) -> SignupForm:
    """One form. Raises NotFound."""
    found = form_list().filter(pk=form_id).first()
    if found is None:
        raise NotFound("There is no such form.")
    return found


def form_open(*, form_id: int) -> SignupForm | None:
    """A form that takes sign-ups; None if there is none or it is switched off."""
    form = form_list().filter(pk=form_id, active=True).first()
    return form if form is not None and form.languages else None


def form_token(form: SignupForm) -> str:
    """The name by which the public knows a form."""
    return form_token_make(key=token_key(), organization_id=form.organization_id, form_id=form.pk)


def form_url(form: SignupForm) -> str:
    """Where its page stands."""
    return f"{settings.PUBLIC_URL}/f/{form_token(form)}"


def forms_figure(forms: Iterable[SignupForm]) -> list[SignupForm]:
    """The forms with `counts`, in two queries however many they are."""
    rows = list(forms)
    counts = form_counts([form.pk for form in rows])
    for form in rows:
        form.counts = counts[form.pk]  # type: ignore[attr-defined]
    return rows


def form_counts(form_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """For each form how often it was shown, posted, confirmed, refused by reason; `pending` wait for an answer.

    `posted` counts what was sent in; `sent` those for which a letter was entered. The rest was refused, or was
    answered as if sent: an address that has a letter already gets no second one.
    """
    counts: dict[int, dict[str, Any]] = {
        form_id: {"shown": 0, "posted": 0, "sent": 0, "confirmed": 0, "pending": 0, "refused": {}}
        for form_id in form_ids
    }
    sums = SignupCount.objects.filter(form_id__in=form_ids).order_by().values("form_id", "outcome")
    for row in sums.annotate(total=Sum("number")):
        form, outcome = counts[row["form_id"]], row["outcome"]
        if outcome.startswith(REFUSED):
            form["refused"][outcome.removeprefix(REFUSED)] = row["total"]
        elif outcome in form:
            form[outcome] = row["total"]
    waiting = SignupRequest.objects.filter(form_id__in=form_ids, state=SignupRequest.PENDING)
    for form_id, total in waiting.order_by().values_list("form_id").annotate(total=Count("id")):
        counts[form_id]["pending"] = total
    return counts


def form_days(*, form_id: int) -> list[dict[str, Any]]:
    """Day by day, the newest ninety: shown, posted, confirmed."""
    days: dict[Any, dict[str, int]] = defaultdict(lambda: dict.fromkeys(("shown", "posted", "confirmed"), 0))
    rows = SignupCount.objects.filter(form_id=form_id, outcome__in=("shown", "posted", "confirmed"))
    for row in rows.order_by("-day")[:270]:
        days[row.day][row.outcome] = row.number
    return [{"day": day, **counts} for day, counts in sorted(days.items())[-90:]]

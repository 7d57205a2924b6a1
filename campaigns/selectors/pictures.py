from django.conf import settings
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from accounts.errors import NotFound
from campaigns.models import BrandKit, Campaign, Picture, Template


def picture_list() -> QuerySet[Picture]:
    return Picture.objects.all()


def picture_get(picture_id: int, *, lock: bool = False) -> Picture:
    """Raises NotFound, also for a picture of somebody else."""
    rows = Picture.objects.select_for_update() if lock else Picture.objects.all()
    picture = rows.filter(pk=picture_id).first()
    if picture is None:
        raise NotFound("There is no such picture.")
    return picture


def file_name(key: str, width: int, ending: str) -> str:
    """Where a file stands in the storage `pictures`."""
    return f"{key[:2]}/{key}/{width}.{ending}"


def picture_url(picture: Picture, width: int, ending: str) -> str:
    """The address that stands in letters; a smaller picture answers with its largest file."""
    fitting = [each for each in picture.widths if each <= width] or picture.widths[:1]
    return f"{settings.PUBLIC_URL}/pictures/{picture.key}/{max(fitting)}.{ending}"


def picture_uses(picture: Picture) -> list[str]:
    """What shows a picture, in words: templates, campaigns, also those already sent, and brands."""
    shown = Q(mjml__contains=picture.key) | Q(written__contains=picture.key)
    written = Cast("document", TextField())
    templates = Template.objects.annotate(written=written).filter(shown)
    campaigns = Campaign.objects.annotate(written=written).filter(shown)
    brands = BrandKit.objects.filter(logo_url__contains=picture.key)
    return [
        *(f"the template '{name}'" for name in templates.order_by("name").values_list("name", flat=True)),
        *(f"the campaign '{name}'" for name in campaigns.order_by("name").values_list("name", flat=True)),
        *(f"the brand of {name}" for name in brands.order_by("id").values_list("hotel__name", flat=True)),
    ]

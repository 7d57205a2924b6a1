from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe
from django_redis import get_redis_connection


@never_cache
@ensure_csrf_cookie
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """The page that loads the React application; every address under /app/ is its own to read."""
    return render(request, "app.html")


@require_safe
def live(_request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """Whether the database and Redis answer; 503 tells a load balancer to wait."""
    parts = {"database": answers(ask_database), "redis": answers(ask_redis)}
    good = all(parts.values())
    return JsonResponse({"status": "ok" if good else "waiting", **parts}, status=200 if good else 503)


def answers(question: Callable[[], None]) -> bool:
    try:
        question()
    except Exception:  # noqa: BLE001 - whatever is wrong, the answer is 'not ready'
        return False
    return True


def ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def ask_redis() -> None:
    get_redis_connection("default").ping()


def csrf_failed(request: HttpRequest, reason: str = "") -> JsonResponse:
    message = "This page was open for too long, or was opened from another site. Reload it and try again."
    request_id = getattr(request, "request_id", "")
    body = {"code": "csrf", "message": message, "fields": {"reason": [reason]}, "request_id": request_id}
    return JsonResponse(body, status=403)

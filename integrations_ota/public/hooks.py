"""`POST /ota/hooks/<token>`: where channels call. The signed token opens the organisation it names."""

from __future__ import annotations

import logging

from celery import current_app
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from kombu.exceptions import OperationalError

from accounts.tenancy import tenant_scope
from integrations_ota.adapters.offers import WebhookRequest
from integrations_ota.services.hook_token import hook_token_read
from integrations_ota.services.hooks import hook_receive

logger = logging.getLogger(__name__)

PULL_TASK = "integrations_ota.pull_connection"


def wake_worker(*, organization_id: int, connection_id: int) -> None:
    """Ask a worker to pull now; without one, the next beat finds the connection due."""
    kwargs = {"organization_id": organization_id, "connection_id": connection_id}
    try:
        current_app.send_task(PULL_TASK, kwargs=kwargs, queue="sync", retry=False)
    except OperationalError as error:
        logger.warning("no broker to wake a worker for connection %s: %s", connection_id, error)


@csrf_exempt  # channels call from their servers: no session and no cookie is read
@require_http_methods(["GET", "POST"])
def hook(request: HttpRequest, token: str) -> HttpResponse:
    """Take one call. An unknown address and a wrong signature get the same answer."""
    named = hook_token_read(token)
    if named is None:
        return JsonResponse({"code": "hook_refused"}, status=401)
    try:
        body = request.body
    except RequestDataTooBig:
        return JsonResponse({"code": "too_large"}, status=413)
    call = WebhookRequest(
        method=str(request.method),
        headers={name.lower(): value for name, value in request.headers.items()},
        query=request.GET.dict(),
        body=body,
        received_at=timezone.now(),
    )
    with tenant_scope(named.organization_id):
        outcome = hook_receive(token=named, request=call)
    if outcome.pull:
        wake_worker(organization_id=named.organization_id, connection_id=named.connection_id)
    answer = outcome.answer
    return HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)

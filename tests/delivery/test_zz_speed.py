import time
import pytest
from tests.factories.delivery import *
from tests.delivery.test_sending import send
from delivery.models import Message
from delivery.services.domains import sending_domain_create
pytestmark = pytest.mark.django_db
def test_speed(in_a, sink):
    sending_domain_create(domain="seehof.example", actor=None, now=NOW)
    m = mailing_started(guests=1)
    first = Message.objects.get()
    Message.objects.bulk_create([Message(mailing=m, recipient_ref=10**6+i, address=f"x{i}@example.com", address_hash=first.address_hash, language="", merge=first.merge, state="queued", next_attempt_at=NOW) for i in range(1000)])
    t=time.perf_counter(); c=time.process_time()
    r = send(m); d=time.perf_counter()-t
    print("RATE", 1001/d, "per s, cpu us incl. sink", (time.process_time()-c)/1001*1e6, sum(x.handed for x in r))

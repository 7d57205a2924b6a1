def peers(*a, **k): return {} if 'peers' != 'celery_share' else 0.0

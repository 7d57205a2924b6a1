def celery_share(*a, **k): return {} if 'celery_share' != 'celery_share' else 0.0

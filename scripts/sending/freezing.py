def freezing(*a, **k): return {} if 'freezing' != 'celery_share' else 0.0

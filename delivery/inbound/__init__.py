"""Mail that comes back, read without trusting a byte of it. Pure: no Django, no network, no state.

`mail_classify(raw)` never raises and ends in well under two seconds, whatever the bytes are.
"""

"""Regulations as data: reading decrees, judging portals by them, counting working days, adding up reports. Pure."""

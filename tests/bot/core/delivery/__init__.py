"""Delivery, in virtual time."""

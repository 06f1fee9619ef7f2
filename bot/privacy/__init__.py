"""What may be kept, shown and reused: every room asks here."""

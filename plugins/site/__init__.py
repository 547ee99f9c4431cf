"""Documents to editions: who sees what at which address, and what each page depends on. No effects; time is given."""

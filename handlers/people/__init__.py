"""Who is writing: linking, acting for somebody, consent, one's own data and page."""

"""The monitor, Local Azure's own page: what runs and what was, for people; its data comes from the routes here."""

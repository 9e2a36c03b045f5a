"""Rules about data flows and the activities that run them."""

"""Rules about Databricks notebooks and the activities that run them."""

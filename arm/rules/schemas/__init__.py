"""Rules about the properties and types of resources, as the service's own type definitions have them."""

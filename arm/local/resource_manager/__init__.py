"""Azure Resource Manager: resource groups and deployments."""

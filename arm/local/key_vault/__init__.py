"""Azure Key Vault, as far as Resource Manager speaks for it: secrets' versions."""

"""Rules about arm-template-parameters-definition.json."""

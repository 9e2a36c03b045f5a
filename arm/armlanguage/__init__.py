"""The ARM template language: parameters, variables, functions and the order of resources."""
